using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Connect;

/// <summary>A game from its opening on.</summary>
/// <param name="Board">The board.</param>
/// <param name="Opening">Columns, counted from 0, of the discs that lie there already, in the order of play.</param>
/// <param name="Start">The position after them.</param>
/// <param name="IsText">Whether the board is shown in letters instead of a picture.</param>
public sealed record ConnectTask(ConnectBoard Board, ImmutableArray<int> Opening, ConnectState Start, bool IsText)
{
    /// <summary>The task of an opening; null where a move is not allowed or ends the game.</summary>
    public static ConnectTask? Of(ConnectBoard board, ImmutableArray<int> opening, bool isText)
    {
        var state = default(ConnectState);
        return opening.All(column => ConnectRules.Drop(board, ref state, column) == ConnectOutcome.GoesOn)
            ? new ConnectTask(board, opening, state, isText) : null;
    }

    /// <summary>Draws an opening: each disc goes with equal chance into one of the columns that leave the game open; fewer discs where there is none.</summary>
    public static ConnectTask Draw(ConnectBoard board, int discs, bool isText, ref RandomStream random)
    {
        var opening = ImmutableArray.CreateBuilder<int>(discs);
        var state = default(ConnectState);
        while (opening.Count < discs && Open(board, state) is { Length: > 0 } columns)
        {
            opening.Add(columns[random.NextInt(columns.Length)]);
            ConnectRules.Drop(board, ref state, opening[^1]);
        }

        return new ConnectTask(board, opening.ToImmutable(), state, isText);
    }

    /// <summary>The mean, over such openings, of what best play of both sides pays the first: 1 for a game won, a half for one drawn.</summary>
    public static double MeanShare(ConnectBoard board, ConnectState state, int discs)
    {
        var columns = discs > 0 ? Open(board, state) : [];
        return columns.Length == 0 ? Share(board, state) : columns.Average(column =>
        {
            var next = state;
            ConnectRules.Drop(board, ref next, column);
            return MeanShare(board, next, discs - 1);
        });
    }

    /// <summary>What best play of both sides pays the first player from a position.</summary>
    public static double Share(ConnectBoard board, ConnectState state)
    {
        var value = ConnectSolver.For(board).Value(state);
        return (1 + (state.Mover == 0 ? value : -value)) / 2.0;
    }

    private static int[] Open(ConnectBoard board, ConnectState state) => [.. Enumerable.Range(0, board.Columns).Where(column =>
    {
        var next = state;
        return ConnectRules.Drop(board, ref next, column) == ConnectOutcome.GoesOn;
    })];
}
