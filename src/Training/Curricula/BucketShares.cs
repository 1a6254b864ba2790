using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>Each rung has a share of the tasks that never changes, as in Ariadne (arXiv 2511.00710).</summary>
/// <param name="Shares_R">Shares, in proportion: they need not sum to 1.</param>
public sealed record BucketShares(ImmutableArray<double> Shares_R) : ICurriculumRule
{
    /// <inheritdoc/>
    public LadderState Observe(LadderState before, LadderState round) => before;

    /// <inheritdoc/>
    public ImmutableArray<double> Weights_R(LadderState state) => Shares_R;

    /// <inheritdoc/>
    public double? Place(LadderState state) => null;
}
