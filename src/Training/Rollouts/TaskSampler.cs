using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Rollouts;

/// <summary>What to roll out: task n of a run is a pure function of the run's key, the split and n.</summary>
/// <param name="kind">The world.</param>
/// <param name="difficulty">A range for each axis that is set; a value is drawn uniformly from it for each task.</param>
/// <param name="split">The share of the task space to draw from.</param>
/// <param name="key">The run's key for tasks.</param>
public sealed class TaskSampler(IWorldKind kind, IReadOnlyDictionary<string, AxisRange> difficulty, Split split, RandomKey key)
{
    private const int MaxAttempts = 10_000;

    /// <summary>Task number <paramref name="index"/>.</summary>
    /// <exception cref="InvalidOperationException">The split holds no such task: the difficulty leaves too few of them.</exception>
    public TaskInstance Get(long index) => Get(index, difficulty);

    /// <summary>Task number <paramref name="index"/> at another difficulty.</summary>
    /// <param name="index">The number.</param>
    /// <param name="ranges">A range for each axis that is set.</param>
    /// <exception cref="InvalidOperationException">The split holds no such task: the difficulty leaves too few of them.</exception>
    public TaskInstance Get(long index, IReadOnlyDictionary<string, AxisRange> ranges)
    {
        var random = key.Derive((ulong)index).Stream();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // The seed is drawn before the difficulty so that a fixed difficulty and a range of one value give the same tasks.
            var seed = random.NextBits();
            var task = kind.Generate(seed, Draw(kind, ranges, ref random));
            if (task.Split == split)
            {
                return task;
            }
        }

        throw new InvalidOperationException(
            $"World '{kind.Descriptor.Name}' gave no task of the split '{split}' in {MaxAttempts} attempts at difficulty {Words(ranges)}. Widen world.difficulty or the ranges of train.curriculum, or choose another split.");
    }

    /// <summary>A value for each axis that is set.</summary>
    internal static Difficulty Draw(IWorldKind kind, IReadOnlyDictionary<string, AxisRange> difficulty, ref RandomStream random)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var axis in kind.Descriptor.Axes)
        {
            if (difficulty.TryGetValue(axis.Name, out var range))
            {
                values[axis.Name] = axis.IsInteger
                    ? random.NextInt((int)range.Low, (int)range.High)
                    : range.Low + ((range.High - range.Low) * random.NextDouble());
            }
        }

        return new Difficulty(values.ToImmutable());
    }

    private static string Words(IReadOnlyDictionary<string, AxisRange> ranges) => string.Join(", ", ranges.Select(axis => $"{axis.Key} [{axis.Value.Low}, {axis.Value.High}]"));
}

/// <summary>The values that an axis may take, both ends included.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct AxisRange(double Low, double High);
