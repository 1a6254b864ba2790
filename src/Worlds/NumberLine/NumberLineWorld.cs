using System.Globalization;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.NumberLine;

/// <summary>A number line in play.</summary>
public sealed class NumberLineWorld : IWorld, IDescribable, IRenderable, IForkable
{
    private readonly NumberLineTask _task;
    private readonly WorldContext _context;
    private NumberLineState _state;

    /// <summary>A task at its start.</summary>
    public NumberLineWorld(NumberLineTask task, WorldContext context) => (_task, _context, _state) = (task, context, task.Start);

    /// <inheritdoc/>
    public StateKey StateKey => _state.Key;

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        var isSmall = _task.Look.IsSmall;
        var image = Frames.Store(_context.Images, NumberLinePainter.Size(isSmall), rgb => NumberLinePainter.Paint(_state, isSmall, rgb));
        return ValueTask.FromResult(_task.Look.Observe(image, () => $"target {_state.Target}, current {_state.Current}"));
    }

    /// <inheritdoc/>
    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var move = action.Parsed as NumberLineMove
            ?? throw new ArgumentException($"The number line takes moves, but {action.Parsed.GetType().Name} came.", nameof(action));
        var reward = Perception(move);
        var max = _state.Max;
        return ValueTask.FromResult<StepOutcome>(NumberLineRules.Apply(ref _state, move.Step) switch
        {
            NumberLineOutcome.Reached => new StepOutcome.Terminated(true, reward.With(RewardWeights.Outcome, 1)),
            NumberLineOutcome.Nearer => new StepOutcome.Continued(reward),
            NumberLineOutcome.Farther => new StepOutcome.Continued(reward.With(NumberLineKind.NotNearer, 1)),
            _ => new StepOutcome.Continued(
                reward.With(NumberLineKind.NotNearer, 1), $"The line ends here; it goes from 0 to {max}.", Legal: false),
        });
    }

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteNumber("max", _state.Max);
        json.WriteNumber("target", _state.Target);
        json.WriteNumber("current", _state.Current);
    });

    /// <inheritdoc/>
    public ImageFrame Render() =>
        Frames.Paint(NumberLinePainter.Size(_task.Look.IsSmall), rgb => NumberLinePainter.Paint(_state, _task.Look.IsSmall, rgb));

    /// <inheritdoc/>
    public IWorld Fork() => new NumberLineWorld(_task, _context) { _state = _state };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Reward Perception(NumberLineMove move) => move.SeenTarget is null
        ? Reward.None
        : Reward.Of(NumberLineKind.NumbersRead, Is(move.SeenTarget, _state.Target) && Is(move.SeenCurrent, _state.Current) ? 1 : 0);

    private static bool Is(string? seen, int value) => seen == value.ToString(CultureInfo.InvariantCulture);
}
