using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary><c>replay DIR --verify</c>: plays recorded episodes again and compares everything that engine and world decide.</summary>
internal static class ReplayCommand
{
    private const int MaxShown = 20;

    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "the folder of a run" };
        var verify = new Option<bool>("--verify") { Description = "compare states, frames, tokens, actions, rewards and ends (always done)" };
        var workers = new Option<int>("--workers") { Description = "episodes in play at one moment", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("replay", "plays recorded episodes again and compares them with their record") { run, verify, workers };
        command.SetAction(async (call, cancellation) =>
        {
            var seats = call.GetValue(workers) is var wanted and >= 1 ? wanted : throw new UserException("--workers must be at least 1.");
            return await RunAsync(context, context.Open(call), RunFolder.Find(call.GetRequiredValue(run)), seats, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, CliOutput output, RunFolder folder, int workers, CancellationToken cancellation)
    {
        var scenario = folder.LoadScenario(context.Vocabulary).Scenario;
        var kinds = ScenarioEpisodes.Kinds(scenario);
        var renderer = context.Policies.Renderer(scenario);
        var pictures = new PictureCheck(folder.OpenImages());
        using var reader = TrajectoryReader.Open(folder.Episodes);
        var found = new ConcurrentBag<(int Position, Mismatch Mismatch)>();
        var done = 0;
        using (var progress = context.Progress("episodes", reader.Count))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
            await Parallel.ForEachAsync(Enumerable.Range(0, reader.Count), options, async (position, stop) =>
            {
                if (await CompareAsync(reader, position, kinds, renderer, pictures, stop) is { } mismatch)
                {
                    found.Add((position, mismatch));
                }

                progress.Report(Interlocked.Increment(ref done));
            });
        }

        foreach (var kind in kinds)
        {
            await kind.Owned().DisposeAsync();
        }

        var mismatches = found.OrderBy(pair => pair.Position).Select(pair => pair.Mismatch).ToList();
        return Summarise(output, reader, mismatches);
    }

    private static async ValueTask<Mismatch?> CompareAsync(
        TrajectoryReader reader, int position, IReadOnlyList<IWorldKind> kinds, ITurnRenderer renderer, PictureCheck pictures, CancellationToken cancellation)
    {
        // A log holds every episode of its run in order, so that a place tells which one it was even when nothing of it can be read.
        var index = reader.Entries[position].Episode is var known and >= 0 ? known : position;
        try
        {
            var read = reader.Read(position);
            var kind = kinds.FirstOrDefault(one => one.Descriptor.Name == read.Task.World) ?? kinds[0];
            var record = RecordedPayload.Restore(read, kind);
            return await EpisodeVerifier.VerifyAsync(record, kind, renderer, cancellation) ?? pictures.FirstMissing(record);
        }
        catch (TrajectoryException damage)
        {
            return new Mismatch(damage.Episode ?? index, damage.Turn, "record", "whole", damage.Message);
        }
        catch (Exception error) when (error is TaskFormatException or JsonException or ArgumentException)
        {
            return new Mismatch(index, null, "task", "one that the world reads", error.Message);
        }
    }

    private static int Summarise(CliOutput output, TrajectoryReader reader, List<Mismatch> mismatches)
    {
        foreach (var mismatch in mismatches.Take(MaxShown))
        {
            output.Line($"{mismatch}");
        }

        if (mismatches.Count > MaxShown)
        {
            output.Line($"… and {mismatches.Count - MaxShown} more.");
        }

        if (reader.TornBytes > 0)
        {
            output.Line($"The log ends in {reader.TornBytes} bytes that are no whole record{(reader.Count > 0 ? $", after episode {reader.Count - 1}" : "")}; the next writer cuts them off.");
        }

        output.Line($"{reader.Count} episodes, {reader.Count - mismatches.Count} verified, {mismatches.Count} mismatches");
        output.Result(new JsonObject
        {
            ["episodes"] = reader.Count,
            ["verified"] = reader.Count - mismatches.Count,
            ["mismatches"] = mismatches.Count,
            ["torn_bytes"] = reader.TornBytes,
            ["details"] = new JsonArray([.. mismatches.Select(mismatch => new JsonObject
            {
                ["episode"] = mismatch.Episode,
                ["turn"] = mismatch.Turn,
                ["what"] = mismatch.What,
                ["expected"] = mismatch.Expected,
                ["actual"] = mismatch.Actual,
            })]),
        });
        return mismatches.Count == 0 && reader.TornBytes == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Whether the pictures that records name are stored, each looked at once.</summary>
    private sealed class PictureCheck(IImageStore images)
    {
        private readonly ConcurrentDictionary<ContentHash, string?> _faults = new();

        public Mismatch? FirstMissing(EpisodeRecord record)
        {
            foreach (var turn in record.Turns)
            {
                foreach (var part in turn.Observation.Parts.OfType<ImagePart>())
                {
                    if (_faults.GetOrAdd(part.Image.Hash, _ => Fault(part.Image)) is { } fault)
                    {
                        return new Mismatch(record.Index, turn.Index, "picture", $"image {part.Image.Hash}", fault);
                    }
                }
            }

            return null;
        }

        private string? Fault(ImageHandle handle)
        {
            try
            {
                var frame = images.Get(handle);
                return ContentHash.Of(frame.Rgb) == handle.Hash ? null : "other pixels";
            }
            catch (Exception error) when (error is ImageMissingException or IOException or ImageDamagedException)
            {
                return error.Message;
            }
        }
    }
}
