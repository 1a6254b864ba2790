using System.Collections.Immutable;

namespace Agentic.Training.Curricula;

/// <summary>Stands on one rung: a step up after enough success there, a step down after too little.</summary>
/// <param name="Up">Success from which it goes up.</param>
/// <param name="Down">Success below which it goes down.</param>
/// <param name="Over">Episodes on the rung after which it decides; the count then begins anew.</param>
/// <param name="Review">Share of tasks from the rungs below, evenly, so that they are not forgotten.</param>
public sealed record Staircase(double Up, double Down, int Over, double Review) : ICurriculumRule
{
    /// <inheritdoc/>
    public LadderState Observe(LadderState before, LadderState round)
    {
        var level = before.Level;
        var state = before with
        {
            Episodes_R = before.Episodes_R.SetItem(level, before.Episodes_R[level] + round.Episodes_R[level]),
            Solved_R = before.Solved_R.SetItem(level, before.Solved_R[level] + round.Solved_R[level]),
        };
        if (state.Episodes_R[level] < Over)
        {
            return state;
        }

        var success = state.Success(level)!.Value;
        return LadderState.Empty(state.Episodes_R.Length) with
        {
            Level = success >= Up ? Math.Min(level + 1, state.Episodes_R.Length - 1) : success < Down ? Math.Max(level - 1, 0) : level,
        };
    }

    /// <inheritdoc/>
    public ImmutableArray<double> Weights_R(LadderState state) => [.. Enumerable.Range(0, state.Episodes_R.Length).Select(rung =>
        rung > state.Level ? 0 : rung < state.Level ? Review / state.Level : state.Level == 0 ? 1 : 1 - Review)];

    /// <inheritdoc/>
    public double? Place(LadderState state) => state.Level;
}
