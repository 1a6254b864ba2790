using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>One way of writing searches and answers. Pure.</summary>
public interface ISearchDialect
{
    /// <summary>How it is described.</summary>
    DialectText Text { get; }

    /// <summary>Reads a turn. Never throws, never guesses: exactly one action, after the thought, and nothing around it.</summary>
    ActionParse Parse(string text);

    /// <summary>A turn that does this.</summary>
    /// <param name="action">A <see cref="SearchQuery"/> or a <see cref="SearchAnswer"/>.</param>
    /// <param name="thought">What is thought before it, where the dialect has thoughts.</param>
    string Write(TypedAction action, string thought);
}

/// <summary>What is said about a dialect.</summary>
/// <param name="Instruction">What the policy is told at the start.</param>
/// <param name="Grammar">The answers in words.</param>
/// <param name="Pattern">A regular expression of which every match is understood.</param>
/// <param name="ResultTag">The tag around what was found.</param>
/// <param name="IsBrief">Whether everything that the world says keeps to few words.</param>
/// <param name="ToolSchema">JSON schema of the tools; null where there are none.</param>
public sealed record DialectText(string Instruction, string Grammar, string Pattern, string ResultTag, bool IsBrief = false, string? ToolSchema = null)
{
    /// <summary>A search as it is written, for kinds around the search world that take searches too.</summary>
    public string SearchForm { get; init; } = "<search> words </search>";

    /// <summary>An answer as it is written.</summary>
    public string AnswerForm { get; init; } = "<answer> word </answer>";
}
