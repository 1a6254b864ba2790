using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Goes the shortest way from wherever the answers have led.</summary>
/// <remarks>Answers that are no moves changed nothing and are passed over. Turn limits are the engine's and are not reckoned with.</remarks>
public sealed class MazeOracle(MazeTask task) : IOracle
{
    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var state = Replay(answers);
        return state.IsOver ? null : task.IsOneShot ? Path() : Moves.Word(task.Layout.Best(state.Cell));
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers)
    {
        // Every step can be taken back, so step-wise play is never lost.
        if (!task.IsOneShot)
        {
            return true;
        }

        foreach (var answer in answers)
        {
            if (MazeAnswer.ReadPath(answer).Action is MazePath path)
            {
                var state = MazeState.First(task.Layout);
                return MazeRules.Walk(task.Layout, ref state, path.Path.AsSpan()) == path.Path.Length && state.Cell == task.Layout.Goal;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        var state = Replay(answers);
        if (state.IsOver)
        {
            return "The maze is over.";
        }

        var best = task.Layout.Best(state.Cell);
        return level switch
        {
            <= 0 => $"The goal is {Offset(state.Cell)}.",
            1 => $"The shortest way has {task.Layout.DistanceToGoal(state.Cell)} moves; its first goes {(best is Move.Up or Move.Down ? "up or down" : "left or right")}.",
            _ => task.IsOneShot ? $"Answer: {Path()}" : $"Answer: {Moves.Word(best)}",
        };
    }

    private MazeState Replay(IReadOnlyList<string> answers)
    {
        var state = MazeState.First(task.Layout);
        for (var i = 0; i < answers.Count && !state.IsOver; i++)
        {
            if (task.IsOneShot && MazeAnswer.ReadPath(answers[i]).Action is MazePath path)
            {
                MazeRules.Walk(task.Layout, ref state, path.Path.AsSpan());
            }
            else if (!task.IsOneShot && MazeAnswer.ReadMove(answers[i]).Action is MazeMove move)
            {
                MazeRules.Apply(task.Layout, ref state, move.Move);
            }
        }

        return state;
    }

    private string Path()
    {
        var words = new List<string>(task.Layout.Length);
        for (var state = MazeState.First(task.Layout); !state.IsOver;)
        {
            var move = task.Layout.Best(state.Cell);
            words.Add(Moves.Word(move));
            MazeRules.Apply(task.Layout, ref state, move);
        }

        return string.Join(' ', words);
    }

    private string Offset(int cell)
    {
        var (rows, columns) = ((task.Layout.Goal / task.Size) - (cell / task.Size), (task.Layout.Goal % task.Size) - (cell % task.Size));
        var vertical = rows == 0 ? "in this row" : $"{Math.Abs(rows)} {(rows < 0 ? "up" : "down")}";
        var horizontal = columns == 0 ? "in this column" : $"{Math.Abs(columns)} {(columns < 0 ? "left" : "right")}";
        return $"{vertical}, {horizontal}";
    }
}
