using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Brief;

/// <summary>
/// Software tasks for policies of a million parameters: one short module with one wrong token, the small tools, and a closed language in
/// which each word and mark is a token.
/// </summary>
public sealed class BriefKind : IWorldKind, IOracleSource, IAnswerSource, IClosedLanguage, IAdviser, IAsyncDisposable
{
    private const int Turns = 12;
    private static readonly DifficultyAxis Functions = new("functions", 1, BriefSpec.MostFunctions, 3, "functions of the module");
    private static readonly DifficultyAxis Vagueness = new("vagueness", 0, 2, 0, "of the statement: 0 names function, call and values, 1 the function, 2 says only that tests fail");

    private readonly Lazy<SandboxRunner> _runner;
    private readonly bool _isInterpreted;

    /// <summary>A kind with the given options.</summary>
    /// <param name="options">The choices.</param>
    /// <param name="layer">The sandbox to use; the strongest of this machine when null.</param>
    public BriefKind(CodeOptions options, SandboxLayer? layer = null)
    {
        _isInterpreted = options.IsInterpreted;
        _runner = new Lazy<SandboxRunner>(() => new SandboxRunner(layer ?? SandboxProbe.State.Layer, TimeProvider.System));
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = Describe();

    /// <inheritdoc/>
    public ImmutableArray<string> Words => BriefWords.All;

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var repo = RandomKey.FromSeed(seed).Derive(CodeKind.Name).Stream().NextInt(int.MaxValue);
        var spec = new BriefSpec((ulong)repo, (int)difficulty[Functions], (int)difficulty[Vagueness]);
        return new BriefTask(spec, BriefRepos.Make(spec)).ToInstance(seed, _runner.Value.Layer, _isInterpreted);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => BriefTask.Read(state).ToInstance(0, _runner.Value.Layer, _isInterpreted);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => ToolDialect.Parse(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new BriefWorld(Of(task), new BriefGrader(new Grader(_runner.Value), _isInterpreted));

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new BriefOracle(Of(task));

    /// <inheritdoc/>
    public string Advise(TaskInstance task, IReadOnlyList<string> said, Advice kind) => BriefAdvice.Of(Of(task), said, kind);

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var lines = Of(task).Files[BriefRepos.Path].TrimEnd('\n').Split('\n');
        var (line, other) = (1 + random.NextInt(lines.Length), lines[random.NextInt(lines.Length)]);
        return random.NextInt(6) switch
        {
            0 => "submit",
            1 => "run",
            2 => $"view {BriefRepos.Path}",
            3 => $"delete {BriefRepos.Path} {line}",
            4 => "find return",
            _ => $"edit {BriefRepos.Path} {line} {other}",
        };
    }

    /// <summary>Removes the kind's folder.</summary>
    public ValueTask DisposeAsync()
    {
        if (_runner.IsValueCreated)
        {
            _runner.Value.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The module of a task.</summary>
    internal static MiniRepo Of(TaskInstance task) => ((BriefTask)task.Payload).Repo;

    private static WorldDescriptor Describe() => new()
    {
        Name = CodeKind.Name,
        Version = CodeKind.Version,
        Kind = "code",
        Summary = "Find and repair the one wrong token of a short Python module, in words of a closed language.",
        Instruction = BriefWords.Instruction,
        Modalities = ["text"],
        ActionGrammar = ToolDialect.Grammar,
        AnswerPattern = ToolDialect.Pattern,
        TaskExample = """{"repo":7,"functions":3,"vagueness":0}""",
        TaskFields = BriefTask.Fields,
        Weights = CodeEnd.Weights,
        Axes = [Functions, Vagueness],
        Options = CodeOptions.All,
        MaxTurns = Turns,
        ReportAxis = Functions.Name,
    };
}
