using System.Diagnostics;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>
/// Watches a running sandbox from outside: real time, memory of all its processes, size of its tree, and whether all of it is stopped. Kills
/// it when it takes too much, or can never end.
/// </summary>
internal sealed class SandboxWatch(Process process, SandboxLayer layer, SandboxCommand command, TimeProvider clock)
{
    private const int TreeEvery = 4;
    private const int StopSignal = 19;

    // A shell may stop a process and wake it a moment later.
    private const int StoppedRounds = 10;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(40);
    private SandboxOutcome? _outcome;
    private int _stopped;

    /// <summary>Why it was ended from outside; null when it was not.</summary>
    public SandboxOutcome? Outcome => _outcome;

    /// <summary>Ends it; the first reason stays.</summary>
    public void End(SandboxOutcome outcome)
    {
        Interlocked.CompareExchange(ref _outcome, outcome, null);
        SandboxTree.Kill(process, layer);
    }

    /// <summary>Watches until it is ended or the token is cancelled. Never throws.</summary>
    public async Task WatchAsync(CancellationToken ended)
    {
        var began = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            for (var round = 0; await timer.WaitForNextTickAsync(ended); round++)
            {
                if (Excess(clock.GetElapsedTime(began), round) is { } outcome)
                {
                    End(outcome);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command ended first.
        }
    }

    private SandboxOutcome? Excess(TimeSpan elapsed, int round) =>
        elapsed > command.Limits.WallClock ? new SandboxOutcome.TimedOut()
        : SandboxTree.ResidentBytes(process.Id) > command.Limits.MemoryBytes ? new SandboxOutcome.OutOfMemory()
        : IsStoppedForGood() ? new SandboxOutcome.Signalled(StopSignal)
        : round % TreeEvery == TreeEvery - 1 && command.Tree is { } tree && IsTooLarge(tree) ? new SandboxOutcome.OutputLimit()
        : null;

    private bool IsStoppedForGood()
    {
        _stopped = SandboxTree.IsStoppedForGood(process.Id) ? _stopped + 1 : 0;
        return _stopped >= StoppedRounds;
    }

    private bool IsTooLarge(string tree)
    {
        // Files that are open and have no name any more take their room as long as they are.
        var (bytes, entries) = (SandboxTree.NamelessBytes(process.Id, tree), 0);
        using var folder = HostFolder.Open(tree);
        return bytes > command.Limits.TreeBytes || folder?.Walk((at, name, kind) =>
        {
            bytes += HostFolder.Weight(at, name, kind);
            return ++entries <= command.Limits.TreeEntries && bytes <= command.Limits.TreeBytes;
        }) == false;
    }
}
