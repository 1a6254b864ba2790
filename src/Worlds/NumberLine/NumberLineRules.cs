using Agentic.Agents;

namespace Agentic.Worlds.NumberLine;

/// <summary>A position on the line 0 … <see cref="Max"/>. A value; copying it forks the game.</summary>
/// <param name="Max">The right end.</param>
/// <param name="Target">Where to go.</param>
/// <param name="Current">Where one stands.</param>
public readonly record struct NumberLineState(int Max, int Target, int Current)
{
    /// <summary>A stable hash of the state.</summary>
    public StateKey Key => default(StateKey).With((ulong)((Max << 16) | (Target << 8) | Current));

    /// <summary>Moves that are still needed.</summary>
    public int Distance => Math.Abs(Target - Current);
}

/// <summary>What became of a move.</summary>
public enum NumberLineOutcome
{
    /// <summary>The target is reached.</summary>
    Reached,

    /// <summary>One step nearer.</summary>
    Nearer,

    /// <summary>One step farther.</summary>
    Farther,

    /// <summary>The line ends here; nothing changed.</summary>
    AtEnd,
}

/// <summary>The rules of the number line. Pure; nothing is allocated.</summary>
public static class NumberLineRules
{
    /// <summary>Moves by +1 or −1.</summary>
    public static NumberLineOutcome Apply(ref NumberLineState state, int move)
    {
        var next = state.Current + move;
        if ((uint)next > (uint)state.Max)
        {
            return NumberLineOutcome.AtEnd;
        }

        var before = state.Distance;
        state = state with { Current = next };
        return state.Distance == 0 ? NumberLineOutcome.Reached : state.Distance < before ? NumberLineOutcome.Nearer : NumberLineOutcome.Farther;
    }

    /// <summary>Two different places on the line, every pair equally likely.</summary>
    public static NumberLineState Deal(int max, ref RandomStream random)
    {
        var target = random.NextInt(max + 1);
        var current = random.NextInt(max);
        return new NumberLineState(max, target, current < target ? current : current + 1);
    }

    /// <summary>The chance that fair coin tosses reach the target within so many moves: the walk's distribution, move by move.</summary>
    public static double Chance(NumberLineState start, int moves)
    {
        Span<double> here = stackalloc double[start.Max + 1];
        Span<double> next = stackalloc double[start.Max + 1];
        here[start.Current] = 1;
        for (var move = 0; move < moves; move++)
        {
            next.Clear();
            for (var place = 0; place <= start.Max; place++)
            {
                var isArrived = place == start.Target;
                next[isArrived ? place : Math.Max(place - 1, 0)] += here[place] / 2;
                next[isArrived ? place : Math.Min(place + 1, start.Max)] += here[place] / 2;
            }

            next.CopyTo(here);
        }

        return here[start.Target];
    }
}
