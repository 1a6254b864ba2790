using System.Collections.Immutable;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>What a proposal must keep to before anybody reads it, in the order in which it is looked at: the first rule that is broken names the failure.</summary>
public static class QuestionRules
{
    /// <summary>There is a question.</summary>
    public const string Format = "format";

    /// <summary>The question has 10 to 1000 characters and 10 words or more.</summary>
    public const string Length = "length";

    /// <summary>The question does not say the answer.</summary>
    public const string Leak = "leak";

    /// <summary>Something was found.</summary>
    public const string Evidence = "evidence";

    /// <summary>Two searches or more, all different.</summary>
    public const string Searches = "searches";

    /// <summary>No search says the answer. Looked at where it is asked for.</summary>
    public const string QueryLeak = "query_leak";

    private const int MinCharacters = 10;
    private const int MaxCharacters = 1000;
    private const int MinWords = 10;
    private const int MinSearches = 2;

    private static readonly (string Name, Func<Made, bool> IsKept)[] Rules =
    [
        (Format, made => made.Question is not null),
        (Length, made => made.Question!.Length is >= MinCharacters and <= MaxCharacters && made.Question.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= MinWords),
        (Leak, made => !Says(made.Question!, made.Answers)),
        (Evidence, made => !made.Evidence.IsEmpty),
        (Searches, made => made.Queries.Length >= MinSearches && made.Queries.Distinct(StringComparer.Ordinal).Count() == made.Queries.Length),
    ];

    /// <summary>The name of the first rule that is broken, or null.</summary>
    /// <param name="question">What is asked; null where nothing was.</param>
    /// <param name="answers">How the answer may be said.</param>
    /// <param name="queries">What was searched for, in order.</param>
    /// <param name="evidence">What each search gave back.</param>
    /// <param name="withQueries">Whether searches may not say the answer either.</param>
    public static string? FirstFailure(
        string? question, ImmutableArray<string> answers, ImmutableArray<string> queries, ImmutableArray<string> evidence, bool withQueries = false)
    {
        var made = new Made(question, answers, queries, evidence);
        return Rules.FirstOrDefault(rule => !rule.IsKept(made)).Name
            ?? (withQueries && queries.Any(query => Says(query, answers)) ? QueryLeak : null);
    }

    private static bool Says(string text, ImmutableArray<string> answers) =>
        answers.Any(answer => text.Contains(answer, StringComparison.OrdinalIgnoreCase));

    private sealed record Made(string? Question, ImmutableArray<string> Answers, ImmutableArray<string> Queries, ImmutableArray<string> Evidence);
}
