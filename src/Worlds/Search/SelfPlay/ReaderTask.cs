using System.Collections.Immutable;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>A question to be answered from documents alone.</summary>
/// <param name="Question">The question.</param>
/// <param name="Golden">The right answers.</param>
/// <param name="Documents">What there is to read, in order.</param>
public sealed record ReaderTask(string Question, ImmutableArray<string> Golden, ImmutableArray<string> Documents)
{
    /// <summary>Most documents.</summary>
    public const int MaxDocuments = 1001;

    /// <summary>Longest document in characters; longer ones are cut after a word.</summary>
    public const int MaxDocument = 8000;

    /// <summary>What to look for, in order, for the oracle's thought; empty where nobody knows.</summary>
    public ImmutableArray<string> Steps { get; init; } = [];

    /// <summary>The task as canonical JSON.</summary>
    public string ToJson() => JsonText.Object(json =>
    {
        json.WriteString("question", Question);
        json.WriteTexts("answers", Golden);
        json.WriteTexts("documents", Documents);
        if (!Steps.IsEmpty)
        {
            json.WriteTexts("steps", Steps);
        }
    });

    /// <summary>A document as it is shown.</summary>
    public static string Fit(string document) => document.Length <= MaxDocument ? document
        : document[..(document.LastIndexOfAny([' ', '\n'], MaxDocument) is > 0 and var blank ? blank : MaxDocument - 1)];
}
