using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>Prefers rungs that are neither solved nearly always nor nearly never: their groups differ, and only those teach.</summary>
/// <param name="Low">Least success of the band.</param>
/// <param name="High">Most success of the band.</param>
/// <param name="Outside">Weight of a rung outside of the band, beside 1 inside, so that it is seen when that changes.</param>
/// <param name="Decay">What an episode counts for one update later.</param>
public sealed record SuccessBand(double Low, double High, double Outside, double Decay) : ICurriculumRule
{
    /// <inheritdoc/>
    public LadderState Observe(LadderState before, LadderState round) => before.With(round, Decay);

    /// <summary>Rungs of which nothing is known are taken for good ones.</summary>
    public ImmutableArray<double> Weights_R(LadderState state)
    {
        var weights_R = Enumerable.Range(0, state.Episodes_R.Length)
            .Select(rung => state.Success(rung) is { } success && (success < Low || success > High) ? Outside : 1).ToImmutableArray();
        return weights_R.Any(weight => weight > 0) ? weights_R : [.. weights_R.Select(_ => 1.0)];
    }

    /// <inheritdoc/>
    public double? Place(LadderState state) => null;
}
