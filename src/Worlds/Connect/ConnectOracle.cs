using Agentic.Agents;

namespace Agentic.Worlds.Connect;

/// <summary>Plays best for whoever is to move. Answers are those of both sides, in order; what was refused or not allowed is passed over.</summary>
public sealed class ConnectOracle(ConnectTask task) : IOracle
{
    private readonly ConnectSolver _solver = ConnectSolver.For(task.Board);

    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers) => Replay(answers, out var state) == ConnectOutcome.GoesOn ? ConnectMove.Format(_solver.Best(state)) : null;

    /// <inheritdoc/>
    /// <remarks>Whether nobody has given anything away: the game stands as best play of both sides would have left it.</remarks>
    public bool IsOnTheWay(IReadOnlyList<string> answers)
    {
        var share = Replay(answers, out var state) switch
        {
            ConnectOutcome.GoesOn => ConnectTask.Share(task.Board, state),
            ConnectOutcome.Drawn => 0.5,
            _ => state.Mover,
        };
        return share == ConnectTask.Share(task.Board, task.Start);
    }

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        if (Replay(answers, out var state) != ConnectOutcome.GoesOn)
        {
            return "The game is over.";
        }

        var value = _solver.Value(state);
        return level switch
        {
            <= 0 => $"Get {task.Board.Line} discs in a row, and keep the other from it.",
            1 => value > 0 ? "You can win." : value == 0 ? "You can hold a draw." : "The other wins unless a mistake is made.",
            _ => $"Answer: {ConnectMove.Format(_solver.Best(state))}",
        };
    }

    private ConnectOutcome Replay(IReadOnlyList<string> answers, out ConnectState state)
    {
        state = task.Start;
        var outcome = ConnectOutcome.GoesOn;
        foreach (var answer in answers)
        {
            if (outcome == ConnectOutcome.GoesOn && ConnectMove.Parse(answer).Action is ConnectMove move
                && ConnectRules.Drop(task.Board, ref state, move.Column) is var next and not ConnectOutcome.Refused)
            {
                outcome = next;
            }
        }

        return outcome;
    }
}
