using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search;

/// <summary>Makes and reads tasks. A made question about a graph can be looked up: every search of its oracle finds what it is for.</summary>
internal sealed class SearchTaskMaker(SearchOptions options, KnowledgeShelf shelf, UserQuestions questions)
{
    public const int MaxTopK = 10;
    public const int MaxSearches = 16;

    // Graphs tried, and questions drawn in each, before a difficulty is given up.
    private const int MaxGraphs = 64;
    private const int MaxDraws = 32;

    public static readonly DifficultyAxis Hops = new("hops", 1, QuestionMaker.MaxHops, 2, "articles that must be read one after another");
    public static readonly DifficultyAxis Entities = new("entities", KnowledgeSpec.MinEntities, KnowledgeSpec.MaxEntities, 32, "things in a graph, an article each; above 200 with their second names, names leave the closed language");
    public static readonly DifficultyAxis Aliases = new("aliases", 0, 1, 0, "share of things with a second name", IsInteger: false);
    public static readonly DifficultyAxis Words = new("words", KnowledgeStyle.MinWords, KnowledgeStyle.MaxWords, 80, "words of an article, in style encyclopaedia");
    public static readonly DifficultyAxis Distractors = new("distractors", 0, 1, 0.3, "share of sentences beside the facts that name other things, in style encyclopaedia", IsInteger: false);
    public static readonly DifficultyAxis Gap = new("gap", 0, 1, 0, "share of facts told in other words than questions have, in style encyclopaedia", IsInteger: false);
    public static readonly DifficultyAxis TopK = new("top_k", 1, MaxTopK, 3, "passages that a search gives back", HarderUp: false);
    public static readonly DifficultyAxis Searches = new("searches", 1, MaxSearches, 8, "searches before the last turn; never fewer than a made question needs", HarderUp: false);
    public static readonly DifficultyAxis Unanswerable = new("unanswerable", 0, 1, 0, "share of questions whose answer nothing tells", IsInteger: false);

    public static ImmutableArray<DifficultyAxis> GraphAxes { get; } = [Hops, Entities, Aliases, Words, Distractors, Gap, TopK, Searches, Unanswerable];

