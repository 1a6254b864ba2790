using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Viewer.Window;

namespace Agentic.Cli;

/// <summary><c>bench viewer --window</c>: whether the window plays at its pace. It plays episodes of a maze, a new picture with every frame.</summary>
internal static class BenchViewerWindow
{
    private const int Episodes = 64;
    private const double WarmUpSeconds = 1;

    /// <summary>Measures.</summary>
    /// <param name="context">The clock and the streams.</param>
    /// <param name="output">Where it is told.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="seconds">How long it plays, after a second that does not count.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="WindowException">There is no desktop, or no library for it.</exception>
    public static async Task<int> RunAsync(CliContext context, CliOutput output, string folder, double seconds, CancellationToken cancellation)
    {
        GlfwLibrary.Require();
        var (scenario, run) = (Path.Combine(folder, "maze.yaml"), new RunFolder(Path.Combine(folder, "run")));
        await File.WriteAllTextAsync(scenario, "world: { name: maze, options: { mode: stepwise }, difficulty: { size: 7 } }\n", cancellation);
        using (var rollout = new ProgramProcess("rollout", scenario, "--policy", "oracle", "--limit", $"{Episodes}", "--output", run.Path, "--json"))
        {
            await rollout.RequireSuccessAsync(cancellation);
        }

        using var reader = TrajectoryReader.Open(run.Episodes);
        var frequency = (double)context.Clock.TimestampFrequency;
        var shown = await Task.Factory.StartNew(
            () => Play(context, reader, run.OpenImages(), seconds, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        cancellation.ThrowIfCancellationRequested();
        var counted = shown.Where(at => (at - shown[0]) / frequency >= WarmUpSeconds).ToArray();
        var intervals = counted.Zip(counted.Skip(1), (before, after) => (after - before) / frequency).Order().ToArray();
        if (intervals.Length == 0)
        {
            throw new UserException($"The window showed {shown.Count} frames in {seconds + WarmUpSeconds:0.0} s: too few to say anything.", ExitCode.Failed);
        }

        var rate = intervals.Length / intervals.Sum();
        var missed = intervals.Sum(interval => Math.Max(0, (int)Math.Round(interval * FramePace.Rate) - 1));
        var (middle, late) = (intervals[intervals.Length / 2] * 1000, intervals[(int)(0.99 * (intervals.Length - 1))] * 1000);
        output.Line($"{counted.Length} frames in {intervals.Sum():0.0} s: {rate:0.00} a second; from one to the next {middle:0.00} ms (median), {late:0.00} ms (99 %), {intervals[^1] * 1000:0.00} ms at most; {missed} missed");
        output.Result(new JsonObject
        {
            ["frames"] = counted.Length,
            ["seconds"] = Math.Round(intervals.Sum(), 3),
            ["frames_per_s"] = Math.Round(rate, 3),
            ["interval_p50_ms"] = Math.Round(middle, 3),
            ["interval_p99_ms"] = Math.Round(late, 3),
            ["interval_max_ms"] = Math.Round(intervals[^1] * 1000, 3),
            ["missed"] = missed,
        });
        return ExitCode.Done;
    }

    // A window belongs to one thread.
    private static List<long> Play(CliContext context, TrajectoryReader reader, IImageStore images, double seconds, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + WarmUpSeconds), context.Clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        using var window = new NativeWindow("Agentic", 1280, 800);
        using var player = new WindowPlayer(window, reader, images, context.Clock, speed: FramePace.Rate);
        var shown = new List<long>();
        player.Run(ended.Token, () => shown.Add(context.Clock.GetTimestamp()));
        return shown;
    }
}
