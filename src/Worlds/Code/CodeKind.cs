using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Code.Brief;
using Agentic.Worlds.Code.Instances;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code;

/// <summary>
/// Software tasks: find and repair the bug of a small project, in a sandbox, judged by its tests. Making and reading tasks starts
/// nothing; worlds run their commands behind the strongest sandbox of this machine, and disposing the kind removes its folder.
/// </summary>
public sealed class CodeKind : IWorldKind, IOracleSource, IAnswerSource, IAsyncDisposable
{
    /// <summary>The kind's name.</summary>
    public const string Name = "code";

    /// <summary>Raised whenever the same seed and actions no longer give the same bytes.</summary>
    public const int Version = 2;

    private const int Turns = 30;
    private static readonly DifficultyAxis Files = new("files", 3, 30, 5, "files of the tree");
    private static readonly DifficultyAxis Distance = new("distance", 0, 3, 0, "calls between the function that fails and the one that is broken");
    private static readonly DifficultyAxis Bugs = new("bugs", 1, 3, 1, "broken functions; more than 1 needs 9 files");
    private static readonly DifficultyAxis Vagueness = new("vagueness", 0, 3, 0, "of the statement: 0 names file, call and values, 3 says only that tests fail");
    private static readonly DifficultyAxis Shown = new("shown", 0, 100, 60, "percent of the tests that the tree holds", HarderUp: false);

    private readonly bool _hasShell;
    private readonly Lazy<SandboxRunner> _runner;

    /// <summary>A kind with the given options.</summary>
    /// <param name="options">Choices by name.</param>
    /// <param name="layer">The sandbox to use; the strongest of this machine when null.</param>
    public CodeKind(IReadOnlyDictionary<string, string> options, SandboxLayer? layer = null)
    {
        _hasShell = CodeOptions.From(options).HasShell;
        _runner = new Lazy<SandboxRunner>(() => new SandboxRunner(layer ?? SandboxProbe.State.Layer, TimeProvider.System));
        Descriptor = Describe();
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; }

    /// <summary>Runs its commands; asking starts nothing yet.</summary>
    public SandboxRunner Sandbox => _runner.Value;

    /// <summary>The kind that the options ask for: generated projects, single short modules, or instances of the user's.</summary>
    /// <exception cref="WorldOptionException">Options do not go together.</exception>
    public static IWorldKind Create(IReadOnlyDictionary<string, string> options) =>
        CodeOptions.From(options) switch
        {
            { Instances.Length: > 0 } own => new InstanceKind(own),
            { IsBrief: true } brief => new BriefKind(brief),
            _ => new CodeKind(options),
        };

    /// <summary>What the world needs of the machine.</summary>
    public static WorldNeed Need()
    {
        var state = SandboxProbe.Look();
        var python = SandboxPrograms.Python;
        var fix = python is null ? $"apt-get install -y python3; {state.Fix}" : state.Fix;
        return new WorldNeed(
            "sandbox", state.Layer != SandboxLayer.None && python is not null,
            python is null ? "there is no Python 3 below /usr" : state.Layer == SandboxLayer.Bubblewrap ? "bubblewrap works" : $"{state.Name}; {string.Join("; ", state.Missing)}{(state.Layer == SandboxLayer.None ? "" : $". For the strongest layer: {state.Fix}")}", fix);
    }

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var bugs = (int)difficulty[Bugs];
        var repo = RandomKey.FromSeed(seed).Derive(Name).Stream().NextInt(int.MaxValue);
        var spec = new RepoSpec(
            (ulong)repo, Math.Max((int)difficulty[Files], bugs > 1 ? 9 : 3), (int)difficulty[Distance], bugs, (int)difficulty[Vagueness], (int)difficulty[Shown]);
        return new CodeTask(spec, RepoGenerator.Make(spec)).ToInstance(seed, Sandbox.Layer);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => CodeTask.Read(state).ToInstance(0, Sandbox.Layer);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => _hasShell ? ShellDialect.Parse(text) : ToolDialect.Parse(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => _hasShell ? new ShellWorld(new RepoProject(Of(task)), Sandbox) : new ToolWorld(Of(task), Sandbox);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new CodeOracle(Of(task), _hasShell);

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        string[] paths = [.. Of(task).Files.Keys];
        var path = paths[random.NextInt(paths.Length)];
        var line = 1 + random.NextInt(12);
        var choice = random.NextInt(8);
        return _hasShell
            ? ShellDialect.Print(choice switch { 0 => $"echo {ShellDialect.FinishLine}", < 3 => $"cat {path}", < 5 => $"sed -i {line}d {path}", _ => "ls -l" })
            : choice switch { 0 => "submit", 1 => "run", < 4 => $"view {path}", < 6 => $"delete {path} {line}", 6 => "find return", _ => $"insert {path} {line}     pass" };
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

    private static MiniRepo Of(TaskInstance task) => ((CodeTask)task.Payload).Repo;

    private WorldDescriptor Describe() => new()
    {
        Name = Name,
        Version = Version,
        Kind = "code",
        Summary = "Find and repair the bug of a small Python project, judged by its tests in a sandbox.",
        Instruction = _hasShell ? ShellDialect.Instruction : ToolDialect.Instruction,
        Modalities = ["text"],
        ActionGrammar = _hasShell ? ShellDialect.Grammar : ToolDialect.Grammar,
        AnswerPattern = _hasShell ? null : ToolDialect.Pattern,
        TaskExample = """{"repo":7,"files":5,"distance":0,"bugs":1,"vagueness":0,"shown":60}""",
        TaskFields = CodeTask.Fields,
        Weights = CodeEnd.Weights,
        Axes = [Files, Distance, Bugs, Vagueness, Shown],
        Options = CodeOptions.All,
        MaxTurns = Turns,
        ReportAxis = Distance.Name,
    };
}
