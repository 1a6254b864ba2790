using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>The closed language of questions: words between single blanks, regular, unambiguous. Reading takes back what writing gave.</summary>
/// <remarks>
/// <code>
/// QUESTION = what is TERM ? | how many MANY has TERM ? | which has the larger NUMBER TERM or TERM ? | which has the smaller …
/// TERM     = NAME | the RELATION of TERM | the TYPE with RELATION TERM | the TYPE with RELATION NAME and RELATION TERM
/// </code>
/// "What is" asks for a term of at least one step. A name is any word of small letters that means nothing else, or digits; a graph
/// says later whether something is called so.
/// </remarks>
public static class KnowledgeLanguage
{
    /// <summary>Most steps of a term.</summary>
    public const int MaxSteps = 8;

    private const string End = "?";

    /// <summary>The words of questions beside relations, types and names.</summary>
    public static ImmutableArray<string> FunctionWords { get; } =
        ["what", "is", "the", "of", "with", "and", "how", "many", "has", "which", "larger", "smaller", "or", End];

    private static readonly HashSet<string> Reserved =
        [.. FunctionWords, .. KnowledgeTypes.Words, .. Relation.All.Select(relation => relation.Word), SearchWords.Unknown];

    /// <summary>Whether a word may be the name of something.</summary>
    public static bool IsName(string word) => KnowledgeNames.IsForm(word) && !Reserved.Contains(word);

    /// <summary>The question in words.</summary>
    public static string Write(KnowledgeQuestion question) => question switch
    {
        KnowledgeQuestion.Path(var term) => $"what is {Write(term)} {End}",
        KnowledgeQuestion.Count(var relation, var term) => $"how many {relation} has {Write(term)} {End}",
        KnowledgeQuestion.Comparison(var larger, var relation, var left, var right) =>
            $"which has the {(larger ? "larger" : "smaller")} {relation} {Write(left)} or {Write(right)} {End}",
        _ => throw new NotSupportedException($"A question of type {question.GetType().Name} is unknown."),
    };

    /// <summary>A term in words.</summary>
    public static string Write(KnowledgeTerm term) => term.Steps.Aggregate(term.Name, (inner, step) =>
        step.Type is not { } type ? $"the {step.Relation} of {inner}"
        : step.Also is { } also ? $"the {type.Word()} with {also.Relation} {also.Name} and {step.Relation} {inner}"
        : $"the {type.Word()} with {step.Relation} {inner}");

    /// <summary>Reads a question. Never throws, whatever the text.</summary>
    /// <param name="text">Words between blanks; other white space counts as blanks.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="failure">What was expected and what came.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out KnowledgeQuestion? question, [NotNullWhen(false)] out string? failure)
    {
        var reader = new KnowledgeReader(text);
        question = reader.Question();
        failure = question is null ? reader.Failure : null;
        return question is not null;
    }

    /// <summary>A regular expression of the questions over some names, for policies that write questions.</summary>
    /// <param name="names">The names; any of them, and numbers of up to four digits, may stand where a name may.</param>
    /// <param name="steps">Most steps of a term, 1 to <see cref="MaxSteps"/>.</param>
    public static string Pattern(IEnumerable<string> names, int steps)
    {
        var name = Any([.. names, "[1-9][0-9]{0,3}"]);
        var relation = Any(Relation.All.Select(one => one.Word));
        var step = $"(the ({relation} of|{Any(KnowledgeTypes.Words)} with {relation}( {name} and {relation})?) )";
        var term = $"{step}{{0,{steps}}}{name}";
        return $"what is {step}{{1,{steps}}}{name} \\?"
            + $"|how many {Any(Relation.All.Where(one => one.IsMany).Select(one => one.Word))} has {term} \\?"
            + $"|which has the (larger|smaller) {Any(Relation.All.Where(one => one.IsNumber).Select(one => one.Word))} {term} or {term} \\?";
    }

    /// <summary>The same of questions that follow relations forwards alone: <c>what is the mayor of the birthplace of dora ?</c></summary>
    /// <param name="names">The names that a question may begin from.</param>
    /// <param name="steps">Most steps, 1 to <see cref="MaxSteps"/>.</param>
    public static string PathPattern(IEnumerable<string> names, int steps) =>
        $"what is (the {Any(Relation.All.Select(one => one.Word))} of ){{1,{steps}}}{Any(names)} \\?";

    private static string Any(IEnumerable<string> words) => $"({string.Join('|', words)})";
}
