namespace Agentic.Worlds.Connect;

/// <summary>Paints the board as a side sees it: its own discs dark, the other's red. Pure; nothing is allocated.</summary>
public static class ConnectPainter
{
    /// <summary>Pixels of a cell, which is one merged patch of the built-in policy.</summary>
    public const int Cell = 16;

    private static Rgb Board => Rgb.Hex(0xD8E2F0);

    private static Rgb Own => Rgb.Hex(0x1B2A41);

    private static Rgb Other => Rgb.Hex(0xD7263D);

    /// <summary>Pixels of a frame.</summary>
    public static (int Width, int Height) Size(ConnectBoard board) => (board.Columns * Cell, board.Rows * Cell);

    /// <summary>Paints every pixel of a frame.</summary>
    /// <param name="board">The board.</param>
    /// <param name="state">The position.</param>
    /// <param name="side">Whose discs are dark.</param>
    /// <param name="rgb">The frame.</param>
    public static void Paint(ConnectBoard board, ConnectState state, int side, Span<byte> rgb)
    {
        var (width, height) = Size(board);
        var canvas = new Canvas(rgb, width, height);
        canvas.Fill(Board);
        for (var column = 0; column < board.Columns; column++)
        {
            for (var row = 0; row < board.Rows; row++)
            {
                var bit = board.Bit(column, row);
                var color = (state.Of(side) & bit) != 0 ? Own : (state.Of(1 - side) & bit) != 0 ? Other : Rgb.White;
                canvas.Disc((column * Cell) + 1, ((board.Rows - 1 - row) * Cell) + 1, Cell - 2, color);
            }
        }
    }
}
