namespace Agentic.Training.Objectives;

/// <summary>What a token of an answer says.</summary>
public enum TokenClass
{
    /// <summary>Part of the thought.</summary>
    Reasoning,

    /// <summary>Part of the action.</summary>
    Action,

    /// <summary>Where the action happens: a point, a cell, an element.</summary>
    Grounding,
}

/// <summary>What tokens count for in imitation: action-aware supervised fine-tuning (GUI-Libra; 1, 2 and 4 there).</summary>
/// <param name="Reasoning">Of the thought.</param>
/// <param name="Action">Of the action, its places aside.</param>
/// <param name="Grounding">Of the action's places.</param>
public sealed record TokenClassWeights(double Reasoning = 1, double Action = 1, double Grounding = 1)
{
    /// <summary>Whether all tokens count alike.</summary>
    public bool IsPlain => this is { Reasoning: 1, Action: 1, Grounding: 1 };

    /// <summary>The weight of a class.</summary>
    public double Of(TokenClass kind) => kind switch
    {
        TokenClass.Reasoning => Reasoning,
        TokenClass.Action => Action,
        _ => Grounding,
    };
}
