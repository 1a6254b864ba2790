using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Knowledge;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search;

/// <summary>
/// Questions that are answered by searching: over encyclopaedias written from graphs, or over passages and questions of the user's. The
/// encyclopaedias in use are shared by all episodes; the user's passages are opened with the first world and closed with the kind.
/// </summary>
public sealed class SearchKind : IWorldKind, IOracleSource, IAnswerSource, IAnswerAnatomy, IClosedLanguage, IListedTasks, IAsyncDisposable
{
    /// <summary>The world's name.</summary>
    public const string Name = "search";

    private const int Version = 1;

    // The last turn, and two that were not understood.
    private const int SpareTurns = 3;
    private static readonly string[] CorpusEndings = [".jsonl", ".json", ".txt", ".md"];

    private readonly SearchOptions _options;
    private readonly SearchLook _look;
    private readonly SearchTaskMaker _maker;
    private readonly Lazy<IRetriever> _own;
    private readonly KnowledgeShelf _shelf;

    /// <summary>A kind with the given options.</summary>
    /// <param name="options">Choices by name.</param>
    /// <param name="shelf">Keeps encyclopaedias; one of its own when null, so that several kinds may share one.</param>
    /// <param name="retriever">Opens the user's passages, where others than those that the options name are searched.</param>
    /// <exception cref="WorldOptionException">Options do not go together.</exception>
    public SearchKind(IReadOnlyDictionary<string, string> options, KnowledgeShelf? shelf = null, Func<IRetriever>? retriever = null)
    {
        _options = SearchOptions.From(options);
        _shelf = shelf ?? new KnowledgeShelf();
        _look = new SearchLook(SearchDialects.Create(_options.Dialect), _options.ResultWords, _options.HasScores);
        _maker = new SearchTaskMaker(_options, _shelf, new UserQuestions(_options.Questions, _options.TestQuestions));
        _own = new Lazy<IRetriever>(retriever ?? OpenOwn);
        Descriptor = Describe();
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> Words => SearchVocabulary.Words;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No question of this difficulty can be looked up.</exception>
    /// <exception cref="CorpusException">The user's questions cannot be read.</exception>
    public TaskInstance Generate(ulong seed, Difficulty difficulty) => Instance(_maker.Make(seed, difficulty), seed);

    /// <inheritdoc/>
    /// <exception cref="CorpusException">The user's questions cannot be read.</exception>
    public int ListedCount => _maker.Listed;

    /// <inheritdoc/>
    public TaskInstance Listed(int place, Difficulty difficulty) => Instance(_maker.List(place, difficulty), seed: 0);

    /// <inheritdoc/>
    /// <remarks>A question of the user's has the split of its hash here: whoever gives a task by its state has chosen it.</remarks>
    public TaskInstance Read(JsonElement state) => Instance(_maker.Read(state), seed: 0);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => _look.Dialect.Parse(text);

    /// <inheritdoc/>
    public AnswerParts Dissect(TaskInstance task, string text) => new(AnswerText.ActionStart(text), []);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context)
    {
        var search = Payload(task);
        var retriever = search.Encyclopaedia is { } book ? _shelf.Get(book.Spec, book.Style).Retriever : _own.Value;
        return new SearchWorld(search, _look, retriever);
    }

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new SearchOracle(Payload(task), _look.Dialect);

    /// <inheritdoc/>
    /// <remarks>A search for a name and a relation, or a name for an answer; of a user's questions, words of the question.</remarks>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var search = Payload(task);
        string[] words = search.Encyclopaedia is { } book
            ? [.. _shelf.Get(book.Spec, book.Style).Graph.Entities.Select(entity => entity.Name)]
            : search.Queries[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (word, relation) = (words[random.NextInt(words.Length)], Relation.All[random.NextInt(Relation.All.Length)].Word);
        return random.NextBool(0.5)
            ? _look.Dialect.Write(new SearchQuery(search.Encyclopaedia is null ? word : $"{relation} {word}", true), "Perhaps this.")
            : _look.Dialect.Write(new SearchAnswer(word, true), "Perhaps this.");
    }

    /// <summary>The graph that a task asks about; null for the user's questions.</summary>
    /// <exception cref="ArgumentException">The task is none of this world.</exception>
    public KnowledgeGraph? GraphOf(TaskInstance task) => Payload(task).Encyclopaedia is { } book ? _shelf.Get(book.Spec, book.Style).Graph : null;

    /// <summary>What a task is.</summary>
    /// <exception cref="ArgumentException">It is none of this world.</exception>
    public static SearchTask Payload(TaskInstance task) => task.Payload as SearchTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    /// <summary>Closes the user's passages, if they were opened.</summary>
    public ValueTask DisposeAsync() => _own.IsValueCreated ? _own.Value.DisposeAsync() : ValueTask.CompletedTask;

    private IRetriever OpenOwn()
    {
        if (_options.Retriever.Length > 0)
        {
            return Retrievers.Open(_options.Retriever);
        }

        var isText = Directory.Exists(_options.Corpus) || CorpusEndings.Contains(Path.GetExtension(_options.Corpus).ToLowerInvariant());
        return _options.Ranking == Ranking.Bm25
            ? isText ? new IndexRetriever(SearchIndex.Build(Corpus.Read(_options.Corpus).Select(read => read.Passage))) : Retrievers.Open(_options.Corpus)
            : isText ? throw new SearchIndexException($"A ranking by vectors needs an index, but corpus '{_options.Corpus}' is text. Make one with 'agentic index build {_options.Corpus} --output INDEX' and 'agentic index encode INDEX --encoder {_options.Encoder}'.")
            : Retrievers.Open(_options.Corpus, _options.Encoder, _options.Ranking);
    }

    private static TaskInstance Instance(SearchTask task, ulong seed) => new()
    {
        World = Name,
        WorldVersion = Version,
        Seed = seed,
        State = task.ToJson(),
        Payload = task,
        CanonicalForm = task.CanonicalForm(),
        AssignedSplit = task.Split,
        Features = SearchTaskMaker.Features(task),
    };

    private WorldDescriptor Describe() => new()
    {
        Name = Name,
        Version = Version,
        Kind = _options.Retriever.Length > 0 ? "search" : "native",
        Summary = "Answer questions by searching an encyclopaedia, several articles one after another.",
        Instruction = _look.Dialect.Text.Instruction,
        Modalities = ["text"],
        ActionGrammar = _look.Dialect.Text.Grammar,
        AnswerPattern = _look.Dialect.Text.Pattern,
        ToolSchema = _look.Dialect.Text.ToolSchema,
        TaskExample = _options.HasQuestions
            ? """{"top_k":3,"searches":8,"question":"Who wrote it?","answers":["somebody","some body"]}"""
            : """{"graph":730,"entities":32,"aliases":0,"style":"small","top_k":3,"searches":8,"question":"what is the mayor of the seat of doko ?"}""",
        TaskFields = SearchTaskMaker.Fields,
        Weights = SearchParts.Weights,
        Axes = _options.HasQuestions ? SearchTaskMaker.UserAxes : SearchTaskMaker.GraphAxes,
        Options = SearchOptions.All,
        MaxTurns = SearchTaskMaker.MaxSearches + SpareTurns,
        ListsTasks = _options.HasQuestions,
        ReportAxis = _options.HasQuestions ? null : SearchTaskMaker.Hops.Name,
    };
}
