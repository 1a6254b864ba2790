using System.Collections.Immutable;
using System.Text;

namespace Agentic.Agents;

/// <summary>One task: everything that a world needs to play it, as a pure value. A group is one task and several episodes.</summary>
public sealed record TaskInstance
{
    /// <summary>The world kind's name.</summary>
    public required string World { get; init; }

    /// <summary>The world kind's version.</summary>
    public required int WorldVersion { get; init; }

    /// <summary>The seed it was generated from; 0 for a task given by its state.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The explicit state as canonical JSON: what <c>play --task</c> reads, and enough to open the world again.</summary>
    public required string State { get; init; }

    /// <summary>The typed state behind <see cref="State"/>; only the world kind looks into it.</summary>
    public required object Payload { get; init; }

    /// <summary>What was measured on the instance: solution length, chance score, and every axis as realised.</summary>
    public ImmutableSortedDictionary<string, double> Features { get; init; } = Difficulty.Default.Values;

    /// <summary>What of the state makes it the same puzzle, for the split; the whole state unless the kind knows better (a theme is not part of it).</summary>
    public string? CanonicalForm { get; init; }

    /// <summary>Identifies the task across runs: world, version and digest of the state.</summary>
    public string Id => $"{World}-{WorldVersion}-{ContentHash.Of(Encoding.UTF8.GetBytes(State)).A:x16}";

    /// <summary>The split of a task from a file that belongs to one as a whole, as its user says; null for the share that its canonical form hashes to.</summary>
    public Split? AssignedSplit { get; init; }

    /// <summary>Which split the canonical instance belongs to, whatever seed made it.</summary>
    public Split Split => AssignedSplit ?? Splits.Of($"{World}:{CanonicalForm ?? State}");
}

/// <summary>Disjoint shares of the task space.</summary>
public enum Split
{
    /// <summary>For learning: 80 %.</summary>
    Train,

    /// <summary>For choosing: 10 %.</summary>
    Validation,

    /// <summary>For reporting: 10 %.</summary>
    Test,
}

/// <summary>Assigns instances to splits by the hash of the canonical instance, so that two seeds that give the same maze never straddle.</summary>
public static class Splits
{
    /// <summary>The split of a canonical form.</summary>
    public static Split Of(string canonicalForm) => (ContentHash.Of(Encoding.UTF8.GetBytes(canonicalForm)).A % 100) switch
    {
        < 80 => Split.Train,
        < 90 => Split.Validation,
        _ => Split.Test,
    };
}

/// <summary>An explicit task that cannot be read: which field, what was expected, what came.</summary>
public sealed class TaskFormatException(string world, string field, string expected, string actual)
    : Exception($"Task for '{world}': field '{field}' must be {expected}, but is {actual}. 'agentic worlds info {world} --json' shows every field and an example.")
{
    /// <summary>The field at fault.</summary>
    public string Field { get; } = field;
}
