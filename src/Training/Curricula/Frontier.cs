using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>
/// Estimates where success crosses a target and draws around that place. Success is taken to fall, or stay, from rung to rung: what
/// contradicts this is pooled (pool adjacent violators, weighted by episodes), and the crossing is read between two rungs.
/// </summary>
/// <param name="Target">The success that is sought, such as one half.</param>
/// <param name="Width">Standard deviation of the draws around the crossing, in rungs.</param>
/// <param name="Floor">What each rung weighs beside that (1 at the crossing itself), so that none is lost from sight.</param>
/// <param name="Decay">What an episode counts for one update later.</param>
public sealed record Frontier(double Target, double Width, double Floor, double Decay) : ICurriculumRule
{
    /// <inheritdoc/>
    public LadderState Observe(LadderState before, LadderState round) => before.With(round, Decay);

    /// <inheritdoc/>
    public ImmutableArray<double> Weights_R(LadderState state)
    {
        var place = Place(state)!.Value;
        return [.. Enumerable.Range(0, state.Episodes_R.Length).Select(rung => Math.Exp(-0.5 * Math.Pow((rung - place) / Width, 2)) + Floor)];
    }

    /// <summary>
    /// The crossing, from 0 to R − 1. One rung further than all that is known where everything known is solved well enough; the easiest
    /// rung where nothing is, or nothing is known.
    /// </summary>
    public double? Place(LadderState state)
    {
        var known = Falling(state);
        if (known.Count == 0 || known[0].Success < Target)
        {
            return 0;
        }

        var after = known.FindIndex(one => one.Success < Target);
        if (after < 0)
        {
            return Math.Min(known[^1].Rung + 1, state.Episodes_R.Length - 1);
        }

        var (low, high) = (known[after - 1], known[after]);
        return low.Rung + ((low.Success - Target) / (low.Success - high.Success) * (high.Rung - low.Rung));
    }

    private static List<(int Rung, double Success)> Falling(LadderState state)
    {
        var pools = new List<(List<int> Rungs, double Episodes, double Solved)>();
        for (var rung = 0; rung < state.Episodes_R.Length; rung++)
        {
            if (state.Episodes_R[rung] <= 0)
            {
                continue;
            }

            pools.Add(([rung], state.Episodes_R[rung], state.Solved_R[rung]));
            while (pools.Count > 1 && pools[^1].Solved / pools[^1].Episodes > pools[^2].Solved / pools[^2].Episodes)
            {
                var (easier, harder) = (pools[^2], pools[^1]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add(([.. easier.Rungs, .. harder.Rungs], easier.Episodes + harder.Episodes, easier.Solved + harder.Solved));
            }
        }

        return [.. pools.SelectMany(pool => pool.Rungs.Select(rung => (rung, pool.Solved / pool.Episodes)))];
    }
}
