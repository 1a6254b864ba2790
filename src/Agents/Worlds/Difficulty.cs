using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>A point in a world's difficulty space: a value for each named axis. Equal by value.</summary>
/// <param name="Values">Axis name → value, in the axis's own unit.</param>
public sealed record Difficulty(ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>Every axis at the world's default.</summary>
    public static Difficulty Default { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>A difficulty with the given axes set.</summary>
    public static Difficulty Of(params ReadOnlySpan<(string Axis, double Value)> axes)
    {
        var values = Default.Values.ToBuilder();
        foreach (var (axis, value) in axes)
        {
            values[axis] = value;
        }

        return new Difficulty(values.ToImmutable());
    }

    /// <summary>The axis's value here, or its default; clamped to the axis's range and rounded where the axis counts.</summary>
    public double this[DifficultyAxis axis]
    {
        get
        {
            var value = Math.Clamp(Values.GetValueOrDefault(axis.Name, axis.Default), axis.Min, axis.Max);
            return axis.IsInteger ? Math.Round(value) : value;
        }
    }

    /// <summary>Maps one number, 0 (easiest) to 1 (hardest), to a value on each axis, linearly and in the axis's direction.</summary>
    public static Difficulty FromScalar(double scalar, IEnumerable<DifficultyAxis> axes)
    {
        var d = Math.Clamp(scalar, 0, 1);
        var values = axes.Select(axis => KeyValuePair.Create(
            axis.Name, axis.HarderUp ? axis.Min + (d * (axis.Max - axis.Min)) : axis.Max - (d * (axis.Max - axis.Min))));
        return new Difficulty(Default.Values.SetItems(values));
    }

    /// <inheritdoc/>
    public bool Equals(Difficulty? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, value.Key, value.Value));
}

/// <summary>One direction in which a world gets harder.</summary>
/// <param name="Name">The key in scenarios.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Default">The value when none is given.</param>
/// <param name="Summary">What it does, in one line, with its unit.</param>
/// <param name="IsInteger">Whether the axis counts something.</param>
/// <param name="HarderUp">Whether larger is harder.</param>
public sealed record DifficultyAxis(
    string Name, double Min, double Max, double Default, string Summary, bool IsInteger = true, bool HarderUp = true);
