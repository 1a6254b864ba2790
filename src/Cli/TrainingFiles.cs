using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Checkpoints;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The files of a training run: metrics, checkpoints, and some episodes of each evaluation.</summary>
internal sealed class TrainingFiles : IDisposable
{
    // Enough to look at, few enough that a long run stays small.
    private const int EpisodesPerEvaluation = 32;
    private readonly TrajectoryWriter _episodes;
    private readonly MemoryImageStore _images;

    public TrainingFiles(RunFolder folder, MetricLog metrics, long keepEpisodes)
    {
        (Folder, Metrics) = (folder, metrics);
        _episodes = TrajectoryWriter.Open(folder.Episodes);
        if (_episodes.Count > keepEpisodes)
        {
            _episodes.Truncate((int)keepEpisodes);
        }

        _images = new MemoryImageStore(folder: new FolderImageStore(folder.Images));
    }

    /// <summary>Where they are.</summary>
    public RunFolder Folder { get; }

    /// <summary>The metrics.</summary>
    public MetricLog Metrics { get; }

    /// <summary>Records an episode of an evaluation, if it is among its first.</summary>
    public void Record(EpisodeRecord record, long update, IImageStore pictures)
    {
        if (record.Index >= EpisodesPerEvaluation)
        {
            return;
        }

        foreach (var handle in record.Turns.SelectMany(turn => turn.Observation.Parts).OfType<ImagePart>().Select(part => part.Image).Distinct())
        {
            _images.Add(pictures.Get(handle).Rgb, handle.Width, handle.Height);
        }

        _episodes.Append(record with { Index = _episodes.Count, Group = update });
    }

    /// <summary>Saves weights, optimiser and cursor; the folder appears whole or not at all.</summary>
    public async Task SaveAsync(PolicySession session, Learner learner, long update)
    {
        _episodes.Flush(durable: true);
        var cursor = new JsonObject { ["update"] = update, ["episodes"] = _episodes.Count, ["seed"] = session.Scenario.Seed };
        await session.Engine.RunAsync(() =>
        {
            CheckpointFolder.Write(
                Folder.Path, update, folder => session.Policy.Save(folder, exact: true),
                learner.State(), cursor);
            return 0;
        });
    }

    public void Dispose()
    {
        _episodes.Dispose();
        Metrics.Dispose();
    }
}
