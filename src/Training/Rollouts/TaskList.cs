using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Rollouts;

/// <summary>Every listed task of a split, once: task n is a pure function of the list, the run's key, the split and n.</summary>
public sealed class TaskList
{
    /// <summary>The orders by name: as the list has them, or mixed by the seed.</summary>
    public static ImmutableArray<string> Orders { get; } = ["file", "seed"];

    private readonly IListedTasks _list;
    private readonly Func<long, Difficulty> _difficulty;
    private readonly int[] _places;

    /// <summary>Looks the list through.</summary>
    /// <param name="kind">The world.</param>
    /// <param name="difficulty">A range for each axis that is set, for what the list leaves open; a value is drawn uniformly from it for each task.</param>
    /// <param name="split">The share of the list.</param>
    /// <param name="key">The run's key for tasks.</param>
    /// <param name="order">One of <see cref="Orders"/>.</param>
    /// <exception cref="AgentFaultException">The world lists no task, or none of the split.</exception>
    public TaskList(IWorldKind kind, IReadOnlyDictionary<string, AxisRange> difficulty, Split split, RandomKey key, string order)
    {
        var name = kind.Descriptor.Name;
        _list = kind is IListedTasks { ListedCount: > 0 } list ? list
            : throw new AgentFaultException($"World '{name}' lists no tasks under these options, so there is no whole to play: name a file of tasks, or leave out eval.whole.", retryable: false);
        _difficulty = place =>
        {
            var random = key.Derive((ulong)place).Stream();
            return TaskSampler.Draw(kind, difficulty, ref random);
        };
        _places = [.. Enumerable.Range(0, _list.ListedCount).Where(place => _list.Listed(place, _difficulty(place)).Split == split)];
        if (_places.Length == 0)
        {
            throw new AgentFaultException($"World '{name}' lists {_list.ListedCount} tasks, but none of the split '{split}'. Choose another split, or name a file of tasks for it.", retryable: false);
        }

        if (order == Orders[1])
        {
            var random = key.Derive("order").Stream();
            random.Shuffle<int>(_places);
        }
    }

    /// <summary>How many tasks.</summary>
    public int Count => _places.Length;

    /// <summary>Task number <paramref name="index"/>, below <see cref="Count"/>.</summary>
    public TaskInstance Get(long index) => _list.Listed(_places[index], _difficulty(_places[index]));
}
