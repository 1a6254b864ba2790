using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;
using Agentic.Worlds.Gui.Browsers;
using Agentic.Worlds.Gui.Observing;

namespace Agentic.Worlds.Gui;

/// <summary>One task's conversation with its page. Rents the page, owns the lease, takes the times. One caller at a time.</summary>
/// <param name="task">What is played.</param>
/// <param name="options">How.</param>
/// <param name="sites">Where the page is; borrowed.</param>
/// <param name="pool">Lends the page; borrowed.</param>
/// <param name="timings">Told where the time went; borrowed.</param>
internal sealed class PageSession(GuiTask task, GuiOptions options, GuiSites sites, BrowserPool pool, GuiTimings timings) : IAsyncDisposable
{
    private const int SettleBound = 1500;
    private const int Attempts = 2;
    private const int RawTime = 1_000_000;
    private const int PublishedTime = 10_000;
    private static long _tokens;
    private readonly string _token = Interlocked.Increment(ref _tokens).ToString(CultureInfo.InvariantCulture);
    private readonly PictureKind _kind = options.Picture switch { "none" => PictureKind.None, "jpeg" => PictureKind.Jpeg, _ => PictureKind.Png };
    private PageLease? _lease;
    private byte[]? _picture;

    /// <summary>Time spent waiting for a page that was free.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The page, once it has been rented.</summary>
    public PageLease? Lease => _lease;

    /// <summary>Rents the page and draws the task. A page that served before and does not answer is replaced once.</summary>
    /// <exception cref="BrowserFaultException">There was no page to be had, or it cannot play the task.</exception>
    public async Task<PageReport> BeginAsync(CancellationToken cancellation)
    {
        var address = sites.Address(task.Page);
        for (var attempt = 1; ; attempt++)
        {
            var asked = Stopwatch.GetTimestamp();
            _lease = await pool.RentAsync(options.Look(sites.Viewport(task.Page)), address, cancellation);
            var started = Stopwatch.GetTimestamp();
            Waited += Stopwatch.GetElapsedTime(asked, started);
            try
            {
                await _lease.GoAsync(address, cancellation);
                var home = InputDriver.HomeAsync(_lease);
                var report = await TellAsync($"__gui.begin({TaskText()})", cancellation) ? await SeeAsync(home, started, cancellation) : null;
                timings.Add(GuiPhase.Reset, Stopwatch.GetTimestamp() - started);
                return report ?? throw _lease.Break("The page was left while its task began.");
            }
            catch (BrowserFaultException) when (attempt < Attempts)
            {
                await _lease.DisposeAsync();
            }
        }
    }

    /// <summary>Does an action.</summary>
    /// <returns>Why it cannot be done here, or null.</returns>
    public async Task<string?> DoAsync(GuiAction action, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var problem = await InputDriver.DoAsync(_lease!, action, ms => TellAsync($"__gui.step({Step(ms)})", cancellation), cancellation);
        timings.Add(GuiPhase.Input, Stopwatch.GetTimestamp() - started);
        return problem;
    }

    /// <summary>Lets the page's time pass and asks where the task stands; null when the page is another one. A page whose task is over is not drawn again.</summary>
    public async Task<PageReport?> SettleAsync(int milliseconds, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await AskAsync($"__gui.step({Step(milliseconds > 0 ? milliseconds : options.StepMilliseconds)})", cancellation);
        timings.Add(GuiPhase.Settle, Stopwatch.GetTimestamp() - started);
        var isOver = answer?.RootElement.TryGetProperty("state", out _) == true;
        var report = answer is null ? null : isOver ? PageReport.Read(answer.RootElement) : await SeeAsync(null, started, cancellation);
        timings.AddSettle(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return report;
    }

    /// <summary>The page as pixels, as it was drawn when it had settled.</summary>
    /// <exception cref="BrowserFaultException">The browser gave no such picture.</exception>
    public ImageFrame Picture()
    {
        var started = Stopwatch.GetTimestamp();
        var frame = Screenshot.Decode(_picture, _kind, _lease!.Slot.Look, out var problem);
        timings.Add(GuiPhase.Screenshot, Stopwatch.GetTimestamp() - started);
        return frame ?? throw _lease.Break(problem!);
    }

    /// <summary>The oracle's next action, or null.</summary>
    public async Task<GuiAction?> NextAsync(CoordinateFrame frame, CancellationToken cancellation)
    {
        using var answer = await _lease!.EvaluateAsync("__gui.next()", cancellation);
        return answer is null ? null : OracleAction.Read(answer.RootElement, frame);
    }

    /// <summary>Throws the page away, keeping its context.</summary>
    public Task ForgetAsync(CancellationToken cancellation) => _lease!.ForgetAsync(cancellation);

    /// <summary>What the page tried beside its task.</summary>
    public ImmutableArray<string> TakeIncidents() => _lease?.TakeIncidents() ?? [];

    /// <summary>Gives the page back.</summary>
    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Has the page drawn and asks where the task stands, until a frame changes nothing any more. <paramref name="home"/> is the pointer's way to where a new task finds it.</summary>
    private async Task<PageReport?> SeeAsync(Task? home, long started, CancellationToken cancellation)
    {
        for (; ; )
        {
            var drawing = Stopwatch.GetTimestamp();
            _picture = await _lease!.DrawAsync(_kind, home ?? Task.CompletedTask, cancellation);
            var drawn = Stopwatch.GetTimestamp();
            timings.Add(GuiPhase.Screenshot, drawn - drawing);
            using var answer = await AskAsync($"__gui.look({Look(isFirst: home is not null)})", cancellation);
            timings.Add(GuiPhase.Settle, Stopwatch.GetTimestamp() - drawn);
            var report = answer is null ? null : PageReport.Read(answer.RootElement);
            if (report is null or { IsQuiet: true } || Stopwatch.GetElapsedTime(started).TotalMilliseconds > SettleBound)
            {
                return report;
            }
        }
    }

    private async Task<bool> TellAsync(string script, CancellationToken cancellation)
    {
        using var answer = await AskAsync(script, cancellation);
        return answer is not null;
    }

    /// <summary>What the page answers; null when it is another document than the task's.</summary>
    private async Task<JsonDocument?> AskAsync(string script, CancellationToken cancellation)
    {
        // A document that goes away under the question is asked again: the new one answers that it is another.
        var answer = await _lease!.EvaluateAsync(script, cancellation)
            ?? await _lease.EvaluateAsync("""typeof __gui === "undefined" ? '{"left":true}' : __gui.look({token: ""})""", cancellation);
        if (answer is not null && !answer.RootElement.TryGetProperty("left", out _) && !answer.RootElement.TryGetProperty("broken", out _))
        {
            return answer;
        }

        using (answer)
        {
            return answer?.RootElement.TryGetProperty("broken", out var problem) == true ? throw _lease.Break($"{task.Page}: {problem.GetString()}.") : null;
        }
    }

    private string TaskText() => JsonSerializer.Serialize(new
    {
        site = sites.IsMiniwob ? GuiOptions.Miniwob : "kit",
        token = _token,
        template = task.Template,
        instance = task.Instance,
        theme = task.Theme,
        seed = task.PageSeed,
        maxTime = options.Reward == "time_scaled" ? PublishedTime : RawTime,
        bound = SettleBound,
    });

    private string Step(int milliseconds) => JsonSerializer.Serialize(new { token = _token, ms = milliseconds, bound = SettleBound });

    private string Look(bool isFirst) => JsonSerializer.Serialize(new { token = _token, bound = SettleBound, elements = options.NeedsElements, goal = isFirst });
}
