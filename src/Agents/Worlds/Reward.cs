using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>One named reason for a reward, before weighting.</summary>
/// <param name="Name">"outcome", "format", "progress", "legal" …; declared in the world's descriptor.</param>
/// <param name="Value">The unweighted value.</param>
public readonly record struct RewardPart(string Name, double Value);

/// <summary>The parts that one step earned. The scalar follows from the scenario's weights.</summary>
public readonly struct Reward : IEquatable<Reward>
{
    private readonly ImmutableArray<RewardPart> _parts;

    /// <summary>A reward of the given parts.</summary>
    public Reward(ImmutableArray<RewardPart> parts) => _parts = parts;

    /// <summary>No part at all.</summary>
    public static Reward None => default;

    /// <summary>A single part.</summary>
    public static Reward Of(string name, double value) => new([new RewardPart(name, value)]);

    /// <summary>The parts, in the order in which the world named them.</summary>
    public ImmutableArray<RewardPart> Parts => _parts.IsDefault ? [] : _parts;

    /// <summary>These parts and one more.</summary>
    public Reward With(string name, double value) => new(Parts.Add(new RewardPart(name, value)));

    /// <inheritdoc/>
    public bool Equals(Reward other) => Parts.AsSpan().SequenceEqual(other.Parts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Reward other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(17, (hash, part) => HashCode.Combine(hash, part));

    /// <summary>Part by part.</summary>
    public static bool operator ==(Reward left, Reward right) => left.Equals(right);

    /// <summary>Part by part.</summary>
    public static bool operator !=(Reward left, Reward right) => !left.Equals(right);
}
