using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>The pauses between attempts: they double, and vary so that many callers do not come back at once.</summary>
internal static class EndpointPause
{
    /// <summary>The pause after a failed attempt.</summary>
    /// <param name="attempt">Attempts made, 1 or more.</param>
    /// <param name="options">First and longest pause.</param>
    /// <param name="asked">What the server asks for; never undercut.</param>
    /// <param name="random">Shortens the pause by up to a half.</param>
    public static TimeSpan After(int attempt, EndpointOptions options, TimeSpan? asked, ref RandomStream random)
    {
        var grown = options.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 30));
        var pause = (grown < options.LongestPause ? grown : options.LongestPause) * (1 - (random.NextDouble() / 2));
        return asked > pause ? asked.Value : pause;
    }

    /// <summary>Waits on the clock that is given.</summary>
    /// <exception cref="OperationCanceledException">The caller no longer waits.</exception>
    public static async Task WaitAsync(TimeSpan pause, TimeProvider clock, CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(_ => over.TrySetResult(), null, pause, Timeout.InfiniteTimeSpan);
        await over.Task.WaitAsync(cancellation);
    }
}
