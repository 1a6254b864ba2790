using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>Decides how often each rung of an axis is drawn. Pure: what it remembers is handed in. Axis: R rungs, easiest first.</summary>
public interface ICurriculumRule
{
    /// <summary>What it remembers after a round.</summary>
    /// <param name="before">What it remembered.</param>
    /// <param name="round">Counts of the round alone.</param>
    LadderState Observe(LadderState before, LadderState round);

    /// <summary>How often each rung is drawn, in proportion; not negative, and not all 0.</summary>
    ImmutableArray<double> Weights_R(LadderState state);

    /// <summary>Where it stands on the rungs, as a place among them that may lie between two; null for rules that stand nowhere.</summary>
    double? Place(LadderState state);
}
