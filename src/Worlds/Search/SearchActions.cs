using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>Looks something up.</summary>
/// <param name="Query">The words.</param>
/// <param name="HasForm">Whether the turn has all that its dialect asks for, such as a thought before the action.</param>
public sealed record SearchQuery(string Query, bool HasForm) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => $"search: {Query}";
}

/// <summary>Answers the question; the last action of an episode.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="HasForm">Whether the turn has all that its dialect asks for.</param>
public sealed record SearchAnswer(string Answer, bool HasForm) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => $"answer: {Answer}";
}