    public static ImmutableArray<DifficultyAxis> UserAxes { get; } = [TopK, Searches];

    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("graph", "number of the graph; with entities and aliases it fixes every fact. Not with questions of your own"),
        ("entities", "things in the graph, 16 to 100000"),
        ("aliases", "share of things with a second name, 0 to 1"),
        ("style", "small or encyclopaedia; default: the world's option"),
        ("words", "in style encyclopaedia: words of an article, 40 to 400"),
        ("distractors", "in style encyclopaedia: share of other sentences that name other things, 0 to 1"),
        ("gap", "in style encyclopaedia: share of facts told in other words, 0 to 1"),
        ("top_k", "passages that a search gives back, 1 to 10"),
        ("searches", "searches before the last turn, 1 to 16"),
        ("question", "the question; in the closed language, where the graph answers it ('what is the mayor of the birthplace of NAME ?')"),
        ("answers", "the right answers, 1 to 256; default: what the graph answers, or \"unknown\" where it answers nothing. Needed for questions of your own"),
    ];

    public SearchTask Make(ulong seed, Difficulty difficulty)
    {
        var key = RandomKey.FromSeed(seed).Derive(SearchKind.Name);
        var random = key.Stream();
        var (topK, searches) = ((int)difficulty[TopK], (int)difficulty[Searches]);
        if (options.HasQuestions)
        {
            var (record, split) = questions.Draw(ref random);
            return OfUser(record.Question, record.Golden, topK, searches) with { Split = split };
        }

        var (hops, form) = ((int)difficulty[Hops], options.Form ?? options.Forms[random.NextInt(options.Forms.Length)]);
        var answerable = !random.NextBool(difficulty[Unanswerable]);
        var style = options.IsSmall ? KnowledgeStyle.Small : new KnowledgeStyle(false, (int)difficulty[Words], difficulty[Distractors], difficulty[Gap]);
        for (var attempt = 0; attempt < MaxGraphs; attempt++)
        {
            var spec = new KnowledgeSpec((ulong)random.NextInt(options.Graphs), (int)difficulty[Entities], difficulty[Aliases]);
            var book = shelf.Get(spec, style);
            var maker = new QuestionMaker(book.Graph, options.OnlyNames);
            for (var draw = 0; draw < MaxDraws; draw++)
            {
                if (maker.Draw(form, hops, answerable, ref random) is { } question && KnowledgePlan.Of(book.Graph, question) is var plan && book.Finds(plan, topK))
                {
                    return About(new EncyclopaediaId(spec, style), book.Graph, KnowledgeLanguage.Write(question), question, default, topK, Math.Max(searches, plan.Queries.Length));
                }
            }
        }

        throw new ArgumentException(
            $"World '{SearchKind.Name}': expected a question of form {QuestionForms.Words[(int)form]} over {hops} hops that {topK} hits a search suffice for, but none came from "
            + $"{MaxGraphs} graphs of {(int)difficulty[Entities]} things. Raise entities or top_k, or lower hops.", nameof(difficulty));
    }

    /// <summary>The user's questions, each once; 0 where questions are about graphs.</summary>
    public int Listed => options.HasQuestions ? questions.All.Length : 0;

    /// <summary>The task of a listed question.</summary>
    public SearchTask List(int place, Difficulty difficulty)
    {
        var (record, split) = questions[place];
        return OfUser(record.Question, record.Golden, (int)difficulty[TopK], (int)difficulty[Searches]) with { Split = split };
    }

    public SearchTask Read(JsonElement state)
    {
        var json = new TaskJson(SearchKind.Name, state, Fields.Select(field => field.Field));
        var (topK, searches) = (json.Integer(TopK.Name, 1, MaxTopK, (int)TopK.Default), json.Integer(Searches.Name, 1, MaxSearches, (int)Searches.Default));
        var question = json.Text("question", QuestionFile.MaxQuestion);
        var answers = json.Has("answers") ? json.Texts("answers", 1, QuestionFile.MaxAnswers, QuestionFile.MaxAnswer) : default;
        if (!options.HasQuestions)
        {
            return ReadAbout(json, question, answers, topK, searches);
        }

        if (json.Has("graph"))
        {
            throw json.Invalid("graph", "left out where passages and questions are your own", "given");
        }

        return answers.IsDefault ? throw json.Invalid("answers", "the right answers, as no graph answers the question", "missing") : OfUser(question, answers, topK, searches);
    }

    /// <summary>What was measured on a task: every axis as it came out, and what learning is told by.</summary>
    public static ImmutableSortedDictionary<string, double> Features(SearchTask task)
    {
        var values = Difficulty.Of(
            (TopK.Name, task.TopK), (Searches.Name, task.Searches), ("chance", task.Chance), ("solution_length", Math.Min(task.Queries.Length, task.Searches) + 1)).Values;
        return task.Encyclopaedia is not { } book ? values : values
            .SetItem(Hops.Name, task.Parsed?.Hops ?? 0)
            .SetItem(Entities.Name, book.Spec.Entities)
            .SetItem(Aliases.Name, book.Spec.Aliases)
            .SetItem(Words.Name, book.Style.Words)
            .SetItem(Distractors.Name, book.Style.Distractors)
            .SetItem(Gap.Name, book.Style.Gap)
            .SetItem(Unanswerable.Name, task.IsAnswerable ? 0 : 1);
    }

    private SearchTask ReadAbout(TaskJson json, string text, ImmutableArray<string> answers, int topK, int searches)
    {
        var book = EncyclopaediaFields.Read(json, options);
        var graph = shelf.Get(book.Spec, book.Style).Graph;
        if (!KnowledgeLanguage.TryRead(text, out var question, out var failure) && answers.IsDefault)
        {
            throw json.Invalid("question", "of the closed language where no answers are given", $"another text ({failure})");
        }

        if (question is not null && answers.IsDefault && graph.Answers(question).Length > 1)
        {
            throw json.Invalid("question", "one with a single answer where no answers are given", $"one with {graph.Answers(question).Length} answers");
        }

        return About(book, graph, text, question, answers, topK, searches);
    }

    private static SearchTask About(
        EncyclopaediaId book, KnowledgeGraph graph, string text, KnowledgeQuestion? question, ImmutableArray<string> own, int topK, int searches)
    {
        var plan = question is null ? null : KnowledgePlan.Of(graph, question);
        var golden = !own.IsDefault ? own : plan is { Answers: [var only] } ? graph.Texts(only) : [SearchWords.Unknown];
        return new SearchTask
        {
            Question = text,
            Golden = golden,
            TopK = topK,
            Searches = searches,
            Encyclopaedia = book,
            HasOwnAnswers = !own.IsDefault,
            Parsed = question,
            Queries = plan?.Queries ?? [],
            Evidence = plan is null ? [] : [.. plan.Evidence.Select(KnowledgeWriter.PassageId)],
            EvidenceTitles = plan is null ? [] : [.. plan.Evidence.Select(entity => graph.Entities[entity].Name)],
            Chance = question is null ? 0 : QuestionChance.Of(graph, question),
            IsAnswerable = !own.IsDefault || plan is { Answers.Length: 1 },
        };
    }

    private static SearchTask OfUser(string question, ImmutableArray<string> golden, int topK, int searches) => new()
    {
        Question = question, Golden = golden, TopK = topK, Searches = searches, HasOwnAnswers = true, Queries = [Shorten(question)],
    };

    // A search takes at most so many characters; the beginning of a longer question is looked up.
    private static string Shorten(string question)
    {
        var words = new string([.. question.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
        return words.Length <= TagDialect.MaxQuery ? words
            : words[..(char.IsHighSurrogate(words[TagDialect.MaxQuery - 1]) ? TagDialect.MaxQuery - 1 : TagDialect.MaxQuery)].Trim();
    }
}
