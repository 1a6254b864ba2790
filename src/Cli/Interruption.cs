using System.Runtime.InteropServices;

namespace Agentic.Cli;

/// <summary>The end of what runs until somebody ends it.</summary>
internal static class Interruption
{
    /// <summary>Waits for it: Ctrl-C comes through the cancellation; service managers and containers say SIGTERM.</summary>
    public static async Task WaitAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ended.TrySetResult();
        });
        await using var interrupt = cancellation.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
