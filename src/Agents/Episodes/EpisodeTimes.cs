namespace Agentic.Agents;

/// <summary>Where the time of an episode went. Clock values: they lie beside records, never in them. One writer.</summary>
public sealed class EpisodeTimes
{
    private readonly List<TurnTimes> _turns = [];

    /// <summary>From the first attempt's beginning to the last one's end.</summary>
    public TimeSpan Total { get; internal set; }

    /// <summary>By turn, in order; of the last attempt. An observation that nothing answered, because the episode was out of tokens or time, is a turn here too.</summary>
    public IReadOnlyList<TurnTimes> Turns => _turns;

    /// <summary>Sum over the turns.</summary>
    public TurnTimes Sum() => TurnTimes.Sum(_turns);

    /// <summary>Begins anew.</summary>
    internal void Clear() => _turns.Clear();

    /// <summary>Adds to a turn.</summary>
    internal void Add(int turn, TurnTimes times)
    {
        while (_turns.Count <= turn)
        {
            _turns.Add(default);
        }

        _turns[turn] = _turns[turn].Plus(times);
    }
}

/// <summary>Where the time of a turn went.</summary>
/// <param name="Policy">The agent at work, without its waiting.</param>
/// <param name="World">The world: looking and stepping, without its waiting.</param>
/// <param name="Queue">The agent waiting for its turn to compute, and the world for what is lent to it.</param>
public readonly record struct TurnTimes(TimeSpan Policy, TimeSpan World, TimeSpan Queue)
{
    /// <summary>Both together.</summary>
    public TurnTimes Plus(TurnTimes more) => new(Policy + more.Policy, World + more.World, Queue + more.Queue);

    /// <summary>All together.</summary>
    public static TurnTimes Sum(IEnumerable<TurnTimes> times) => times.Aggregate(default(TurnTimes), (sum, one) => sum.Plus(one));
}
