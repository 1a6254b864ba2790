using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>Questions that are answered in one turn from documents, without a search: whoever can, confirms that they tell the answer.</summary>
public sealed class ReaderKind : IWorldKind, IOracleSource, IAnswerSource, IClosedLanguage
{
    /// <summary>The kind's name.</summary>
    public const string Name = "search-read";

    private const int Version = 1;
    private const string BriefForm = "<think> words </think> <answer> word </answer>";
    private const string BriefInstruction = $"read and answer . {BriefForm} .";
    private const int MaxSteps = 16;

    private readonly SearchLook _look;
    private readonly ISearchDialect _dialect;
    private readonly int _noise;
    private readonly string _expected;
    private readonly SearchTaskMaker _maker;
    private readonly KnowledgeShelf _shelf;

    internal ReaderKind(SearchOptions options, SearchLook look, KnowledgeShelf shelf, int noiseDocuments)
    {
        (_look, _shelf, _noise) = (look, shelf, noiseDocuments);
        _expected = $"expected {(look.Dialect.Text.IsBrief ? BriefForm : look.Dialect.Text.AnswerForm)}";

        // Who searches needs no thought in the closed language: its searches are its steps. Who reads has none, and takes them in thought.
        _dialect = look.Dialect.Text.IsBrief ? new TagDialect(look.Dialect.Text, hasThought: true, _expected) : look.Dialect;
        _maker = new SearchTaskMaker(options with { Form = QuestionForm.Path }, shelf, UserQuestions.None);
        Descriptor = Describe();
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> Words { get; } = [.. $"expected {BriefInstruction}".Split(' ').Concat(SearchVocabulary.Words).Distinct()];

    /// <inheritdoc/>
    /// <remarks>What the oracle of a question finds, among what those of other questions find.</remarks>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var key = RandomKey.FromSeed(seed).Derive(Name);
        var plain = difficulty with { Values = difficulty.Values.SetItem(SearchTaskMaker.Unanswerable.Name, 0) };
        SearchTask[] asked = [.. Enumerable.Range(0, _noise + 1).Select(at => _maker.Make(key.Derive((ulong)at).Stream().NextBits(), plain))];
        string[] documents = [.. asked.Select(Find)];
        var random = key.Derive("order").Stream();
        random.Shuffle<string>(documents);
        return Instance(new ReaderTask(asked[0].Question, asked[0].Golden, [.. documents.Distinct()]) { Steps = asked[0].Queries }, seed);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(Name, state, Descriptor.TaskFields.Select(field => field.Field));
        return Instance(new ReaderTask(
            json.Text("question", QuestionFile.MaxQuestion), json.Texts("answers", 1, QuestionFile.MaxAnswers, QuestionFile.MaxAnswer),
            json.Texts("documents", 1, ReaderTask.MaxDocuments, ReaderTask.MaxDocument))
        {
            Steps = json.Has("steps") ? json.Texts("steps", 1, MaxSteps, TagDialect.MaxQuery) : [],
        }, seed: 0);
    }

    /// <summary>The task of a question and documents, which are cut to what may be shown.</summary>
    public static TaskInstance Ask(string question, ImmutableArray<string> golden, IEnumerable<string> documents) =>
        Instance(new ReaderTask(question, golden, [.. documents.Select(ReaderTask.Fit)]), seed: 0);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => _dialect.Parse(text) is { Action: SearchAnswer } answer
        ? answer : ActionParse.Refused(_expected);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new ReaderWorld(Payload(task), _look.Dialect.Text.IsBrief);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new Oracle(Payload(task), _dialect);

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var words = Payload(task).Documents[random.NextInt(Payload(task).Documents.Length)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return _dialect.Write(new SearchAnswer(words[random.NextInt(words.Length)].Trim('<', '>', '/'), true), "Perhaps this.");
    }

