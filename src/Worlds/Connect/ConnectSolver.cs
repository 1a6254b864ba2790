using System.Collections.Concurrent;

namespace Agentic.Worlds.Connect;

/// <summary>Best play on one board, exactly: every position that was asked for is remembered, for all threads.</summary>
public sealed class ConnectSolver
{
    private static readonly ConcurrentDictionary<ConnectBoard, ConnectSolver> ByBoard = new();
    private readonly ConnectBoard _board;
    private readonly ConcurrentDictionary<ConnectState, sbyte> _known = new();

    private ConnectSolver(ConnectBoard board) => _board = board;

    /// <summary>The solver of a board.</summary>
    public static ConnectSolver For(ConnectBoard board) => ByBoard.GetOrAdd(board, shape => new ConnectSolver(shape));

    /// <summary>What best play comes to for whoever is to move in a game that goes on: 1 won, 0 drawn, −1 lost.</summary>
    public int Value(ConnectState state)
    {
        if (_known.TryGetValue(state, out var known))
        {
            return known;
        }

        var best = -1;
        for (var column = 0; column < _board.Columns && best < 1; column++)
        {
            best = Math.Max(best, After(state, column) ?? -1);
        }

        _known[state] = (sbyte)best;
        return best;
    }

    /// <summary>The value of a move for whoever makes it; null where it is not allowed.</summary>
    public int? After(ConnectState state, int column) => ConnectRules.Drop(_board, ref state, column) switch
    {
        ConnectOutcome.Refused => null,
        ConnectOutcome.Won => 1,
        ConnectOutcome.Drawn => 0,
        _ => -Value(state),
    };

    /// <summary>A best move, counted from 0: of equals one that wins at once, then the one nearest to the middle, then the left one.</summary>
    public int Best(ConnectState state)
    {
        var columns = Enumerable.Range(0, _board.Columns).Where(column => ConnectRules.Fits(_board, state, column));
        return columns.OrderByDescending(column => After(state, column)).ThenByDescending(column => WinsAtOnce(state, column))
            .ThenBy(column => Math.Abs((2 * column) - _board.Columns + 1)).ThenBy(column => column).First();
    }

    private bool WinsAtOnce(ConnectState state, int column) => ConnectRules.Drop(_board, ref state, column) == ConnectOutcome.Won;
}
