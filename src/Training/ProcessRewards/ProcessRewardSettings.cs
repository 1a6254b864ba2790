using System.Collections.Immutable;

namespace Agentic.Training.ProcessRewards;

/// <summary>What turns are paid beside the task's own reward. Learnt from, never recorded: it follows from the record and the world's oracle.</summary>
/// <param name="Sources">What is looked at, each once.</param>
public sealed record ProcessRewardSettings(ImmutableArray<ProcessSource> Sources)
{
    /// <summary>Whether rewards that can be farmed are let through, for whoever wants to see what a policy makes of them.</summary>
    public bool AllowsFarming { get; init; }
}

/// <summary>One thing that turns are paid for.</summary>
/// <param name="Of">What is looked at: a name of <see cref="TurnWorths.Names"/>.</param>
/// <param name="Form">How it becomes a reward: a name of <see cref="ShapingForms.All"/>.</param>
/// <param name="Weight">Factor on the reward; 0 shows it and pays nothing.</param>
public sealed record ProcessSource(string Of, string Form, double Weight);

/// <summary>Which members of a group are learnt from: those whose turns agree with how they ended.</summary>
/// <param name="Keep">Members of a group that are kept at most.</param>
/// <param name="Of">What turns are scored by: a name of <see cref="TurnWorths.Names"/>.</param>
/// <param name="OnlyRight">Whether scores choose among the successful alone, and chance among the others: for scores that are not to be trusted.</param>
public sealed record ConsistencyFilterSettings(int Keep, string Of, bool OnlyRight);
