using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>What a low-rank adapter is like. W becomes W + scale · B·A with A [rank, in] and B [out, rank] (Hu et al. 2021).</summary>
public sealed record LoraSettings
{
    /// <summary>The word for every linear layer but the output head.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Largest rank that is accepted.</summary>
    public const int MaxRank = 4096;

    /// <summary>Rank of the update, 1 or more.</summary>
    public required int Rank { get; init; }

    /// <summary>Numerator of the scale; null for twice the rank.</summary>
    public double? Alpha { get; init; }

    /// <summary>Which layers: endings of module names such as <c>q_proj</c> or <c>mlp.down_proj</c>, or <see cref="AllLinear"/> alone.</summary>
    public ImmutableArray<string> Targets { get; init; } = [AllLinear];

    /// <summary>Endings of module names to leave out.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>Whether layers of the vision tower are adapted too; otherwise the language decoder alone.</summary>
    public bool Vision { get; init; }

    /// <summary>Whether the scale is alpha/√rank instead of alpha/rank (rank-stabilised, Kalajdzievski 2023).</summary>
    public bool RankStabilised { get; init; }

    /// <summary>The numerator in force.</summary>
    public double EffectiveAlpha => Alpha ?? (2 * Rank);

    /// <summary>Factor before B·A.</summary>
    public double Scale => EffectiveAlpha / (RankStabilised ? Math.Sqrt(Rank) : Rank);
}
