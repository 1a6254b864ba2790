using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>What a rule remembers of an axis, whose ranges are its rungs, easiest first. Axis: R rungs.</summary>
/// <param name="Episodes_R">Episodes that count for each rung; fractions where older ones fade.</param>
/// <param name="Solved_R">Those of them that were solved.</param>
/// <param name="Level">The rung on which a staircase stands; 0 for other rules.</param>
public sealed record LadderState(ImmutableArray<double> Episodes_R, ImmutableArray<double> Solved_R, int Level)
{
    /// <summary>Nothing has been seen.</summary>
    /// <param name="rungs">R.</param>
    public static LadderState Empty(int rungs) => new([.. new double[rungs]], [.. new double[rungs]], 0);

    /// <summary>This and what another one counts, this faded.</summary>
    /// <param name="round">What was played since; of the same rungs.</param>
    /// <param name="decay">What an older episode counts for, 0 to 1.</param>
    public LadderState With(LadderState round, double decay) => this with
    {
        Episodes_R = [.. Episodes_R.Select((count, at) => (count * decay) + round.Episodes_R[at])],
        Solved_R = [.. Solved_R.Select((count, at) => (count * decay) + round.Solved_R[at])],
    };

    /// <summary>One more episode on a rung.</summary>
    public LadderState Plus(int rung, bool isSolved) => this with
    {
        Episodes_R = Episodes_R.SetItem(rung, Episodes_R[rung] + 1),
        Solved_R = Solved_R.SetItem(rung, Solved_R[rung] + (isSolved ? 1 : 0)),
    };

    /// <summary>Share of solved episodes on a rung; null where none counts.</summary>
    public double? Success(int rung) => Episodes_R[rung] > 0 ? Solved_R[rung] / Episodes_R[rung] : null;
}
