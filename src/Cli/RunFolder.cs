using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>The places in a run's folder.</summary>
/// <param name="path">The folder.</param>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = path;

    public string Episodes => System.IO.Path.Combine(Path, "episodes");

    public string Images => System.IO.Path.Combine(Path, "images");

    public string Timings => System.IO.Path.Combine(Path, "timings");

    /// <summary>Seconds of each episode and its turns.</summary>
    public string TimingLines => System.IO.Path.Combine(Timings, "episodes.jsonl");

    /// <summary>What a training made of its recorded episodes: update, phase, advantage, log-probabilities.</summary>
    public string LearningLines => System.IO.Path.Combine(Path, "learning", "episodes.jsonl");

    /// <summary>Success by value of each axis of difficulty, after the last evaluation.</summary>
    public string Boundary => System.IO.Path.Combine(Path, "boundary.json");

    public string ResolvedScenario => System.IO.Path.Combine(Path, "scenario.resolved.yaml");

    /// <summary>The run that a person named: its folder, or the episodes folder in it.</summary>
    public static RunFolder Find(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(System.IO.Path.Combine(full, "episodes")))
        {
            return new RunFolder(full);
        }

        return System.IO.Path.GetFileName(full.TrimEnd('/')) == "episodes" && Directory.Exists(full)
            ? new RunFolder(System.IO.Path.GetDirectoryName(full.TrimEnd('/'))!)
            : throw new UserException($"'{path}' is not a run: there is no folder 'episodes' in it. Name the --output of a rollout or a training.");
    }

    /// <summary>The scenario that was run.</summary>
    public LoadedScenario LoadScenario(ScenarioVocabulary vocabulary) => ScenarioReader.Load(ResolvedScenario, vocabulary);

    /// <summary>The recorded pictures.</summary>
    public IImageStore OpenImages() => new FolderImageStore(Images);
}

/// <summary>Finds recorded episodes by the numbers that people see.</summary>
internal static class RecordedEpisodes
{
    /// <summary>Position of the episode with that index in the run.</summary>
    public static int PositionOf(TrajectoryReader reader, long episode)
    {
        for (var position = 0; position < reader.Count; position++)
        {
            if (reader.Entries[position].Episode == episode)
            {
                return position;
            }
        }

        throw new UserException($"There is no episode {episode}: the run holds {reader.Count} episodes{(reader.Count > 0 ? $", the last one is {reader.Entries[^1].Episode}" : "")}.");
    }
}
