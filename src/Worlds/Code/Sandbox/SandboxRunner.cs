using System.Diagnostics;
using System.Text;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Runs commands behind the strongest layer of this machine. Safe for many threads; disposing it removes its folder.</summary>
/// <param name="layer">The layer; <see cref="SandboxProbe.State"/> says which works.</param>
/// <param name="clock">The only clock.</param>
public sealed class SandboxRunner(SandboxLayer layer, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan StreamsEnd = TimeSpan.FromSeconds(10);
    private readonly Lazy<SandboxHome> _home = new();

    /// <summary>Which layer is active.</summary>
    public SandboxLayer Layer => layer;

    /// <summary>Where working trees are made.</summary>
    public SandboxHome Home => _home.Value;

    /// <summary>Runs a command to its end; whatever it started is dead when this returns.</summary>
    /// <exception cref="SandboxFaultException">There is no sandbox, or it did not start.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the command is dead.</exception>
    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellation)
    {
        if (layer == SandboxLayer.None)
        {
            throw new SandboxFaultException(
                $"No sandbox works on this machine ({string.Join("; ", SandboxProbe.State.Missing)}). As root: {SandboxProbe.State.Fix}", isRetryable: false);
        }

        var status = Home.Fresh("status");
        var line = SandboxLaunch.Prepare(layer, command, Home, status);
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        var began = clock.GetTimestamp();
        using var process = await ProcessStarter.StartAsync(start);
        try
        {
            var (outcome, output, errors) = await FollowAsync(process, command, cancellation);
            if (outcome is null && !HasRun(status))
            {
                throw new SandboxFaultException($"{SandboxState.NameOf(layer)} could not set the sandbox up: {Encoding.UTF8.GetString(errors).Trim()}");
            }

            return new SandboxResult(outcome ?? SandboxOutcome.OfCode(process.ExitCode), output, errors, clock.GetElapsedTime(began));
        }
        finally
        {
            SandboxTree.Kill(process, layer);
            // Disposing a process leaves its streams to whoever has asked for them.
            process.StandardOutput.Dispose();
            process.StandardError.Dispose();
            File.Delete(status);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_home.IsValueCreated)
        {
            _home.Value.Dispose();
        }
    }

    private async Task<(SandboxOutcome? Outcome, byte[] Output, byte[] Errors)> FollowAsync(Process process, SandboxCommand command, CancellationToken cancellation)
    {
        var watch = new SandboxWatch(process, layer, command, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var guard = watch.WatchAsync(ended.Token);
        var budget = new OutputBudget(command.Limits.OutputBytes, () => watch.End(new SandboxOutcome.OutputLimit()));
        var output = budget.ReadAsync(process.StandardOutput.BaseStream);
        var errors = budget.ReadAsync(process.StandardError.BaseStream);
        Task streams = Task.WhenAll(output, errors);
        // Also where it never reads what it is given, so that giving does not end.
        using var stop = cancellation.Register(() => SandboxTree.Kill(process, layer));
        try
        {
            await GiveAsync(process, command.Input);
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            await ended.CancelAsync();
            await guard;
            // Whoever asked for an end may remove the tree next: nothing may be left that writes to it. The streams end with the last that could; in
            // the weak layer one that left its group and its parents may hold them for as long as it likes.
            SandboxTree.Kill(process, layer);
            await process.WaitForExitAsync(CancellationToken.None);
            await streams.WaitAsync(StreamsEnd, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return streams.IsCompleted ? (watch.Outcome, await output, await errors) : (new SandboxOutcome.TimedOut(), [], []);
    }

    private static async Task GiveAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: what it left is judged by its outcome.
        }
    }

    // bubblewrap writes one line when it has a child, and another when the command has ended; a set-up that failed writes none of the latter. The
    // other layers write a word just before the command.
    private bool HasRun(string status) =>
        File.Exists(status) && File.ReadAllText(status).Contains(layer == SandboxLayer.Bubblewrap ? "exit-code" : SandboxLaunch.IsUp, StringComparison.Ordinal);
}
