using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>A game of EZ points or 24 points in play.</summary>
public sealed class PointsWorld : IWorld, IDescribable, IRenderable, IForkable
{
    private readonly PointsTask _task;
    private readonly WorldContext _context;
    private PointsState _state;
    private Completion? _completion;

    private PointsWorld(PointsTask task, WorldContext context, PointsState state) => (_task, _context, _state) = (task, context, state);

    /// <summary>A game at its start.</summary>
    public static PointsWorld Open(PointsTask task, WorldContext context) =>
        new(task, context, PointsRules.Start(task.Game, task.Values.AsSpan()));

    /// <inheritdoc/>
    public StateKey StateKey => _state.Key;

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        var image = Frames.Store(_context.Images, PointsPainter.Size(_task), rgb => PointsPainter.Paint(_task, _state, rgb));
        return ValueTask.FromResult(_task.Look.Observe(image, Words));
    }

    /// <inheritdoc/>
    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation) => ValueTask.FromResult(action.Parsed switch
    {
        PointsSymbol symbol => Write(symbol),
        PointsFormula formula => Judge(formula),
        _ => throw new ArgumentException($"{_task.World} takes symbols and formulas, but {action.Parsed.GetType().Name} came.", nameof(action)),
    });

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteTexts("cards", _task.Cards.Select(card => card.ToString()));
        json.WriteNumber("target", _task.Target);
        json.WriteString("formula", _state.Partial.Formula.ToString());
        json.WriteString("legal", _task.IsOneShot ? "" : Symbols.List(PointsRules.Legal(_task.Game, _state)));
    });

    /// <inheritdoc/>
    public ImageFrame Render() => Frames.Paint(PointsPainter.Size(_task), rgb => PointsPainter.Paint(_task, _state, rgb));

    /// <inheritdoc/>
    public IWorld Fork() => new PointsWorld(_task, _context, _state);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StepOutcome Write(PointsSymbol action)
    {
        var reward = Perception(action.Seen);
        var legal = PointsRules.Legal(_task.Game, _state);
        switch (PointsRules.Apply(_task.Game, ref _state, action.Symbol))
        {
            case PointsOutcome.Written:
                return CutsHere()
                    ? new StepOutcome.Terminated(false, reward.With(RewardWeights.Outcome, 0).With(PointsRewards.OffPath, 1))
                    : new StepOutcome.Continued(reward);
            case PointsOutcome.Refused:
                return new StepOutcome.Continued(
                    reward.With(PointsRewards.Illegal, 1),
                    $"'{action.Symbol.Text()}' may not stand here; expected one of {Symbols.List(legal)}.", Legal: false);
            case PointsOutcome.Solved:
                return new StepOutcome.Terminated(true, reward.With(RewardWeights.Outcome, 1));
            case PointsOutcome.BrokenOff:
                return new StepOutcome.Terminated(
                    false, reward.With(RewardWeights.Outcome, 0).With(PointsRewards.Wrong, 1).With(PointsRewards.Illegal, 1), Legal: false);
            default:
                return new StepOutcome.Terminated(false, reward.With(RewardWeights.Outcome, 0).With(PointsRewards.Wrong, 1));
        }
    }

    private StepOutcome.Terminated Judge(PointsFormula action)
    {
        var reward = Perception(action.Seen);
        var hand = Hand.Of(_task.Values.AsSpan());
        return PointsRules.Judge(_task.Game, hand, action.Formula.Symbols) is null
            ? new StepOutcome.Terminated(true, reward.With(RewardWeights.Outcome, 1))
            : new StepOutcome.Terminated(false, reward.With(RewardWeights.Outcome, 0).With(PointsRewards.Wrong, 1));
    }

    private bool CutsHere() =>
        _task.Cut == "off_path" && !(_completion ??= new Completion(_task.NewValues(), _task.Target)).Exists(_state.Partial);

    private Reward Perception(PointsPerception? seen) => seen is null ? Reward.None : Reward
        .Of(PointsRewards.CardsRead, PointsAnswers.AreCards(_task, seen.Cards) ? 1 : 0)
        .With(PointsRewards.FormulaRead, PointsAnswers.IsFormula(_state.Partial.Formula, seen.Formula) ? 1 : 0);

    private string Words() =>
        $"cards {string.Join(' ', _task.Cards.Select(card => card.RankText))}, target {_task.Target}, formula {_state.Partial.Formula}";
}
