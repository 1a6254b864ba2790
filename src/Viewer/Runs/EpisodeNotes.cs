namespace Agentic.Viewer.Runs;

/// <summary>What stands beside a run's log, a line an episode: where its time went, and what was learnt from it. The files may be missing, torn or foreign.</summary>
public sealed class EpisodeNotes
{
    /// <param name="folder">The run's folder.</param>
    internal EpisodeNotes(string folder)
    {
        Timings = new EpisodeLines<EpisodeTiming>(Path.Combine(folder, "timings", "episodes.jsonl"), EpisodeTiming.TryParse);
        Learning = new EpisodeLines<EpisodeLearning>(Path.Combine(folder, "learning", "episodes.jsonl"), EpisodeLearning.TryParse);
    }

    /// <summary>Where time went.</summary>
    internal EpisodeLines<EpisodeTiming> Timings { get; }

    /// <summary>What was learnt.</summary>
    internal EpisodeLines<EpisodeLearning> Learning { get; }

    /// <summary>Reads a run's files to their present end.</summary>
    /// <param name="folder">The run's folder.</param>
    public static EpisodeNotes Read(string folder)
    {
        var notes = new EpisodeNotes(folder);
        notes.Timings.Refresh();
        notes.Learning.Refresh();
        return notes;
    }
}
