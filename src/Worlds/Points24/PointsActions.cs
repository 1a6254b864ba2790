using Agentic.Agents;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>What a JSON answer says it sees; scored apart, never part of the outcome.</summary>
/// <param name="Cards">The cards, in any order; null when it does not say.</param>
/// <param name="Formula">The formula so far; null when it does not say.</param>
public sealed record PointsPerception(IReadOnlyList<string>? Cards, string? Formula);

/// <summary>Writes one symbol.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Seen">What the answer says it sees, or null.</param>
public sealed record PointsSymbol(Symbol Symbol, PointsPerception? Seen = null) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Symbol.Text();
}

/// <summary>Gives the whole formula.</summary>
/// <param name="Formula">Without "=".</param>
/// <param name="Seen">What the answer says it sees, or null.</param>
public sealed record PointsFormula(Formula Formula, PointsPerception? Seen = null) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Formula.ToString();
}
