using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>Answers that questions are made for, by searching backwards from them. The game around the search world pays what they are worth.</summary>
public sealed class ProposerKind : IWorldKind, IOracleSource, IAnswerSource, IClosedLanguage
{
    /// <summary>The kind's name.</summary>
    public const string Name = "search-propose";

    /// <summary>The part of the reward, without weight, that says whether the question keeps to the rules.</summary>
    public const string Sound = "sound";

    private const int Version = 1;
    private const int Turns = 10;
    private const int MaxAnswer = 200;

    // Tasks tried until the known question keeps to the rules.
    private const int MaxDraws = 32;
    private const string BriefInstruction = "find what leads to the answer and make a question of it . <search> words </search> or <question> words </question> .";

    private readonly SearchOptions _options;
    private readonly SearchLook _look;
    private readonly ProposerTurns _turns;
    private readonly SearchTaskMaker _maker;
    private readonly KnowledgeShelf _shelf;

    internal ProposerKind(SearchOptions options, SearchLook look, KnowledgeShelf shelf)
    {
        (_options, _look, _shelf, _turns) = (options, look, shelf, new ProposerTurns(look.Dialect));

        // Along a path: of the other forms few can be made from an answer backwards.
        _maker = new SearchTaskMaker(options with { Form = QuestionForm.Path }, shelf, UserQuestions.None);
        Descriptor = Describe();
        Words = [.. BriefInstruction.Split(' ').Concat(Brief("", "").Split(' ')).Concat(_turns.Expected.Split(' '))
            .Concat(SearchVocabulary.Words).Where(word => word.Length > 0).Distinct()];
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> Words { get; }

    /// <summary>What the proposer is told of its task.</summary>
    internal static string Ask(ProposerTask task, bool isBrief) => isBrief ? Brief(task.Answer, $"{task.Hops}")
        : $"Answer: {task.Answer}\nSearches that the question shall need: {task.Hops}";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No question of this difficulty can be looked up.</exception>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var key = RandomKey.FromSeed(seed).Derive(Name);
        var task = Make(seed, difficulty);
        for (var draw = 1UL; draw < MaxDraws && !IsSound(task); draw++)
        {
            task = Make(key.Derive(draw).Stream().NextBits(), difficulty);
        }

        return Instance(task, seed);
    }

    // A question that can be looked up shows that the answer can be reached so.
    private ProposerTask Make(ulong seed, Difficulty difficulty)
    {
        var known = _maker.Make(seed, difficulty with { Values = difficulty.Values.SetItem(SearchTaskMaker.Unanswerable.Name, 0) });
        return new ProposerTask
        {
            Encyclopaedia = known.Encyclopaedia!, Answer = known.Golden[0], Golden = known.Golden, Hops = (int)difficulty[SearchTaskMaker.Hops],
            TopK = known.TopK, Searches = known.Searches, Known = known.Question, Plan = Backwards(known.Encyclopaedia!, known.Question),
        };
    }

    private KnowledgePlan Backwards(EncyclopaediaId book, string? known) => known is not null && KnowledgeLanguage.TryRead(known, out var question, out _)
        ? BackwardPlan.Of(_shelf.Get(book.Spec, book.Style).Graph, question) : BackwardPlan.None;

    // Where the answer's letters stand in the question (fu in fugo), asking it would give the answer away. One hop is too short for any. And what is
    // asked must be seen on the way: a demonstration that names what was never shown teaches to guess.
    private bool IsSound(ProposerTask task) =>
        (task.Hops == 1 || QuestionRules.FirstFailure(task.Known, task.Golden, task.Plan.Queries, [""]) is null)
        && _shelf.Get(task.Encyclopaedia.Spec, task.Encyclopaedia.Style).Finds(task.Plan, task.TopK);

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(Name, state, Descriptor.TaskFields.Select(field => field.Field));
        var book = EncyclopaediaFields.Read(json, _options);
        var graph = _shelf.Get(book.Spec, book.Style).Graph;
        var answer = json.Text("answer", MaxAnswer);
        var value = graph.Resolve(answer) ?? throw json.Invalid("answer", "a name that the graph knows, or digits", $"'{answer}'");
        var known = json.Has("known") ? json.Text("known", QuestionFile.MaxQuestion) : null;
        if (known is not null && !(KnowledgeLanguage.TryRead(known, out var question, out _) && graph.Answers(question) is [var only] && only == value))
        {
            throw json.Invalid("known", "a question of the closed language whose one answer is the answer", $"'{known}'");
        }

