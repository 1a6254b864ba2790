using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>A game of blackjack in play.</summary>
public sealed class BlackjackWorld : IWorld, IDescribable, IRenderable, IForkable
{
    private readonly BlackjackTask _task;
    private readonly WorldContext _context;
    private BlackjackState _state;

    /// <summary>A task at its start.</summary>
    public BlackjackWorld(BlackjackTask task, WorldContext context) =>
        (_task, _context, _state) = (task, context, BlackjackRules.Start(task.Deal));

    /// <inheritdoc/>
    public StateKey StateKey => _state.Key;

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        var isSmall = _task.Look.IsSmall;
        var image = Frames.Store(_context.Images, BlackjackPainter.Size(isSmall), rgb => BlackjackPainter.Paint(_state, isSmall, rgb));
        return ValueTask.FromResult(_task.Look.Observe(image, Words));
    }

    /// <inheritdoc/>
    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var move = action.Parsed as BlackjackMove
            ?? throw new ArgumentException($"Blackjack takes hit and stand, but {action.Parsed.GetType().Name} came.", nameof(action));
        var reward = move.IsJson
            ? Reward.Of(BlackjackKind.CardsRead, BlackjackAnswers.AreCards(_state, move.SeenCards) ? 1 : 0)
            : Reward.None;
        var outcome = move.IsHit ? BlackjackRules.Hit(ref _state) : BlackjackRules.Stand(ref _state, _task.HitsSoft17);
        return ValueTask.FromResult<StepOutcome>(outcome switch
        {
            BlackjackOutcome.GoesOn => new StepOutcome.Continued(reward),
            BlackjackOutcome.Won => new StepOutcome.Terminated(true, reward.With(RewardWeights.Outcome, 1)),
            BlackjackOutcome.Drawn => new StepOutcome.Terminated(false, reward.With(RewardWeights.Outcome, 0)),
            _ => new StepOutcome.Terminated(false, reward.With(RewardWeights.Outcome, -1)),
        });
    }

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteTexts("player", BlackjackAnswers.Held(_state).Select(card => card.ToString()));
        json.WriteString("dealer_up", _state.Deal.Cards[2].ToString());
        json.WriteNumber("total", _state.Player.Total);
        json.WriteBoolean("soft", _state.Player.IsSoft);
    });

    /// <inheritdoc/>
    public ImageFrame Render() =>
        Frames.Paint(BlackjackPainter.Size(_task.Look.IsSmall), rgb => BlackjackPainter.Paint(_state, _task.Look.IsSmall, rgb));

    /// <inheritdoc/>
    public IWorld Fork() => new BlackjackWorld(_task, _context) { _state = _state };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Words() =>
        $"you {string.Join(' ', BlackjackAnswers.Held(_state).Select(card => card.RankText))}, dealer {_state.Deal.Cards[2].RankText}";
}
