namespace Agentic.Agents;

/// <summary>Where the time of an episode went. Clock values: they lie beside records, never in them. One writer.</summary>
public sealed class EpisodeTimes
{
    private readonly List<TurnTimes> _turns = [];

    /// <summary>From the first attempt's beginning to the last one's end.</summary>
    public TimeSpan Total { get; internal set; }

    /// <summary>By turn, in order; of the last attempt. The first turn holds the opening of the world.</summary>
    public IReadOnlyList<TurnTimes> Turns => _turns;

    /// <summary>Sum over the turns.</summary>
    public TurnTimes Sum() => _turns.Aggregate(default(TurnTimes), (sum, turn) => new TurnTimes(sum.Policy + turn.Policy, sum.World + turn.World, sum.Queue + turn.Queue));

    /// <summary>Begins anew.</summary>
    internal void Clear() => _turns.Clear();

    /// <summary>Adds to a turn.</summary>
    internal void Add(int turn, TurnTimes times)
    {
        while (_turns.Count <= turn)
        {
            _turns.Add(default);
        }

        var before = _turns[turn];
        _turns[turn] = new TurnTimes(before.Policy + times.Policy, before.World + times.World, before.Queue + times.Queue);
    }
}

/// <summary>Where the time of a turn went.</summary>
/// <param name="Policy">The agent at work, without its waiting.</param>
/// <param name="World">The world: looking and stepping, without its waiting.</param>
/// <param name="Queue">The agent waiting for its turn to compute, and the world for what is lent to it.</param>
public readonly record struct TurnTimes(TimeSpan Policy, TimeSpan World, TimeSpan Queue);
