using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>Plays plans into a run's folder. Clock values go beside the episodes, never into them.</summary>
internal static class RolloutRun
{
    private static readonly TimeSpan ShownEvery = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(
        CliContext context, CliOutput output, RunFolder folder, LoadedScenario loaded, IEnumerable<EpisodePlan> plans, long count,
        EpisodeServices services, int workers, Func<JsonObject?> usage, CancellationToken cancellation)
    {
        using var writer = TrajectoryWriter.Open(folder.Episodes);
        if (writer.Count > 0)
        {
            throw new UserException($"'{folder.Path}' holds {writer.Count} episodes already. Choose another --output, or remove the folder.");
        }

        await File.WriteAllTextAsync(folder.ResolvedScenario, loaded.Values.ToYaml(), cancellation);
        using var timings = new EpisodeLines(folder.TimingLines, 0);
        var times = new ConcurrentDictionary<long, EpisodeTimes>();
        var tally = new Tally();
        var started = context.Clock.GetTimestamp();
        var shown = started;
        using (var progress = context.Progress("episodes", count))
        {
            try
            {
                await foreach (var record in EpisodePool.RunAsync(
                    plans, services, workers, timed: (record, time) => times[record.Index] = time, cancellation: cancellation))
                {
                    writer.Append(record);
                    tally.Add(record);
                    times.TryRemove(record.Index, out var time);
                    timings.Write(EpisodeTimesJson.Of(record.Index, time!));
                    if (context.Clock.GetElapsedTime(shown) > ShownEvery)
                    {
                        // Whoever watches sees it grow.
                        timings.Flush();
                        writer.Flush();
                        shown = context.Clock.GetTimestamp();
                    }

                    progress.Report(tally.Episodes);
                }
            }
            catch (OperationCanceledException)
            {
                writer.Flush(durable: true);
                output.Error.WriteLine($"Stopped: the first {tally.Episodes} of {count} episodes are recorded in {folder.Path}.");
                throw;
            }
        }

        writer.Flush(durable: true);
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
        return Summarise(output, folder, tally, tally.Episodes / Math.Max(seconds, 1e-9), usage());
    }

    private static int Summarise(CliOutput output, RunFolder folder, Tally tally, double rate, JsonObject? usage)
    {
        output.Line($"{tally.Episodes} episodes, {tally.Solved} solved, {tally.Faulted} faulted, mean return {tally.MeanReturn:0.###}, {rate:0} episodes/s");
        output.Line($"ends: {string.Join(", ", tally.Ends.Select(end => $"{end.Key} {end.Value}"))}");
        if (tally.FirstFault is { } fault)
        {
            output.Line($"first fault: {fault}");
        }

        if (usage is not null)
        {
            output.Line($"server: {string.Join(", ", usage.Select(count => $"{count.Value} {count.Key}"))}");
        }

        output.Line($"recorded in {folder.Path}");
        output.Result(new JsonObject
        {
            ["episodes"] = tally.Episodes,
            ["solved"] = tally.Solved,
            ["faulted"] = tally.Faulted,
            ["mean_return"] = tally.MeanReturn,
            ["ends"] = new JsonObject(tally.Ends.Select(end => KeyValuePair.Create(end.Key, (JsonNode?)end.Value))),
            ["first_fault"] = tally.FirstFault,
            ["episodes_per_s"] = Math.Round(rate, 1),
            ["usage"] = usage,
            ["tasks"] = tally.Tasks.Count == 0 ? null : new JsonObject(tally.Tasks.Select(task => KeyValuePair.Create(task.Key, (JsonNode?)new JsonObject
            {
                ["episodes"] = task.Value.Episodes,
                ["faulted"] = task.Value.Faulted,
                ["solved"] = task.Value.Solved,
            }))),
            ["output"] = folder.Path,
        });
        return tally.Faulted == tally.Episodes ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>What is counted on the way.</summary>
    private sealed class Tally
    {
        private double _returns;

        public int Episodes { get; private set; }

        public int Solved { get; private set; }

        public int Faulted { get; private set; }

        public string? FirstFault { get; private set; }

        public SortedDictionary<string, int> Ends { get; } = new(StringComparer.Ordinal);

        /// <summary>By the page of the task, where tasks are played on pages.</summary>
        public SortedDictionary<string, (int Episodes, int Faulted, int Solved)> Tasks { get; } = new(StringComparer.Ordinal);

        /// <summary>Over the episodes that have a return.</summary>
        public double MeanReturn => Episodes == Faulted ? 0 : _returns / (Episodes - Faulted);

        public void Add(EpisodeRecord record)
        {
            Episodes++;
            Solved += record.IsSolved ? 1 : 0;
            if (PageOf(record.Task) is { } page)
            {
                var was = Tasks.GetValueOrDefault(page);
                Tasks[page] = (was.Episodes + 1, was.Faulted + (record.End is EpisodeEnd.Faulted ? 1 : 0), was.Solved + (record.IsSolved ? 1 : 0));
            }

            Ends[record.End.Name] = Ends.GetValueOrDefault(record.End.Name) + 1;
            if (record.End is EpisodeEnd.Faulted broken)
            {
                Faulted++;
                FirstFault ??= $"episode {record.Index}, {broken.Fault.Source}: {broken.Fault.Message}";
            }
            else
            {
                _returns += record.Return();
            }
        }

        private static string? PageOf(TaskInstance task)
        {
            using var state = System.Text.Json.JsonDocument.Parse(task.State);
            return state.RootElement.TryGetProperty("page", out var page) && page.ValueKind == System.Text.Json.JsonValueKind.String ? page.GetString() : null;
        }
    }
}
