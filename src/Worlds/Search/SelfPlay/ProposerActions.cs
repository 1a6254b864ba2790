using Agentic.Agents;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>Asks a question; the last action of a proposer.</summary>
/// <param name="Question">The question.</param>
public sealed record ProposedQuestion(string Question) : TypedAction
{
    /// <summary>What its canonical words begin with.</summary>
    public const string Prefix = "question: ";

    /// <inheritdoc/>
    public override string Canonical => Prefix + Question;
}

/// <summary>Reads and writes a proposer's turns: searches as the world's dialect has them, and <c>&lt;question&gt; words &lt;/question&gt;</c>.</summary>
/// <param name="dialect">Of the world.</param>
internal sealed class ProposerTurns(ISearchDialect dialect)
{
    /// <summary>The tag around a question.</summary>
    public const string Opening = "<question>";

    /// <summary>Its end.</summary>
    public const string Closing = "</question>";

    /// <summary>Longest question that is read, in characters; a rule of its own says what is too long.</summary>
    public const int MaxQuestion = 4000;

    private static readonly string[] Tags = [Opening, Closing, .. new[] { "search", "answer", "information", "observation" }.SelectMany(tag => new[] { $"<{tag}>", $"</{tag}>" })];

    /// <summary>What is said to a turn that is neither.</summary>
    public string Expected => $"expected {dialect.Text.SearchForm} or {Opening} words {Closing}";

    /// <summary>Reads a turn. Never throws.</summary>
    public ActionParse Parse(string text)
    {
        if (ThoughtText.TrySplit(text, out var action, out _) && action.StartsWith(Opening, StringComparison.Ordinal) && action.EndsWith(Closing, StringComparison.Ordinal))
        {
            var inner = action.Length < Opening.Length + Closing.Length ? "" : action[Opening.Length..^Closing.Length];
            return !Tags.Any(tag => inner.Contains(tag, StringComparison.OrdinalIgnoreCase)) && ThoughtText.Words(inner, MaxQuestion) is { } words
                ? ActionParse.Understood(new ProposedQuestion(words)) : ActionParse.Refused(Expected);
        }

        return dialect.Parse(text) is { Action: SearchQuery } query ? query : ActionParse.Refused(Expected);
    }

    /// <summary>A turn that searches.</summary>
    public string Search(string query) => dialect.Write(new SearchQuery(query, true), "What leads there must be found.");

    /// <summary>A turn that asks.</summary>
    public string Ask(string question) =>
        $"{(dialect.Text.IsBrief ? "" : $"{ThoughtText.Opening} The links are found. {ThoughtText.Closing}\n")}{Opening} {question} {Closing}";
}
