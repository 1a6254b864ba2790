using System.Collections.Concurrent;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Paints the table: the cards, and under them the formula so far. Pure.</summary>
/// <remarks>
/// Full: 300×300, cards as wide as 0.9 of their share. Small: cells of 16 pixels, the first row what each card counts, the rows below
/// the formula, one symbol per cell.
/// </remarks>
public static class PointsPainter
{
    private const int FormulaScale = 2;
    private const int LineHeight = 22;

    private static readonly ConcurrentDictionary<(int Width, int Height, int Label), byte[]> Backgrounds = new();

    /// <summary>Pixels of a frame.</summary>
    public static (int Width, int Height) Size(PointsTask task)
    {
        if (!task.Look.IsSmall)
        {
            return (CardTable.FullSize, CardTable.FullSize);
        }

        var (columns, rows) = Grid(task);
        return (columns * Presentation.Cell, rows * Presentation.Cell);
    }

    /// <summary>Paints every pixel of a frame.</summary>
    public static void Paint(PointsTask task, in PointsState state, Span<byte> rgb)
    {
        if (task.Look.IsSmall)
        {
            PaintSmall(task, state, rgb);
        }
        else
        {
            PaintFull(task, state, rgb);
        }
    }

    private static (int Columns, int Rows) Grid(PointsTask task)
    {
        var hasBrackets = (task.Alphabet & Symbol.Open.Bit()) != 0;
        var symbols = hasBrackets ? (4 * task.Cards.Length) - 3 : (2 * task.Cards.Length) - 1;
        var columns = hasBrackets ? Math.Max(5, task.Cards.Length) : symbols;
        return (columns, 1 + ((symbols + columns - 1) / columns));
    }

    private static void PaintSmall(PointsTask task, in PointsState state, Span<byte> rgb)
    {
        var (columns, rows) = Grid(task);
        var canvas = new Canvas(rgb, columns * Presentation.Cell, rows * Presentation.Cell);
        canvas.Fill(CardTable.Felt);
        for (var i = 0; i < task.Values.Length; i++)
        {
            CardTable.CardCell(canvas, i, 0, ((Symbol)task.Values[i]).Text(), Rgb.Black);
        }

        var formula = state.Writing.Formula;
        for (var i = 0; i < formula.Length; i++)
        {
            CardTable.Cell(canvas, i % columns, 1 + (i / columns), formula.Symbols[i].Text(), Rgb.White);
        }
    }

    private static void PaintFull(PointsTask task, in PointsState state, Span<byte> rgb)
    {
        const int Size = CardTable.FullSize;
        var count = task.Cards.Length;
        var width = Size * 9 / (10 * count);
        var height = width * 7 / 5;

        // Two wide cards leave no room below the middle: they move up.
        var y = Math.Min((Size - height) / 2, 225 - height);
        var label = Math.Max(210, y + height + 6);
        Background(Size, Size, label).CopyTo(rgb);
        var art = CardArt.Of(width, height);
        for (var i = 0; i < count; i++)
        {
            art.Put(rgb, Size, 5 + (11 * i * width / 10), y, task.Cards[i]);
        }

        var canvas = new Canvas(rgb, Size, Size);
        var (left, top) = (10, label + LineHeight);
        var formula = state.Writing.Formula;
        foreach (var symbol in formula.Symbols)
        {
            var text = symbol.Text();
            var advance = BitmapFont.Width(text.Length, FormulaScale) + 7;
            if (left + advance > Size)
            {
                (left, top) = (10, top + LineHeight);
            }

            canvas.Text(left, top, text, Rgb.White, FormulaScale);
            left += advance;
        }
    }

    private static byte[] Background(int width, int height, int label) => Backgrounds.GetOrAdd((width, height, label), static size =>
        CardTable.Background(size.Width, size.Height, CardTable.Felt, canvas => canvas.Text(10, size.Label, "Formula:", Rgb.White, 2)));
}
