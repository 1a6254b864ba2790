using System.Globalization;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>A maze in play: the rules of <see cref="MazeRules"/> behind the engine's contract.</summary>
public sealed class MazeWorld : IWorld, IDescribable, IRenderable, IForkable, IFinalJudge
{
    private readonly MazeTask _task;
    private readonly IImageStore _images; // borrowed
    private byte[]? _frame;
    private Observation? _observation;
    private MazeState _state;
    private int _moves;
    private int _blocked;

    /// <summary>Opens a maze at its start.</summary>
    public MazeWorld(MazeTask task, IImageStore images)
    {
        (_task, _images) = (task, images);
        _state = MazeState.First(task.Layout);
    }

    /// <inheritdoc/>
    public StateKey StateKey => _state.Key(_task.Layout);

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        if (_observation is null)
        {
            var side = MazePainter.FramePixels(_task.Layout, _task.Tiles);
            _frame ??= new byte[side * side * 3];
            MazePainter.Paint(_task.Layout, _state, _task.Tiles, _task.View, _frame);
            var image = new ImagePart(_images.Add(_frame, side, side));
            _observation = Words() is { } words ? Observation.Of(image, new TextPart(words)) : Observation.Of(image);
        }

        return ValueTask.FromResult(_observation);
    }

    /// <inheritdoc/>
    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        if (_state.IsOver)
        {
            throw new InvalidOperationException("This maze is over; open the task again to play another episode.");
        }

        return ValueTask.FromResult(action.Parsed switch
        {
            MazeMove { Move: var move } when !_task.IsOneShot => Take(move),
            MazePath { Path: var path } when _task.IsOneShot => Walk(path.AsSpan()),
            var other => throw new ArgumentException(
                $"This maze takes {(_task.IsOneShot ? nameof(MazePath) : nameof(MazeMove))}, but {other.GetType().Name} came.", nameof(action)),
        });
    }

    /// <inheritdoc/>
    public Reward Judge(TruncationReason reason) => Reward.Of(RewardWeights.Outcome, 0).With("legal", LegalShare);

    /// <inheritdoc/>
    public ImageFrame Render()
    {
        var side = MazePainter.FramePixels(_task.Layout, _task.Tiles);
        var rgb = new byte[side * side * 3];
        MazePainter.Paint(_task.Layout, _state, _task.Tiles, _task.View, rgb);
        return new ImageFrame(side, side, rgb);
    }

    /// <inheritdoc/>
    public string DescribeState()
    {
        var (size, goal) = (_task.Size, _task.Layout.Goal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"agent":[{{_state.Cell / size}},{{_state.Cell % size}}],"goal":[{{goal / size}},{{goal % size}}],"distance":{{_task.Layout.DistanceToGoal(_state.Cell)}},"open":["{{OpenWays("\",\"")}}"],"moves":{{_moves}},"over":{{(_state.IsOver ? "true" : "false")}}}""");
    }

    /// <inheritdoc/>
    public IWorld Fork() => new MazeWorld(_task, _images) { _state = _state, _moves = _moves, _blocked = _blocked, _observation = _observation };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private double LegalShare => _moves == 0 ? 0 : (double)(_moves - _blocked) / _moves;

    private StepOutcome Take(Move move)
    {
        var before = _state;
        var result = MazeRules.Apply(_task.Layout, ref _state, move);
        _moves++;
        if (result == MoveResult.Blocked)
        {
            _blocked++;
            return new StepOutcome.Continued(Reward.Of("progress", 0), _task.Text == "none" ? null : "A wall.", Legal: false);
        }

        _observation = null;
        var progress = Progress(before.Cell);
        return result == MoveResult.Reached ? End(solved: true, progress) : new StepOutcome.Continued(Reward.Of("progress", progress));
    }

    private StepOutcome.Terminated Walk(ReadOnlySpan<Move> path)
    {
        var before = _state;
        var made = MazeRules.Walk(_task.Layout, ref _state, path);
        (_moves, _blocked, _observation) = (path.Length, path.Length - made, null);
        return End(made == path.Length && _state.Cell == _task.Layout.Goal, Progress(before.Cell));
    }

    private StepOutcome.Terminated End(bool solved, double progress)
    {
        var reward = Reward.Of(RewardWeights.Outcome, solved ? 1 : 0)
            .With("progress", progress)
            .With("legal", LegalShare)
            .With("optimal", solved && _moves == _task.Layout.Length ? 1 : 0);
        return new StepOutcome.Terminated(solved, reward, Legal: _blocked == 0 || !_task.IsOneShot);
    }

    /// <summary>How much nearer the goal is than it was in the given cell, as a share of the whole way. The parts of an episode add up.</summary>
    private double Progress(int before) =>
        (double)(_task.Layout.DistanceToGoal(before) - _task.Layout.DistanceToGoal(_state.Cell)) / _task.Layout.Length;

    private string? Words() => _task.Text switch
    {
        "short" => _task.IsOneShot ? "Which moves?" : "Next move?",
        "moves" => $"Open: {OpenWays(", ")}.",
        _ => null,
    };

    private string OpenWays(string separator) => string.Join(
        separator, Enum.GetValues<Move>().Where(move => _task.Layout.IsOpen(_state.Cell, move)).Select(Moves.Word));
}
