using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>What each named part counts for. A part without a weight, or with weight 0, is a metric and pays nothing.</summary>
public sealed record RewardWeights(ImmutableSortedDictionary<string, double> ByPart)
{
    /// <summary>The name of the part that the engine itself pays, once an episode: 1 when every answer could be parsed.</summary>
    public const string Format = "format";

    /// <summary>The name of the part that says how the task ended: 1 for solved.</summary>
    public const string Outcome = "outcome";

    /// <summary>0.9 for the outcome, 0.1 for the format.</summary>
    public static RewardWeights Default { get; } = Of((Outcome, 0.9), (Format, 0.1));

    /// <summary>Weights by name.</summary>
    public static RewardWeights Of(params ReadOnlySpan<(string Name, double Weight)> weights)
    {
        var byPart = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (name, weight) in weights)
        {
            byPart[name] = weight;
        }

        return new RewardWeights(byPart.ToImmutable());
    }

    /// <summary>These weights, with those of <paramref name="overrides"/> in their place.</summary>
    public RewardWeights With(IEnumerable<KeyValuePair<string, double>> overrides) => new(ByPart.SetItems(overrides));

    /// <summary>The scalar reward: Σ weight · value.</summary>
    public double Score(Reward reward)
    {
        var score = 0.0;
        foreach (var part in reward.Parts)
        {
            score += ByPart.GetValueOrDefault(part.Name) * part.Value;
        }

        return score;
    }

    /// <inheritdoc/>
    public bool Equals(RewardWeights? other) => other is not null && ByPart.SequenceEqual(other.ByPart);

    /// <inheritdoc/>
    public override int GetHashCode() => ByPart.Count;
}