    private string Find(SearchTask task)
    {
        var retriever = _shelf.Get(task.Encyclopaedia!.Spec, task.Encyclopaedia.Style).Retriever;
        return ReaderTask.Fit(string.Join('\n', task.Queries.Select(query =>
        {
            // In memory: it answers at once.
            var hits = retriever.SearchAsync(query, task.TopK, CancellationToken.None);
            return ResultBlock.Of(hits.IsCompletedSuccessfully ? hits.Result : hits.AsTask().GetAwaiter().GetResult(), _look.Dialect.Text, _look.Words, _look.HasScores).Text;
        })));
    }

    private static ReaderTask Payload(TaskInstance task) => task.Payload as ReaderTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    private static TaskInstance Instance(ReaderTask task, ulong seed) => new()
    {
        World = Name,
        WorldVersion = Version,
        Seed = seed,
        State = task.ToJson(),
        Payload = task,
        Features = Difficulty.Of(("documents", task.Documents.Length)).Values,
    };

    private WorldDescriptor Describe() => new()
    {
        Name = Name,
        Version = Version,
        Summary = "Answer a question from documents, without a search.",
        Instruction = _look.Dialect.Text.IsBrief ? BriefInstruction
            : "Answer the question from the documents alone. Think shortly between <think> and </think>, then give the answer alone "
                + (_look.Dialect.Text.ToolSchema is null ? "between <answer> and </answer>." : $"as {_look.Dialect.Text.AnswerForm}."),
        Modalities = ["text"],
        ActionGrammar = "an answer as the search world has it",
        TaskExample = """{"question":"what is the mayor of the birthplace of dora ?","answers":["mira"],"documents":["person dora : birthplace belo .","town belo : mayor mira ."]}""",
        TaskFields =
        [
            ("question", "what is asked"),
            ("answers", "the right answers"),
            ("documents", $"what there is to read, 1 to {ReaderTask.MaxDocuments} texts of at most {ReaderTask.MaxDocument} characters"),
            ("steps", "optional: what to look for, in order, for the oracle's thought"),
        ],
        Axes = SearchTaskMaker.GraphAxes,
        MaxTurns = 1,
    };

    private sealed class Oracle(ReaderTask task, ISearchDialect dialect) : IOracle
    {
        public string? Next(IReadOnlyList<string> answers) => answers.Count > 0 ? null : Right;

        private string Right => dialect.Write(
            new SearchAnswer(task.Golden[0], true), !dialect.Text.IsBrief ? "The documents tell it." : task.Steps.IsEmpty ? "." : $"{string.Join(" . ", task.Steps)} .");

        public bool IsOnTheWay(IReadOnlyList<string> answers) =>
            answers.Count == 0 || (dialect.Parse(answers[0]).Action is SearchAnswer said && SearchWorld.IsRight(task.Golden, said.Answer));

        public string Hint(IReadOnlyList<string> answers, int level) => level switch
        {
            <= 0 => "Read the documents and answer.",
            1 => "One of the documents tells it.",
            _ => $"Answer: {Right}",
        };
    }

    private sealed class ReaderWorld(ReaderTask task, bool isBrief) : IWorld
    {
        private bool _isOver;

        public StateKey StateKey => default(StateKey).With(Encoding.UTF8.GetBytes(task.ToJson())).With(_isOver ? 1UL : 0);

        public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(new Observation(
            [.. task.Documents.Select(document => new ToolResultPart("search", document)), new TextPart(isBrief ? task.Question : $"Question: {task.Question}")]));

        public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
        {
            var said = action.Parsed as SearchAnswer
                ?? throw new ArgumentException($"A reader answers, but {action.Parsed.GetType().Name} came.", nameof(action));
            if (_isOver)
            {
                throw new InvalidOperationException("This question is answered; open the task again to play another episode.");
            }

            _isOver = true;
            var isRight = SearchWorld.IsRight(task.Golden, said.Answer);
            return ValueTask.FromResult<StepOutcome>(new StepOutcome.Terminated(isRight, Reward.Of(RewardWeights.Outcome, isRight ? 1 : 0)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
