using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>
/// A page lent to one episode. Every call has a deadline; what breaks or does not answer makes the lease broken for good, and its
/// context is thrown away.
/// </summary>
public sealed class PageLease : IAsyncDisposable
{
    private readonly BrowserPool _pool;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _expiry;
    private OpenPage? _page;
    private string? _problem;
    private int _returned;

    internal PageLease(BrowserPool pool, PageSlot slot, BrowserOptions options, TimeProvider clock)
    {
        (_pool, Slot, _options, _clock) = (pool, slot, options, clock);
        _expiry = clock.CreateTimer(_ => Expire(), null, options.LeaseTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why it serves no more, or null.</summary>
    public string? Problem => Volatile.Read(ref _problem) ?? _page?.Died ?? (Slot.Process.IsLost ? "The browser is gone." : null);

    internal PageSlot Slot { get; }

    /// <summary>The mouse of the page; its moves understand native dragging.</summary>
    internal IMouse Mouse => _page!.Mouse;

    /// <summary>Turns to a page.</summary>
    /// <param name="address">Path below the root of the sites.</param>
    /// <param name="cancellation">Stops waiting; the lease is broken then.</param>
    /// <exception cref="BrowserFaultException">It did not open.</exception>
    public Task GoAsync(string address, CancellationToken cancellation) => GuardAsync($"opening {address}", _options.OpenDeadline, async () =>
    {
        _page = await Slot.GoAsync(address);
        _page.Incidents.Take();
        return true;
    }, cancellation);

    /// <summary>Throws the present page away: it has left its task.</summary>
    /// <exception cref="BrowserFaultException">The browser is gone.</exception>
    public Task ForgetAsync(CancellationToken cancellation) => GuardAsync("closing a page", _options.CallDeadline, async () =>
    {
        await Slot.ForgetAsync(_page!);
        return true;
    }, cancellation);

    /// <summary>Evaluates a script that gives JSON text, or a promise of one; null when the document went away meanwhile.</summary>
    /// <exception cref="BrowserFaultException">It threw, or did not answer in time.</exception>
    public async Task<JsonDocument?> EvaluateAsync(string script, CancellationToken cancellation)
    {
        try
        {
            var answer = await SendAsync("Runtime.evaluate", new Dictionary<string, object>
            {
                ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true,
            }, cancellation);
            if (answer?.TryGetProperty("exceptionDetails", out var error) == true)
            {
                var words = error.TryGetProperty("exception", out var exception) && exception.TryGetProperty("description", out var description) ? description.GetString() : error.GetProperty("text").GetString();
                throw Break($"The page's script failed: {BrowserProcess.Line(words ?? "")}");
            }

            return answer is { } full && full.GetProperty("result").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
                ? JsonDocument.Parse(value.GetString()!)
                : null;
        }
        catch (PageLeftException)
        {
            return null;
        }
    }

    /// <summary>Sends a command of the browser's protocol.</summary>
    /// <exception cref="BrowserFaultException">It failed, or was not answered in time.</exception>
    internal Task<JsonElement?> SendAsync(string method, Dictionary<string, object>? arguments, CancellationToken cancellation) =>
        GuardAsync(method, _options.CallDeadline, () => _page!.Line.SendAsync(method, arguments), cancellation);

    /// <summary>Runs a few calls at once under one deadline.</summary>
    internal Task TogetherAsync(string what, Func<ICDPSession, Task> calls, CancellationToken cancellation) => GuardAsync(what, _options.CallDeadline, async () =>
    {
        await calls(_page!.Line);
        return true;
    }, cancellation);

    /// <summary>The same for calls that are answered only when the page has been drawn: pointers that move, wheels that turn.</summary>
    internal Task TogetherDrawnAsync(string what, Func<ICDPSession, Task> calls, CancellationToken cancellation) => GuardAsync(what, _options.CallDeadline, async () =>
    {
        await _page!.DrawUntilAsync(calls(_page.Line), () => Problem is null);
        return true;
    }, cancellation);

    /// <summary>Sends calls that a later <see cref="DrawAsync"/> brings to their end.</summary>
    internal Task Start(Func<ICDPSession, Task> calls) => calls(_page!.Line);

    /// <summary>Has the page drawn, again where calls under way need another frame; its picture in the browser's bytes, where one is wanted.</summary>
    /// <exception cref="BrowserFaultException">It was not drawn in time.</exception>
    internal Task<byte[]?> DrawAsync(PictureKind kind, Task calls, CancellationToken cancellation) => GuardAsync("drawing the page", _options.CallDeadline, async () =>
    {
        var picture = await _page!.DrawAsync(kind);
        while (!calls.IsCompleted && Problem is null)
        {
            picture = await _page.DrawAsync(kind);
        }

        await calls;
        return picture;
    }, cancellation);

    /// <summary>What the page tried since the last question.</summary>
    internal ImmutableArray<string> TakeIncidents() => _page?.Incidents.Take() ?? [];

    /// <summary>Declares it broken.</summary>
    internal BrowserFaultException Break(string problem, Exception? inner = null)
    {
        Interlocked.CompareExchange(ref _problem, problem, null);
        return new BrowserFaultException(Problem!, inner);
    }

    /// <summary>Gives the page back, or throws it away when it is broken.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            await _expiry.DisposeAsync();
            _pool.Return(this);
        }
    }

    private async Task<T> GuardAsync<T>(string what, TimeSpan deadline, Func<Task<T>> call, CancellationToken cancellation)
    {
        if (Problem is { } problem)
        {
            throw Break(problem);
        }

        _expiry.Change(_options.LeaseTime, Timeout.InfiniteTimeSpan);
        try
        {
            return await call().WaitAsync(deadline, _clock, cancellation);
        }
        catch (TimeoutException late)
        {
            throw Break(_page?.Died ?? $"The page did not answer within {deadline.TotalSeconds:0.#} s ({what}).", late);
        }
        catch (OperationCanceledException)
        {
            // Whatever was under way may still happen: nobody may be lent this page.
            Break("The call was cancelled.");
            throw;
        }
        catch (PlaywrightException error) when (Problem is null && (error.Message.Contains("navigated", StringComparison.Ordinal)
            || error.Message.Contains("context was destroyed", StringComparison.Ordinal) || error.Message.Contains("Promise was collected", StringComparison.Ordinal)))
        {
            throw new PageLeftException(error.Message, error);
        }
        catch (PlaywrightException error)
        {
            throw Break(Problem ?? $"The browser broke ({what}): {BrowserProcess.Line(error.Message)}", error);
        }
    }

    private void Expire()
    {
        Break($"The page was not used for {_options.LeaseTime.TotalSeconds:0} s, and was taken back.");
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _pool.Return(this);
        }
    }

    /// <summary>The document went away under a call.</summary>
    private sealed class PageLeftException(string message, Exception inner) : Exception(message, inner);
}
