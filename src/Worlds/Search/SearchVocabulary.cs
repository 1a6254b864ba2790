using System.Collections.Immutable;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search;

/// <summary>The closed language: all words of instructions and results in the dialect brief, of questions, articles and names. Numbers are digits beside it.</summary>
internal static class SearchVocabulary
{
    /// <summary>Said where nothing was found.</summary>
    public const string Nothing = "nothing";

    /// <summary>Said before the last turn.</summary>
    public const string AnswerNow = "answer now .";

    private static readonly string[] Marks = [".", ",", ":", "?"];

    /// <summary>The words, each once: function words first, names last.</summary>
    public static ImmutableArray<string> Words { get; } =
    [
        .. SearchDialects.BriefTexts.Append(AnswerNow).Append(Nothing).Append(SearchWords.Unknown).SelectMany(text => text.Split(' '))
            .Concat(["<information>", "</information>"]).Concat(Marks).Concat(KnowledgeLanguage.FunctionWords).Concat(KnowledgeTypes.Words)
            .Concat(Relation.All.Select(relation => relation.Word)).Concat(ArticlePhrases.Words).Concat(KnowledgeNames.Closed).Distinct(),
    ];
}
