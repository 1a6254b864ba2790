using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Which episodes are wanted; null asks for nothing.</summary>
internal sealed record EpisodeFilter
{
    /// <summary>Least and greatest return. A faulted episode has none and fits no bound.</summary>
    public (double? Min, double? Max) Return { get; init; }

    /// <summary>Words of <see cref="EpisodeEnd.Name"/>, or "damaged".</summary>
    public IReadOnlySet<string>? Ends { get; init; }

    /// <summary>Faulted ones only.</summary>
    public bool OnlyFaults { get; init; }

    /// <summary>The world's name, as the index has it.</summary>
    public string? World { get; init; }

    /// <summary>Part of the task's id.</summary>
    public string? Task { get; init; }

    /// <summary>The group of siblings.</summary>
    public long? Group { get; init; }

    /// <summary>The update that it belongs to.</summary>
    public int? Step { get; init; }

    /// <summary>"train" or "eval".</summary>
    public string? Phase { get; init; }

    /// <summary>Number of turns.</summary>
    public (long? Min, long? Max) Turns { get; init; }

    /// <summary>Number of sampled tokens.</summary>
    public (long? Min, long? Max) Tokens { get; init; }

    /// <summary>Number of pictures.</summary>
    public (long? Min, long? Max) Images { get; init; }

    /// <summary>Words that occur in answers, observations, feedback or the instruction.</summary>
    public string? Text { get; init; }

    /// <summary>Whether sizes have to be known.</summary>
    public bool NeedsSizes => Tokens != default || Images != default;

    /// <summary>Whether anything has to be known that the index does not say.</summary>
    public bool NeedsFacts => NeedsSizes || Task is not null;

    /// <summary>Whether what learning said has to be known.</summary>
    public bool NeedsLearning => Step is not null || Phase is not null;

    /// <summary>What the index alone can tell.</summary>
    public bool Fits(in TrajectoryEntry entry) =>
        (Return == default || (entry.Return >= (Return.Min ?? double.NegativeInfinity) && entry.Return <= (Return.Max ?? double.PositiveInfinity)))
        && (Ends is null || Ends.Contains(entry.EndName))
        && (!OnlyFaults || entry.EndName == "faulted")
        && (World is null || entry.World == World)
        && (Group is null || (entry.Group == Group && !entry.IsDamaged))
        && IsWithin(entry.Turns, Turns);

    /// <summary>What the sizes tell.</summary>
    public bool Fits((int Tokens, int Images) sizes) => sizes.Tokens >= 0 && IsWithin(sizes.Tokens, Tokens) && IsWithin(sizes.Images, Images);

    /// <summary>What learning tells.</summary>
    public bool Fits(EpisodeLearning? learning) => learning is { } known && (Step is null || known.Update == Step) && (Phase is null || known.Phase == Phase);

    private static bool IsWithin(long value, (long? Min, long? Max) bounds) => value >= (bounds.Min ?? long.MinValue) && value <= (bounds.Max ?? long.MaxValue);
}
