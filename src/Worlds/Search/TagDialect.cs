using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>Searches and answers between tags: <c>&lt;search&gt; words &lt;/search&gt;</c>, <c>&lt;answer&gt; words &lt;/answer&gt;</c>.</summary>
/// <param name="text">How it is described.</param>
/// <param name="hasThought">Whether a turn begins with a thought; where it does not, a thought is a mistake.</param>
/// <param name="expected">What is said when a turn is no such thing.</param>
internal sealed class TagDialect(DialectText text, bool hasThought, string expected) : ISearchDialect
{
    public const string SearchTag = "search";
    public const string AnswerTag = "answer";

    /// <summary>Longest query in characters.</summary>
    public const int MaxQuery = 400;

    /// <summary>Longest answer in characters.</summary>
    public const int MaxAnswer = 200;

    private static readonly string[] Tags = [.. new[] { SearchTag, AnswerTag, "information", "observation" }.SelectMany(tag => new[] { $"<{tag}>", $"</{tag}>" })];

    /// <inheritdoc/>
    public DialectText Text => text;

    /// <inheritdoc/>
    public ActionParse Parse(string turn)
    {
        if (!ThoughtText.TrySplit(turn, out var action, out var thought) || (thought && !hasThought))
        {
            return ActionParse.Refused(expected);
        }

        var hasForm = thought == hasThought;
        return Inner(action, SearchTag, MaxQuery) is { } query ? ActionParse.Understood(new SearchQuery(query, hasForm))
            : Inner(action, AnswerTag, MaxAnswer) is { } answer ? ActionParse.Understood(new SearchAnswer(answer, hasForm))
            : ActionParse.Refused(expected);
    }

    /// <inheritdoc/>
    public string Write(TypedAction action, string thought)
    {
        var (tag, words) = action switch
        {
            SearchQuery(var query, _) => (SearchTag, query),
            SearchAnswer(var answer, _) => (AnswerTag, answer),
            _ => throw new ArgumentException($"A search or an answer is needed, but {action.GetType().Name} came.", nameof(action)),
        };
        return $"{(hasThought ? $"{ThoughtText.Opening} {thought} {ThoughtText.Closing}\n" : "")}<{tag}> {words} </{tag}>";
    }

    // One element from end to end, with no tag of ours inside: two answers are none.
    private static string? Inner(string action, string tag, int most)
    {
        var (opening, closing) = ($"<{tag}>", $"</{tag}>");
        if (action.Length < opening.Length + closing.Length || !action.StartsWith(opening, StringComparison.Ordinal) || !action.EndsWith(closing, StringComparison.Ordinal))
        {
            return null;
        }

        var inner = action[opening.Length..^closing.Length];
        return Tags.Any(other => inner.Contains(other, StringComparison.OrdinalIgnoreCase)) ? null : ThoughtText.Words(inner, most);
    }
}
