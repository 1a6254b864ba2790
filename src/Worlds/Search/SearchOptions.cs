using System.Collections.Immutable;
using System.Globalization;
using Agentic.Agents;
using Agentic.Worlds.Search.Knowledge;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search;

/// <summary>The choices of a search world that make it neither harder nor easier in a declared direction.</summary>
public sealed record SearchOptions
{
    private const string Small = "small";
    private const string Names = "names";
    private const string Encyclopaedia = "encyclopaedia";
    private const int MostGraphs = 1_000_000_000;
    private const int MostWords = 100_000;

    private static readonly WorldOption DialectOption = new("dialect", SearchDialects.Names, "how turns are written: Search-R1's tags, R-Search's, tool calls, or a few words without a thought");
    private static readonly WorldOption FormOption = new("form", [.. QuestionForms.Words, QuestionForms.Mixed], "what is asked: along a path, where two conditions meet, which of two, how many; mixed takes one by the seed");
    private static readonly WorldOption AnswersOption = new("answers", ["any", Names], "what answers of made questions are: names or numbers, or names alone, which are one word each");
    private static readonly WorldOption StyleOption = new("style", [Small, Encyclopaedia], "articles of one line of facts in words of the closed language, or of many sentences");
    private static readonly WorldOption GraphsOption = new("graphs", ["1000"], "how many different graphs tasks are drawn from, each with facts of its own", IsFree: true);
    private static readonly WorldOption WordsOption = new("result_words", ["500"], "most words of passages that one search gives back", IsFree: true);
    private static readonly WorldOption ScoresOption = new("scores", ["off", "on"], "whether hits show their scores");
    private static readonly WorldOption CorpusOption = new("corpus", [""], "passages of your own, with questions: an index file, JSON lines, or a text or Markdown file or folder", IsFree: true);
    private static readonly WorldOption RetrieverOption = new("retriever", [""], "instead of corpus: the http address of a server with Search-R1's /retrieve", IsFree: true);
    private static readonly WorldOption RankingOption = new("ranking", [Rankings.Words[0]], "by what your passages are ranked: bm25, their words; dense, an encoder's vectors; hybrid, both fused by reciprocal rank", IsFree: true);
    private static readonly WorldOption EncoderOption = new("encoder", [""], "for ranking dense and hybrid: the folder of the encoder with which the index of corpus was encoded", IsFree: true);
    private static readonly WorldOption QuestionsOption = new("questions", [""], "questions of your own, with corpus or retriever: JSON lines with question and golden_answers, or Search-R1's records", IsFree: true);
    private static readonly WorldOption TestOption = new("test_questions", [""], "questions of your own that policies are judged by, all of them of the split test; beside questions or alone", IsFree: true);

    private static readonly ImmutableArray<QuestionForm> AllForms = [.. Enum.GetValues<QuestionForm>()];
    private static readonly ImmutableArray<QuestionForm> NamingForms = [.. AllForms.Where(form => form != QuestionForm.Count)];

    /// <summary>All of them, as the descriptor lists them.</summary>
    public static ImmutableArray<WorldOption> All { get; } =
        [DialectOption, FormOption, AnswersOption, StyleOption, GraphsOption, WordsOption, ScoresOption, CorpusOption, RetrieverOption, RankingOption, EncoderOption, QuestionsOption, TestOption];

    /// <summary>One of <see cref="SearchDialects"/>.</summary>
    public required string Dialect { get; init; }

    /// <summary>The form of questions; null for any.</summary>
    public required QuestionForm? Form { get; init; }

    /// <summary>The forms that a question of any form may have.</summary>
    public ImmutableArray<QuestionForm> Forms => OnlyNames ? NamingForms : AllForms;

    /// <summary>Whether made questions are answered by names alone.</summary>
    public required bool OnlyNames { get; init; }

    /// <summary>Whether articles are one line.</summary>
    public required bool IsSmall { get; init; }

    /// <summary>Number of graphs.</summary>
    public required int Graphs { get; init; }

    /// <summary>Most words of results.</summary>
    public required int ResultWords { get; init; }

    /// <summary>Whether scores are shown.</summary>
    public required bool HasScores { get; init; }

    /// <summary>Path of the user's corpus, or "".</summary>
    public required string Corpus { get; init; }

    /// <summary>Address of a retriever, or "".</summary>
    public required string Retriever { get; init; }

    /// <summary>By what the user's passages are ranked.</summary>
    public required Ranking Ranking { get; init; }

