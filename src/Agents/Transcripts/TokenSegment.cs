using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>Where tokens came from. The loss mask follows from this and from nothing else.</summary>
public enum SegmentOrigin
{
    /// <summary>Standing instructions.</summary>
    System,

    /// <summary>Text of an observation, and the template around it.</summary>
    Observation,

    /// <summary>Placeholders of one image.</summary>
    Image,

    /// <summary>Chosen by the acting policy; the only origin that carries loss.</summary>
    Sampled,

    /// <summary>What a tool answered.</summary>
    ToolResult,

    /// <summary>Help that was given.</summary>
    Guidance,

    /// <summary>Put there by the engine, such as a stop token after an answer that ran out of length.</summary>
    Forced,
}

/// <summary>A run of tokens of one origin. Ids are stored as they were fed or sampled; text is only a view of them.</summary>
public sealed record TokenSegment
{
    /// <summary>Where the tokens came from.</summary>
    public required SegmentOrigin Origin { get; init; }

    /// <summary>Token ids.</summary>
    public required ImmutableArray<int> Ids { get; init; }

    /// <summary>The picture behind the placeholders, for <see cref="SegmentOrigin.Image"/>.</summary>
    public ImageSpan? Image { get; init; }

    /// <summary>How each token was drawn, for <see cref="SegmentOrigin.Sampled"/> by a policy with probabilities; null otherwise.</summary>
    public Sampling? Sampling { get; init; }

    /// <summary>A segment without picture or sampling data.</summary>
    public static TokenSegment Of(SegmentOrigin origin, ImmutableArray<int> ids) => new() { Origin = origin, Ids = ids };
}

/// <summary>The picture that an image segment stands for.</summary>
/// <param name="Handle">Its pixels.</param>
/// <param name="GridT">Temporal patches.</param>
/// <param name="GridH">Patch rows, before merging.</param>
/// <param name="GridW">Patch columns, before merging.</param>
public sealed record ImageSpan(ImageHandle Handle, int GridT, int GridH, int GridW);

/// <summary>How a segment's tokens were drawn.</summary>
/// <param name="LogProbs">
/// log π of each token as a trainer recomputes it: of the whole distribution at <paramref name="Temperature"/>, within the grammar if there was
/// one; filters and penalties decide which token is drawn, but are not in it.
/// </param>
/// <param name="Entropies">Entropy in nats of that distribution at each position; NaN where a server did not tell it.</param>
/// <param name="Temperature">The temperature of the log-probabilities; 0 means drawn greedily, with log-probabilities at 1. Annealed draws store 1.</param>
/// <param name="WeightVersion">Updates behind the weights; −1 for weights behind somebody's server.</param>
public sealed record Sampling(ImmutableArray<float> LogProbs, ImmutableArray<float> Entropies, float Temperature, int WeightVersion);
