using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Checkpoints;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The files of a training run: metrics, checkpoints, and some episodes of each update and each evaluation.</summary>
/// <remarks>Made before anything of the run is read or written: it keeps every other writer out of the folder.</remarks>
internal sealed class TrainingFiles : IDisposable
{
    // Enough to look at, few enough that a long run stays small.
    private const int EpisodesPerEvaluation = 32;
    private readonly TrajectoryWriter _episodes;
    private readonly MemoryImageStore _images;
    private readonly EpisodeLines _times;
    private readonly EpisodeLines _learning;
    private MetricLog? _metrics;

    /// <exception cref="TrajectoryException">Another process writes into the run.</exception>
    public TrainingFiles(RunFolder folder)
    {
        Folder = folder;
        _episodes = TrajectoryWriter.Open(folder.Episodes);
        _images = new MemoryImageStore(folder: new FolderImageStore(folder.Images));
        (_times, _learning) = (new EpisodeLines(folder.TimingLines, _episodes.Count), new EpisodeLines(folder.LearningLines, _episodes.Count));
    }

    /// <summary>Where they are.</summary>
    public RunFolder Folder { get; }

    /// <summary>The metrics; there once <see cref="Begin"/> has been called.</summary>
    public MetricLog Metrics => _metrics ?? throw new InvalidOperationException("Call Begin first.");

    /// <summary>Episodes recorded.</summary>
    public int Episodes => _episodes.Count;

    /// <summary>The newest update that a checkpoint of this run holds; -1 for none.</summary>
    public long Saved { get; private set; } = -1;

    /// <summary>Cuts off what came after the point from which the run goes on.</summary>
    /// <param name="from">That point.</param>
    /// <param name="clock">Gives the wall time of the metrics' events.</param>
    /// <exception cref="CheckpointException">The log has lost episodes that the checkpoint counts on.</exception>
    public void Begin(TrainingCursor from, TimeProvider clock)
    {
        if (_episodes.Count < from.Episodes)
        {
            throw new CheckpointException(
                Folder.Episodes, $"the {from.Episodes} episodes that the checkpoint counts on", $"{_episodes.Count}", "Restore the folder, or begin anew in another --output.");
        }

        KeepEpisodes(from.Episodes);
        _metrics = MetricLog.Open(Folder.Path, clock, from.Logged);
        Saved = from.Update;
    }

    /// <summary>Drops the episodes after the first <paramref name="count"/>.</summary>
    public void KeepEpisodes(int count)
    {
        if (_episodes.Count > count)
        {
            _episodes.Truncate(count);
            _times.Keep(count);
            _learning.Keep(count);
        }
    }

    /// <summary>Records an episode of an evaluation, if it is among its first.</summary>
    public void Record(EpisodeRecord record, EpisodeTimes times, long update, IImageStore pictures)
    {
        if (record.Index < EpisodesPerEvaluation)
        {
            Append(record, times, new JsonObject { ["update"] = update, ["phase"] = "eval" }, pictures);
        }
    }

    /// <summary>Records the first groups of each part of an update, with what was learnt from them; an episode of several roles once.</summary>
    public void Record(TrainingStep step, IImageStore pictures)
    {
        var places = new Dictionary<long, long>();
        foreach (var episodes in step.Parts.GroupBy(part => part.Of.Episodes))
        {
            List<LearntPart> parts = [.. episodes];
            var (settings, first) = (parts[0].Of.Settings, episodes.Key.Count == 0 ? 0 : episodes.Key[0].Group);
            for (var at = 0; at < episodes.Key.Count && episodes.Key[at].Group < first + settings.RecordGroups; at++)
            {
                var record = episodes.Key[at];
                var line = new JsonObject { ["update"] = step.Number, ["phase"] = "train" };
                Write(line, parts[0], record);
                foreach (var part in parts.Skip(1))
                {
                    var more = new JsonObject();
                    Write(more, part, record);
                    line[part.Of.Role] = more;
                }

                // A parent keeps its name only where it is recorded with its children: numbers of the log are its own.
                places[record.Index] = _episodes.Count;
                Append(record with { Parent = record.Parent is { } parent && places.TryGetValue(parent.Episode, out var place) ? parent with { Episode = place } : null },
                    parts[0].Of.Times[at], line, pictures);
            }
        }
    }

    private static void Write(JsonObject line, LearntPart part, EpisodeRecord record)
    {
        for (var at = 0; at < part.Of.Scored.Count; at++)
        {
            if (ReferenceEquals(part.Of.Scored[at].Record, record))
            {
                line["advantage"] = part.Credit.Tokens(part.Of.Scored[at], at) is { } tokens ? new JsonArray([.. tokens.Select(Number)]) : Number(part.Advantages[at]);
                line["turns"] = LearntTokens.Json(part.Of.Scored[at], at, part.Trace);
                return;
            }
        }
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Hands what was recorded to whoever watches.</summary>
    public void Flush()
    {
        // The record last: who finds it finds what belongs to it.
        _times.Flush();
        _learning.Flush();
        _episodes.Flush();
    }

    private void Append(EpisodeRecord record, EpisodeTimes times, JsonObject line, IImageStore pictures)
    {
        foreach (var handle in record.Turns.SelectMany(turn => turn.Observation.Parts).OfType<ImagePart>().Select(part => part.Image).Distinct())
        {
            _images.Add(pictures.Get(handle).Rgb, handle.Width, handle.Height);
        }

        line.Insert(0, "episode", _episodes.Count);
        _times.Write(EpisodeTimesJson.Of(_episodes.Count, times));
        _learning.Write(line);
        // Siblings come one after another. Their group is named by the first of them: those of tasks begin anew with each evaluation.
        _episodes.Append(record with { Index = _episodes.Count, Group = _episodes.Count - record.Member });
    }

    /// <summary>Saves weights, optimiser and cursor; the folder appears whole or not at all.</summary>
    /// <param name="session">The policy.</param>
    /// <param name="learner">The optimiser.</param>
    /// <param name="rollouts">Where rounds come from, with what it remembers.</param>
    /// <param name="update">Updates done.</param>
    /// <param name="unlogged">Metrics of that update when it was interrupted before they were written; null when they were.</param>
    public async Task SaveAsync(PolicySession session, Learner learner, IRoundCollector rollouts, long update, IReadOnlyDictionary<string, double>? unlogged = null)
    {
        Flush();
        _episodes.Flush(durable: true);
        Metrics.Flush();
        var cursor = new TrainingCursor(update, _episodes.Count, unlogged) { Rollouts = rollouts.Save() }.ToJson(session.Scenario.Seed);
        await session.Engine.RunAsync(() =>
        {
            CheckpointFolder.Write(
                Folder.Path, update, folder => session.Policy.Save(folder, exact: true),
                learner.State(), cursor, writeAdapter: session.Policy.Weights.Adapter is { } adapter ? folder => PeftFolder.Write(folder, adapter) : null);
            return 0;
        });
        Saved = update;
    }

    public void Dispose()
    {
        _times.Dispose();
        _learning.Dispose();
        _episodes.Dispose();
        _metrics?.Dispose();
    }
}