    /// <summary>Folder of the user's encoder, or "".</summary>
    public required string Encoder { get; init; }

    /// <summary>Path of the user's questions, or "".</summary>
    public required string Questions { get; init; }

    /// <summary>Path of the user's questions that policies are judged by, or "".</summary>
    public required string TestQuestions { get; init; }

    /// <summary>Whether the questions are the user's and not of a graph.</summary>
    public bool HasQuestions => Questions.Length > 0 || TestQuestions.Length > 0;

    /// <summary>The names of the styles.</summary>
    public static ImmutableArray<string> Styles => StyleOption.Values;

    /// <summary>The word of a style.</summary>
    public static string StyleWord(bool isSmall) => isSmall ? Small : Encyclopaedia;

    /// <summary>The options by name; those left out take their default. Names and closed values have been checked.</summary>
    /// <exception cref="WorldOptionException">A number is none, or corpus, retriever and questions do not go together.</exception>
    public static SearchOptions From(IReadOnlyDictionary<string, string> options)
    {
        var form = Chosen(FormOption);
        var read = new SearchOptions
        {
            Dialect = Chosen(DialectOption),
            Form = form == QuestionForms.Mixed ? null : (QuestionForm)QuestionForms.Words.IndexOf(form),
            OnlyNames = Chosen(AnswersOption) == Names,
            IsSmall = Chosen(StyleOption) == Small,
            Graphs = Number(GraphsOption, MostGraphs),
            ResultWords = Number(WordsOption, MostWords),
            HasScores = Chosen(ScoresOption) == "on",
            Corpus = Chosen(CorpusOption),
            Retriever = Chosen(RetrieverOption),
            Ranking = Rankings.Words.IndexOf(Chosen(RankingOption)) is >= 0 and var ranking
                ? (Ranking)ranking : throw WorldOptionException.UnknownValue(SearchKind.Name, RankingOption.Name, Chosen(RankingOption), Rankings.Words),
            Encoder = Chosen(EncoderOption),
            Questions = Chosen(QuestionsOption),
            TestQuestions = Chosen(TestOption),
        };
        return read.Checked();

        string Chosen(WorldOption option) => options.GetValueOrDefault(option.Name, option.Values[0]);

        int Number(WorldOption option, int most) =>
            int.TryParse(Chosen(option), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
                ? number
                : throw WorldOptionException.Invalid(SearchKind.Name, option.Name, $"a whole number from 1 to {most}", $"'{Chosen(option)}'");
    }

    private SearchOptions Checked()
    {
        if (Corpus.Length > 0 && Retriever.Length > 0)
        {
            throw WorldOptionException.Invalid(SearchKind.Name, RetrieverOption.Name, "left out where corpus is given", $"'{Retriever}'");
        }

        if (Retriever.Length > 0 && !(Retrievers.IsRemote(Retriever) && Uri.TryCreate(Retriever, UriKind.Absolute, out _)))
        {
            throw WorldOptionException.Invalid(SearchKind.Name, RetrieverOption.Name, "the address of a server, which begins with http:// or https:// (a file is a corpus)", $"'{Retriever}'");
        }

        if (Ranking != Ranking.Bm25 && (Encoder.Length == 0 || Corpus.Length == 0))
        {
            throw WorldOptionException.Invalid(
                SearchKind.Name, Encoder.Length == 0 ? EncoderOption.Name : CorpusOption.Name, Encoder.Length == 0 ? "the folder of an encoder, for a ranking by vectors" : "an index file, for a ranking by vectors", "''");
        }

        if (Ranking == Ranking.Bm25 && Encoder.Length > 0)
        {
            throw WorldOptionException.Invalid(SearchKind.Name, RankingOption.Name, "dense or hybrid where an encoder is given", $"'{Rankings.Words[0]}'");
        }

        if (OnlyNames && Form == QuestionForm.Count)
        {
            throw WorldOptionException.Invalid(SearchKind.Name, AnswersOption.Name, "any where the form is count, whose answers are numbers", $"'{Names}'");
        }

        var hasPassages = Corpus.Length > 0 || Retriever.Length > 0;
        return hasPassages == HasQuestions ? this
            : throw WorldOptionException.Invalid(
                SearchKind.Name, QuestionsOption.Name, hasPassages ? "a file of questions, as the passages are given" : "left out, or given with corpus or retriever",
                $"'{(Questions.Length > 0 ? Questions : TestQuestions)}'");
    }
}
