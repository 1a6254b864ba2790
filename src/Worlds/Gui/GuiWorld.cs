using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;
using Agentic.Worlds.Gui.Browsers;
using Agentic.Worlds.Gui.Observing;

namespace Agentic.Worlds.Gui;

/// <summary>A task in a browser page. The page is rented when it is first looked at, and given back when the world is disposed.</summary>
/// <remarks>The state is known from the first observation on. Whatever breaks in browser, driver or page is a fault, never a score.</remarks>
public sealed class GuiWorld : IWorld, IDescribable, IFinalJudge, IDemonstrator, IWaitingWorld
{
    /// <summary>The reward part that says how far a task got, where its page measures it.</summary>
    public const string Progress = "progress";

    /// <summary>The reward part of what a MiniWoB++ page paid, −1 to 1.</summary>
    public const string RawReward = "raw_reward";

    /// <summary>The same, shrunk by the time taken.</summary>
    public const string ScaledReward = "scaled_reward";

    private readonly GuiTask _task;
    private readonly GuiOptions _options;
    private readonly IActionDialect _dialect;
    private readonly CoordinateFrame _frame;
    private readonly WorldContext _context;
    private readonly PageSession _session;
    private readonly GuiVerifier _verifier;
    private PageReport? _report;
    private Observation? _seen;

    internal GuiWorld(
        GuiTask task, GuiOptions options, GuiSites sites, BrowserPool pool, GuiTimings timings, IActionDialect dialect, CoordinateFrame frame, WorldContext context)
    {
        (_task, _options, _dialect, _frame, _context) = (task, options, dialect, frame, context);
        _session = new PageSession(task, options, sites, pool, timings);
        _verifier = new GuiVerifier(task, sites, timings);
    }

    /// <inheritdoc/>
    public StateKey StateKey => _report is null ? default : default(StateKey).With(Encoding.UTF8.GetBytes(_report.State));

    /// <summary>The page, once it has been rented.</summary>
    internal PageLease? Lease => _session.Lease;

    /// <inheritdoc/>
    public TimeSpan Waited => _session.Waited;

    /// <summary>The instruction, once the page has been looked at.</summary>
    public string Goal { get; private set; } = "";

