using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Metrics;

namespace Agentic.Cli;

/// <summary>
/// <c>bench viewer --training</c>: how much a training loses to two people who watch it. One process trains, another one serves the page all the
/// time; what changes from block to block is whether two readers of its events are there.
/// </summary>
/// <remarks>
/// With a learning rate of 0, and mazes that nobody gets out of in time, every update plays as many turns and learns from as many tokens. The
/// order with, without, without, with … cancels what changes slowly. The update in which readers come or go is in no block.
/// </remarks>
internal static class BenchViewerTraining
{
    private const int Readers = 2;
    private const int WarmUp = 5;
    private const int LeastUpdates = 4;
    private const int Groups = 4;
    private const int GroupSize = 8;

    private static readonly string Scenario = $$"""
        name: watched
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 6, length: [11, 12] } }
        instruction: ""
        context: last 0
        limits: { turns: 8, tokens_per_turn: 1, tokens: 1024 }
        policy: { preset: tiny }
        warm_start: { updates: 20, rows: 32, warmup_updates: 0 }
        train: { updates: 1000000, groups: {{Groups}}, group_size: {{GroupSize}}, learning_rate: 0, warmup_updates: 0, checkpoint_every: 0, eval_every: 0, drop_uniform_groups: false }
        eval: { tasks: 8 }
        """;

    /// <summary>Measures.</summary>
    /// <param name="context">The clock and the streams.</param>
    /// <param name="output">Where it is told.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="pairs">Pairs of blocks.</param>
    /// <param name="seconds">Least length of a block.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(CliContext context, CliOutput output, string folder, int pairs, double seconds, CancellationToken cancellation)
    {
        var (scenario, run) = (Path.Combine(folder, "watched.yaml"), Path.Combine(folder, "run"));
        await File.WriteAllTextAsync(scenario, Scenario, cancellation);
        using var training = new ProgramProcess("train", scenario, "--output", run, "--json");
        var tail = new TrainingTail(training, run, context.Clock);
        var first = double.PositiveInfinity;
        for (var update = 0; update < WarmUp; update++)
        {
            first = Math.Min(first, await tail.NextAsync(cancellation));
        }

        using var viewer = await WatchProcess.StartAsync(run, cancellation);
        await viewer.GetAsync("api/runs/0", cancellation);
        var updates = Math.Max(LeastUpdates, (int)Math.Ceiling(seconds / first));
        output.Line($"{pairs} pairs of blocks of {updates} updates, {updates * Groups * GroupSize} episodes and about {updates * first:0.0} s each");
        var (ratios, changes) = (new double[pairs], 0);
        using var progress = context.Progress("pairs", pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            var (watched, alone) = (0.0, 0.0);
            foreach (var isWatched in pair % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                if (isWatched)
                {
                    var (took, heard) = await WatchedAsync(viewer, tail, updates, cancellation);
                    (watched, changes) = (took, changes + heard);
                }
                else
                {
                    alone = await BlockAsync(tail, updates, cancellation);
                }
            }

            // Equal work: the ratio of the rates is that of the times, turned round.
            ratios[pair] = alone / watched;
            progress.Report(pair + 1);
        }

        if (changes == 0)
        {
            throw new UserException("The readers heard of no change while the training went on: nothing was measured.", ExitCode.Failed);
        }

        var (median, interval) = (Median(ratios), Bootstrap.Of(ratios, Median, RandomKey.FromSeed(1).Derive("viewer bench")));
        output.Line($"with {Readers} readers the training runs at {median:0.0000} of its rate without, 95 % interval {interval.Low:0.0000} to {interval.High:0.0000}; they heard of {changes} changes");
        output.Result(new JsonObject
        {
            ["pairs"] = pairs,
            ["readers"] = Readers,
            ["block_updates"] = updates,
            ["block_episodes"] = updates * Groups * GroupSize,
            ["block_s"] = Math.Round(updates * first, 3),
            ["ratio"] = Math.Round(median, 5),
            ["ratio_low"] = Math.Round(interval.Low, 5),
            ["ratio_high"] = Math.Round(interval.High, 5),
            ["ratios"] = new JsonArray([.. ratios.Select(ratio => JsonValue.Create(Math.Round(ratio, 5)))]),
            ["changes_heard"] = changes,
        });
        return ExitCode.Done;
    }

    private static async Task<(double Seconds, int Changes)> WatchedAsync(WatchProcess viewer, TrainingTail tail, int updates, CancellationToken cancellation)
    {
        var readers = new List<EventReader>();
        try
        {
            while (readers.Count < Readers)
            {
                readers.Add(await EventReader.StartAsync(viewer, cancellation));
            }

            var seconds = await BlockAsync(tail, updates, cancellation);
            return (seconds, readers.Sum(reader => reader.Changes));
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync();
            }
        }
    }

    // The update that is under way belongs to the block before.
    private static async Task<double> BlockAsync(TrainingTail tail, int updates, CancellationToken cancellation)
    {
        tail.Skip();
        await tail.NextAsync(cancellation);
        var seconds = 0.0;
        for (var update = 0; update < updates; update++)
        {
            seconds += await tail.NextAsync(cancellation);
        }

        return seconds;
    }

    private static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
