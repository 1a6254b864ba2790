using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Instances;

/// <summary>
/// Software tasks of the user's, in SWE-bench's format: the statement goes in, a patch comes out, its tests are graded in a second sandbox.
/// The file is read when the first task is asked for.
/// </summary>
public sealed class InstanceKind : IWorldKind, IOracleSource, IAnswerSource, IAsyncDisposable
{
    private const int Turns = 250;
    private const int MostProblems = 10;

    private readonly CodeOptions _options;
    private readonly Checkouts _checkouts;
    private readonly Lazy<SandboxRunner> _runner;
    private readonly Lazy<ImmutableArray<SweInstance>> _instances;
    private readonly Lazy<ImmutableDictionary<string, SweInstance>> _byName;

    /// <summary>A kind over a file and the checkouts that it is about.</summary>
    /// <param name="options">Both, and the dialect.</param>
    /// <param name="layer">The sandbox to use; the strongest of this machine when null.</param>
    public InstanceKind(CodeOptions options, SandboxLayer? layer = null)
    {
        _options = options;
        _checkouts = new Checkouts(options.Repos);
        _runner = new Lazy<SandboxRunner>(() => new SandboxRunner(layer ?? SandboxProbe.State.Layer, TimeProvider.System));
        _instances = new Lazy<ImmutableArray<SweInstance>>(ReadFile);
        _byName = new Lazy<ImmutableDictionary<string, SweInstance>>(() => _instances.Value.ToImmutableDictionary(instance => instance.Id));
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = CodeKind.Name,
        Version = CodeKind.Version,
        Kind = "code",
        Summary = "Change a repository of your own so that the tests of an instance in SWE-bench's format pass.",
        Instruction = ShellDialect.Instruction,
        Modalities = ["text"],
        ActionGrammar = ShellDialect.Grammar,
        TaskExample = """{"instance":"owner__name-1"}""",
        TaskFields = InstanceTask.Fields,
        Weights = CodeEnd.Weights,
        Options = CodeOptions.All,
        MaxTurns = Turns,
    };

    /// <summary>Runs its commands; asking starts nothing yet.</summary>
    public SandboxRunner Sandbox => _runner.Value;

    /// <summary>All instances of the file, in its order.</summary>
    /// <exception cref="WorldFileException">Instances are malformed or have no checkout.</exception>
    public ImmutableArray<SweInstance> Instances => _instances.Value;

    /// <inheritdoc/>
    /// <remarks>One of the file's instances, each as likely as the others.</remarks>
    /// <exception cref="WorldFileException">Instances are malformed or have no checkout.</exception>
    public TaskInstance Generate(ulong seed, Difficulty difficulty) =>
        ToTask(_instances.Value[RandomKey.FromSeed(seed).Derive(CodeKind.Name).Stream().NextInt(_instances.Value.Length)], seed);

    /// <summary>The task of an instance.</summary>
    public TaskInstance ToTask(SweInstance instance, ulong seed = 0) => InstanceTask.ToInstance(instance, seed, Sandbox.Layer);

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => ToTask(InstanceTask.Read(state, _byName.Value));

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => ShellDialect.Parse(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new ShellWorld(new InstanceProject(Of(task), _checkouts), Sandbox);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new InstanceOracle(Of(task));

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random) => ShellDialect.Print(random.NextInt(6) switch
    {
        0 => $"echo {ShellDialect.FinishLine}",
        1 => "ls -A",
        2 => "find . -name '*.py' | head",
        3 => "grep -rn 'def ' . | head",
        4 => "touch left",
        _ => "pwd",
    });

    /// <summary>Removes the kind's folder.</summary>
    public ValueTask DisposeAsync()
    {
        if (_runner.IsValueCreated)
        {
            _runner.Value.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static SweInstance Of(TaskInstance task) => task.Payload as SweInstance
        ?? throw new ArgumentException($"An instance is needed, but this task is '{task.State}'.", nameof(task));

    private ImmutableArray<SweInstance> ReadFile()
    {
        var instances = InstanceFile.Read(_options.Instances);
        string[] missing = [.. instances.Where(instance => _checkouts.Find(instance) is null).Take(MostProblems).Select(instance =>
            $"{Path.GetFileName(_options.Instances)}: {instance.Id}: repo: expected a checkout in '{_options.Repos}' named {string.Join(" or ", Checkouts.Names(instance).Distinct())}, but there is none.")];
        return missing.Length == 0 ? instances : throw new WorldFileException(missing);
    }
}