    /// <inheritdoc/>
    /// <exception cref="BoundaryException">The browser or the page broke.</exception>
    public async ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        try
        {
            return _seen ??= Look(await ReportAsync(cancellation));
        }
        catch (Exception broken) when (FaultOf(broken) is { } fault)
        {
            throw new BoundaryException(fault, broken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var gui = action.Parsed as GuiAction
            ?? throw new ArgumentException($"A page takes {nameof(GuiAction)}, but {action.Parsed.GetType().Name} came.", nameof(action));
        try
        {
            var before = await ReportAsync(cancellation);
            if (gui.Type is GuiActionType.Answer or GuiActionType.Terminate)
            {
                // The last word: the task stands where it stands.
                return End(before);
            }

            if (Resolve(gui, before.Elements, out var missing) is not { } placed)
            {
                return new StepOutcome.Continued(Feedback: missing, Legal: false);
            }

            var problem = await _session.DoAsync(placed, cancellation);
            _seen = null;
            var after = await _session.SettleAsync(placed.Milliseconds, cancellation);
            if (after is null)
            {
                await _session.ForgetAsync(cancellation);
                return new StepOutcome.Terminated(false, Reward.Of(RewardWeights.Outcome, 0));
            }

            _report = after;
            return after.IsDone ? End(after) : new StepOutcome.Continued(Feedback: Words(problem, after), Legal: problem is null);
        }
        catch (Exception broken) when (FaultOf(broken) is { } fault)
        {
            return new StepOutcome.Faulted(fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> DemonstrateAsync(CancellationToken cancellation)
    {
        await ReportAsync(cancellation);
        var action = await _session.NextAsync(_frame, cancellation);
        if (action is { Type: GuiActionType.Select, At: { } at } && _dialect is BrowserGymDialect)
        {
            // This dialect chooses from lists by their identifier alone.
            action = action with { Element = _report!.Elements.FirstOrDefault(element => element.Role == "combobox" && element.Holds(at.Page.X, at.Page.Y))?.Bid };
        }

        return action is null ? null : _dialect.Print(action, _frame);
    }

    /// <inheritdoc/>
    public Reward Judge(TruncationReason reason) => _report is { } report ? Measures(report) : Reward.None;

    /// <inheritdoc/>
    public string DescribeState() => _task.Site == GuiOptions.Miniwob || _report is null
        ? System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["page"] = _report?.State ?? "" })
        : _report.State;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static Fault? FaultOf(Exception broken) => broken switch
    {
        BrowserFaultException browser => browser.Fault,
        BrowserMissingException missing => new Fault("world", missing.Message, Retryable: false),
        _ => null,
    };

    private async Task<PageReport> ReportAsync(CancellationToken cancellation)
    {
        if (_report is null)
        {
            _report = await _session.BeginAsync(cancellation);
            Goal = _report.Goal;
        }

        return _report;
    }

    private Observation Look(PageReport report)
    {
        var parts = ImmutableArray.CreateBuilder<ObservationPart>();
        if (_options.Picture != "none")
        {
            var frame = _session.Picture();
            if (_options.HasMarks)
            {
                SetOfMarks.Draw(frame.Rgb, frame.Width, frame.Height, _options.Scale, report.Elements);
            }

            parts.Add(new ImagePart(_context.Images.Add(frame.Rgb, frame.Width, frame.Height)));
        }

        Add(_options.HasGoal, Goal);
        Add(_options.HasElements, PageElement.List(report.Elements));
        Add(_options.HasOutline, PageElement.Outline(report.Elements));
        return new Observation(parts.ToImmutable());

        void Add(bool isWanted, string text)
        {
            if (isWanted && text.Length > 0)
            {
                parts.Add(new TextPart(text));
            }
        }
    }

    /// <summary>The action with elements as places; null when it names one that was not seen.</summary>
    private GuiAction? Resolve(GuiAction action, ImmutableArray<PageElement> elements, out string? missing)
    {
        missing = null;
        var (at, to) = (action.At, action.To);
        foreach (var (bid, isStart) in new[] { (action.Element, true), (action.ToElement, false) })
        {
            if (bid is null)
            {
                continue;
            }

            if (elements.FirstOrDefault(element => element.Bid == bid) is not { } element)
            {
                missing = $"There is no element '{bid}' in sight.";
                return null;
            }

            GuiPlace? place = _frame.AtPage(element.X + (element.Width / 2), element.Y + (element.Height / 2));
            (at, to) = isStart ? (place, to) : (at, place);
        }

        return action with { At = at, To = to };
    }

    private StepOutcome.Terminated End(PageReport report)
    {
        _verifier.Verify(report);
        var outcome = (_task.Site, _options.Reward) switch
        {
            (GuiOptions.Miniwob, "raw") => Math.Clamp(report.Parts.GetValueOrDefault(RawReward), 0, 1),
            (GuiOptions.Miniwob, "time_scaled") => Math.Clamp(report.Parts.GetValueOrDefault(ScaledReward), 0, 1),
            _ => report.IsSolved ? 1 : 0,
        };
        return new StepOutcome.Terminated(report.IsSolved, new Reward([new RewardPart(RewardWeights.Outcome, outcome), .. Measures(report).Parts]));
    }

    private static Reward Measures(PageReport report) => new([.. report.Parts
        .Where(part => part.Key is Progress or RawReward or ScaledReward).Select(part => new RewardPart(part.Key, part.Value))]);

    private string? Words(string? problem, PageReport report)
    {
        var told = _session.TakeIncidents();
        string[] words = [.. new[] { problem, report.Popups > 0 ? "A new window was refused." : null }.OfType<string>(), .. told];
        return words.Length == 0 ? null : string.Join(' ', words);
    }
}
