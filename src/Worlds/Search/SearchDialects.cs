using System.Collections.Immutable;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search;

/// <summary>The dialects by name: the one table of them.</summary>
internal static class SearchDialects
{
    /// <summary>Think, search and answer tags as Search-R1 has them.</summary>
    public const string SearchR1 = "search_r1";

    /// <summary>The same with results between observation tags.</summary>
    public const string RSearch = "r_search";

    /// <summary>Tool calls as JSON.</summary>
    public const string Tools = "tools";

    /// <summary>No thoughts and few words, for small policies; a turn is a handful of words of the closed language.</summary>
    public const string Brief = "brief";

    private const int BriefWords = 6;
    private const string Printable = "[!-;=?-~][ -;=?-~]{0,159}";
    private const string JsonPrintable = """[!#-;=?-\[\]-~][ !#-;=?-\[\]-~]{0,159}""";
    private const string BriefForm = "<search> words </search> or <answer> word </answer>";

    private const string ToolsSchema =
        """[{"name":"search","description":"Finds passages.","parameters":{"type":"object","properties":{"query":{"type":"string","maxLength":400}},"required":["query"]}},{"name":"answer","description":"Answers the question and ends.","parameters":{"type":"object","properties":{"answer":{"type":"string","maxLength":200}},"required":["answer"]}}]""";

    /// <summary>Their names; the first is the default.</summary>
    public static ImmutableArray<string> Names { get; } = [SearchR1, RSearch, Tools, Brief];

    /// <summary>What brief turns are told; all of it in words of the closed language.</summary>
    public static ImmutableArray<string> BriefTexts { get; } = [$"find the answer . {BriefForm} . {SearchWords.Unknown} where nothing is told .", $"expected {BriefForm}"];

    /// <summary>A dialect.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that name.</exception>
    public static ISearchDialect Create(string name) => name switch
    {
        SearchR1 => Tagged("information"),
        RSearch => Tagged("observation"),
        Tools => new ToolDialect(
            new DialectText(
                $"Answer the question. Call the tool search to look things up, as often as is needed, and the tool answer with the answer alone when it is known; \"{SearchWords.Unknown}\" where nothing tells it. One call a turn, as {{\"name\": \"search\", \"arguments\": {{\"query\": \"…\"}}}} or {{\"name\": \"answer\", \"arguments\": {{\"answer\": \"…\"}}}} between <tool_call> and </tool_call>.",
                "one tool call, search with a query or answer with an answer: a JSON object with name and arguments, alone or in tool_call tags, after an optional thought",
                "<tool_call>\n\\{\"name\": \"(search\", \"arguments\": \\{\"query|answer\", \"arguments\": \\{\"answer)\": \"" + JsonPrintable + "\"\\}\\}\n</tool_call>",
                "information", ToolSchema: ToolsSchema)
            {
                SearchForm = "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": \"…\"}}</tool_call>",
                AnswerForm = "<tool_call>{\"name\": \"answer\", \"arguments\": {\"answer\": \"…\"}}</tool_call>",
            },
            "Expected one tool call and nothing around it: {\"name\": \"search\", \"arguments\": {\"query\": \"…\"}} or {\"name\": \"answer\", \"arguments\": {\"answer\": \"…\"}}."),
        Brief => new TagDialect(
            new DialectText(
                BriefTexts[0], $"{BriefForm}, without a thought", $"<search>( {BriefWord()}){{1,{BriefWords}}} </search>|<answer> {BriefWord()} </answer>", "information", IsBrief: true),
            hasThought: false, BriefTexts[1]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"expected one of {string.Join(", ", Names)}"),
    };

    private static TagDialect Tagged(string results) => new(
        new DialectText(
            $"Answer the question. Think between <think> and </think> first, and again whenever something new is known. Then look something up, between <search> and </search>, and what is found comes back between <{results}> and </{results}>; or, when the answer is known, give it alone between <answer> and </answer>, \"{SearchWords.Unknown}\" where nothing tells it.",
            "a thought in think tags, then either a query in search tags or the answer in answer tags; nothing around them",
            $"(<think>[^<]*</think>\n?)?(<search> ?{Printable}</search>|<answer> ?{Printable}</answer>)", results),
        hasThought: true,
        "Expected a thought between <think> and </think>, then one query between <search> and </search> or one answer between <answer> and </answer>, and nothing else.");

    // Numbers are written as digits; any other word is one of the closed list.
    private static string BriefWord() =>
        $"({string.Join('|', [.. KnowledgeNames.Closed, .. Relation.All.Select(relation => relation.Word), .. KnowledgeTypes.Words, SearchWords.Unknown, "[1-9][0-9]{0,3}"])})";
}
