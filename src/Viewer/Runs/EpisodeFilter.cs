using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Runs;

/// <summary>Which episodes of a run are wanted: by what the log says, and by what is known beside it. Null asks for nothing.</summary>
internal sealed record EpisodeFilter
{
    /// <summary>By what the log says.</summary>
    public EpisodeSelection Log { get; init; } = new();

    /// <summary>Faulted ones only.</summary>
    public bool OnlyFaults { get; init; }

    /// <summary>Those that grew from this episode.</summary>
    public long? Parent { get; init; }

    /// <summary>The update that it belongs to.</summary>
    public int? Step { get; init; }

    /// <summary>"train" or "eval".</summary>
    public string? Phase { get; init; }

    /// <summary>Number of sampled tokens.</summary>
    public (long? Min, long? Max) Tokens { get; init; }

    /// <summary>Number of pictures.</summary>
    public (long? Min, long? Max) Images { get; init; }

    /// <summary>Whether sizes have to be known.</summary>
    public bool NeedsSizes => Tokens != default || Images != default;

    /// <summary>Whether anything has to be known that the index does not say.</summary>
    public bool NeedsFacts => NeedsSizes || Log.Task is not null || Parent is not null;

    /// <summary>Whether what learning said has to be known.</summary>
    public bool NeedsLearning => Step is not null || Phase is not null;

    /// <summary>What the index alone can tell.</summary>
    public bool Fits(in TrajectoryEntry entry) => Log.Admits(entry) && (!OnlyFaults || entry.EndName == "faulted");

    /// <summary>What the sizes tell.</summary>
    public bool Fits((int Tokens, int Images) sizes) => sizes.Tokens >= 0 && IsWithin(sizes.Tokens, Tokens) && IsWithin(sizes.Images, Images);

    /// <summary>What learning tells.</summary>
    public bool Fits(EpisodeLearning? learning) => learning is { } known && (Step is null || known.Update == Step) && (Phase is null || known.Phase == Phase);

    private static bool IsWithin(long value, (long? Min, long? Max) bounds) => value >= (bounds.Min ?? long.MinValue) && value <= (bounds.Max ?? long.MaxValue);
}
