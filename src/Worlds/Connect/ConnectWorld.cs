using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Connect;

/// <summary>A game in play. Both sides see the board from their own side; a move that is not allowed costs the turn.</summary>
public sealed class ConnectWorld : IWorld, IMultiRole, IDescribable, IRenderable, IForkable
{
    private readonly ConnectTask _task;
    private readonly WorldContext _context;
    private ConnectState _state;
    private ConnectOutcome _outcome;

    /// <summary>A task at its start.</summary>
    public ConnectWorld(ConnectTask task, WorldContext context) => (_task, _context, _state) = (task, context, task.Start);

    /// <inheritdoc/>
    public StateKey StateKey => _state.Key;

    /// <inheritdoc/>
    public int NextRole => _state.Mover;

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(Observation.Of(_task.IsText
        ? new TextPart(_state.Words(_task.Board, NextRole))
        : new ImagePart(Frames.Store(_context.Images, ConnectPainter.Size(_task.Board), Paint))));

    /// <inheritdoc/>
    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        var move = action.Parsed as ConnectMove
            ?? throw new ArgumentException($"The board takes moves, but {action.Parsed.GetType().Name} came.", nameof(action));
        var mover = NextRole;
        var outcome = ConnectRules.Drop(_task.Board, ref _state, move.Column);
        _outcome = outcome == ConnectOutcome.Refused ? _outcome : outcome;
        return ValueTask.FromResult<StepOutcome>(outcome switch
        {
            // An episode is solved when whoever began has won; what each side earned is paid by role.
            ConnectOutcome.Won => new StepOutcome.Terminated(mover == 0, Reward.None),
            ConnectOutcome.Drawn => new StepOutcome.Terminated(false, Reward.None),
            ConnectOutcome.Refused => new StepOutcome.Continued(
                Feedback: move.Column < _task.Board.Columns ? $"Column {move.Canonical} is full." : $"The columns are 1 to {_task.Board.Columns}.", Legal: false),
            _ => new StepOutcome.Continued(),
        });
    }

    /// <inheritdoc/>
    /// <remarks>A game that was cut pays nobody: stalling must not be better than losing.</remarks>
    public IReadOnlyList<Reward> RewardsByRole(EpisodeEnd end)
    {
        // After the last move it is the loser's turn.
        var first = end is not EpisodeEnd.Terminated ? 0 : _outcome == ConnectOutcome.Drawn ? 0.5 : _state.Mover;
        var second = end is not EpisodeEnd.Terminated ? 0 : 1 - first;
        return [Reward.Of(RewardWeights.Outcome, first), Reward.Of(RewardWeights.Outcome, second)];
    }

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteString("board", _state.Words(_task.Board, 0));
        json.WriteString("next", ConnectKind.Roles[NextRole]);
    });

    /// <inheritdoc/>
    public ImageFrame Render() => Frames.Paint(ConnectPainter.Size(_task.Board), Paint);

    /// <inheritdoc/>
    public IWorld Fork() => new ConnectWorld(_task, _context) { _state = _state, _outcome = _outcome };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Paint(Span<byte> rgb) => ConnectPainter.Paint(_task.Board, _state, NextRole, rgb);
}
