using System.Collections.Concurrent;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Gui;

/// <summary>
/// Tasks in a browser. Making and reading tasks needs none; the first world that opens starts the browsers, and disposing the kind
/// closes them.
/// </summary>
public sealed class GuiWorldKind : IWorldKind, IAnswerSource, IAnswerAnatomy, IHandAnswers, IMeasuredKind, IAsyncDisposable
{
    private const int SpareTurns = 2;
    private const int OpenTurns = 60;
    private readonly GuiOptions _options;
    private readonly GuiSites _sites;
    private readonly GuiTaskMaker _maker;
    private readonly Lazy<BrowserPool> _pool;

    // By viewport. A dialect holds grammars and compiled patterns: making one costs milliseconds, and every answer needs it.
    private readonly ConcurrentDictionary<(int Width, int Height), IActionDialect> _dialects = new();

    /// <summary>A kind with the given options.</summary>
    /// <param name="options">Choices by name.</param>
    /// <param name="browsers">How many browsers and how long they are waited for; the defaults when null.</param>
    /// <exception cref="WorldOptionException">The page or the template is none of the site's.</exception>
    public GuiWorldKind(IReadOnlyDictionary<string, string> options, BrowserOptions? browsers = null)
    {
        _options = GuiOptions.From(options);
        _sites = new GuiSites(_options);
        _maker = new GuiTaskMaker(_sites, _options);
        _pool = new Lazy<BrowserPool>(() => new BrowserPool(_sites.Read, browsers ?? new BrowserOptions(), TimeProvider.System));
        Descriptor = Describe();
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; }

    /// <summary>Where the time of its worlds went.</summary>
    public GuiTimings Timings { get; } = new();

    /// <summary>Its browsers; asking starts none yet.</summary>
    public BrowserPool Browsers => _pool.Value;

    /// <summary>The pages in play.</summary>
    public IReadOnlyList<string> Pages => _sites.Pages();

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty) => _maker.Generate(seed, difficulty);

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => _maker.Read(state);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => Dialect(task).Parse(text, Frame(task));

    /// <inheritdoc/>
    public AnswerParts Dissect(TaskInstance task, string text) => Dialect(task).Text.Dissect(text);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Measures() => new Dictionary<string, double>
    {
        ["perf/settle_ms_p50"] = Timings.SettleMilliseconds(0.5),
        ["perf/settle_ms_p99"] = Timings.SettleMilliseconds(0.99),
    };

    /// <inheritdoc/>
    public string? AnswerOf(TaskInstance task, HandInput input) =>
        HandActions.Of(input, Frame(task)) is { } action ? Dialect(task).Print(action, Frame(task)) : null;

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context)
    {
        var gui = Payload(task);
        return new GuiWorld(gui, _options, _sites, Browsers, Timings, Dialect(task), Frame(task), context);
    }

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var frame = Frame(task);
        for (; ; )
        {
            if (Dialect(task).Print(RandomActions.Draw(Payload(task), frame, ref random), frame) is { } answer)
            {
                return answer;
            }
        }
    }

    /// <summary>Starts the browsers and opens every page at every seat, as far as a seat keeps pages open: no episode waits for that then.</summary>
    /// <exception cref="BrowserFaultException">A page did not open.</exception>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        foreach (var page in _sites.Pages())
        {
            await Browsers.WarmAsync(_options.Look(_sites.Viewport(page)), _sites.Address(page), cancellation);
        }
    }

    /// <summary>Closes the browsers, if any were started.</summary>
    public ValueTask DisposeAsync() => _pool.IsValueCreated ? _pool.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static GuiTask Payload(TaskInstance task) => task.Payload as GuiTask
        ?? throw new ArgumentException($"A task of '{GuiTask.World}' is needed, but this is one of '{task.World}'.", nameof(task));

    private CoordinateFrame Frame(TaskInstance task) => _options.Frame(_sites.Viewport(Payload(task).Page));

    private IActionDialect Dialect(TaskInstance task) => Dialect(_sites.Viewport(Payload(task).Page));

    private IActionDialect Dialect((int Width, int Height) page) =>
        _dialects.GetOrAdd(page, static (page, options) => ActionDialects.Create(options.Dialect, page, options.Cell), _options);

    private WorldDescriptor Describe()
    {
        // With all pages in play nothing of the site is read here: the catalogue describes every world at every start.
        var isOpen = _options.Page == GuiOptions.Every;
        var page = isOpen ? (160, 210) : _sites.Viewport(_sites.Pages()[0]);
        var words = Dialect(page).Text;
        return new WorldDescriptor
        {
            Name = GuiTask.World,
            Version = GuiTask.Version,
            Kind = "gui",
            Summary = "Use web pages with mouse and keyboard: small tasks, small applications, MiniWoB++.",
            Instruction = $"Do what the instruction on the page says. {words.Instruction}",
            Modalities = _options.Picture == "none" ? ["text"] : ["image", "text"],
            ActionGrammar = words.Grammar,
            AnswerPattern = words.Pattern,
            TaskExample = """{"site":"mini","page":"click-target","template":"","instance":{"shapes":[{"color":"red","shape":"circle","x":20,"y":20},{"color":"blue","shape":"square","x":90,"y":80}],"size":36,"target":0},"theme":"light"}""",
            TaskFields = GuiTask.Fields,
            Weights = RewardWeights.Of(
                (RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1), (GuiWorld.Progress, 0), (GuiWorld.RawReward, 0), (GuiWorld.ScaledReward, 0)),
            Axes = isOpen ? _options.Site == GuiOptions.Miniwob ? [] : [GuiTaskMaker.Level] : _maker.Axes(),
            Options = GuiOptions.All,
            MaxTurns = (isOpen ? OpenTurns : _maker.Turns()) + SpareTurns,
            Demonstrates = true,
        };
    }
}