        return Instance(new ProposerTask
        {
            Encyclopaedia = book, Answer = answer, Golden = graph.Texts(value),
            Hops = json.Integer("hops", 1, QuestionMaker.MaxHops, (int)SearchTaskMaker.Hops.Default),
            TopK = json.Integer("top_k", 1, SearchTaskMaker.MaxTopK, (int)SearchTaskMaker.TopK.Default),
            Searches = json.Integer("searches", 1, SearchTaskMaker.MaxSearches, (int)SearchTaskMaker.Searches.Default),
            Known = known,
            Plan = Backwards(book, known),
        }, seed: 0);
    }

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => _turns.Parse(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context)
    {
        var proposer = Payload(task);
        return new ProposerWorld(proposer, _look, _shelf.Get(proposer.Encyclopaedia.Spec, proposer.Encyclopaedia.Style).Retriever);
    }

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new ProposerOracle(Payload(task), _turns);

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var words = KnowledgeNames.Closed;
        var (word, relation) = (words[random.NextInt(words.Length)], Relation.All[random.NextInt(Relation.All.Length)].Word);
        return random.NextBool(0.5) ? _turns.Search($"{relation} {word}") : _turns.Ask($"what is the {relation} of {word} ?");
    }

    /// <summary>What a task is.</summary>
    /// <exception cref="ArgumentException">It is none of this kind.</exception>
    public static ProposerTask Payload(TaskInstance task) => task.Payload as ProposerTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    private static string Brief(string answer, string hops) => $"answer {answer} . searches {hops} .";

    private static TaskInstance Instance(ProposerTask task, ulong seed) => new()
    {
        World = Name,
        WorldVersion = Version,
        Seed = seed,
        State = task.ToJson(),
        Payload = task,
        CanonicalForm = task.CanonicalForm(),
        Features = Difficulty.Of(
            (SearchTaskMaker.Hops.Name, task.Hops), (SearchTaskMaker.Entities.Name, task.Encyclopaedia.Spec.Entities), (SearchTaskMaker.TopK.Name, task.TopK)).Values,
    };

    private WorldDescriptor Describe() => new()
    {
        Name = Name,
        Version = Version,
        Summary = "Make a question for an answer, by searching backwards from it.",
        Instruction = _look.Dialect.Text.IsBrief ? BriefInstruction : Instruction(_look.Dialect.Text.ResultTag, _look.Dialect.Text.ToolSchema is null ? null : _look.Dialect.Text.SearchForm),
        Modalities = ["text"],
        ActionGrammar = "a search as the search world has it, or a question in question tags, which is the last turn",
        TaskExample = """{"graph":625,"entities":24,"aliases":0,"style":"small","top_k":1,"searches":2,"hops":2,"answer":"beku","known":"what is the seat of the employer of rida ?"}""",
        TaskFields =
        [
            .. EncyclopaediaFields.All,
            ("top_k", "passages that a search gives back, 1 to 10"),
            ("searches", "searches that the question's solvers may make, 1 to 16"),
            ("hops", "searches that the question shall need, 1 to 6"),
            ("answer", "the answer: a name of the graph, or digits"),
            ("known", "optional: a question with that one answer, which the oracle asks"),
        ],
        RewardBounds = (-1, 1),
        Weights = RewardWeights.Of((SelfPlayParts.Challenge, 1), (SelfPlayParts.Accepted, 0), (Sound, 0), (SearchParts.Searches, 0), (RewardWeights.Format, 0)),
        SettledLater = [SelfPlayParts.Challenge, SelfPlayParts.Accepted],
        Axes = SearchTaskMaker.GraphAxes,
        MaxTurns = Turns,
        ReportAxis = SearchTaskMaker.Hops.Name,
    };

    // Said in our own words; what the published prompt asks for.
    private static string Instruction(string results, string? search) =>
        "You are given an answer. Make a hard question that has it as its only answer and that needs exactly as many searches, one after another, as you are told. "
        + $"Work backwards: search for something that leads to the answer, then for something that leads there, and so on; what you found last is what the question begins from. Think between <think> and </think> whenever something new is known. {(search is null ? "Search between <search> and </search>" : $"Search with {search}")}; what is found comes back between <{results}> and </{results}>. "
        + "Use only what was found, say neither the answer nor what lies between, and make sure that nothing else answers the question. Then ask it between <question> and </question>.";
}
