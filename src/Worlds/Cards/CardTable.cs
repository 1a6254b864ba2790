using Agentic.Agents;

namespace Agentic.Worlds.Cards;

/// <summary>Colours and small cells that the card games share.</summary>
public static class CardTable
{
    /// <summary>Pixels of the published frames, in both directions.</summary>
    public const int FullSize = 300;

    /// <summary>The cloth.</summary>
    public static Rgb Felt => Rgb.Hex(0x35654D);

    /// <summary>An empty frame of one colour, with whatever else never changes on it.</summary>
    public static byte[] Background(int width, int height, Rgb color, Action<Canvas>? more = null)
    {
        var rgb = new byte[width * height * 3];
        var canvas = new Canvas(rgb, width, height);
        canvas.Fill(color);
        more?.Invoke(canvas);
        return rgb;
    }

    /// <summary>Writes one symbol into a cell of a small picture: one letter at double size, two at single size.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="column">Cells from the left.</param>
    /// <param name="row">Cells from the top.</param>
    /// <param name="text">One or two letters.</param>
    /// <param name="color">Of the letters.</param>
    public static void Cell(Canvas canvas, int column, int row, ReadOnlySpan<char> text, Rgb color)
    {
        var scale = text.Length == 1 ? 2 : 1;
        var x = (column * Presentation.Cell) + ((Presentation.Cell - BitmapFont.Width(text.Length, scale)) / 2);
        var y = (row * Presentation.Cell) + ((Presentation.Cell - (BitmapFont.GlyphHeight * scale)) / 2);
        canvas.Text(x, y, text, color, scale);
    }

    /// <summary>Paints a card in a cell of a small picture: its text on white, within a frame of cloth.</summary>
    public static void CardCell(Canvas canvas, int column, int row, ReadOnlySpan<char> text, Rgb color)
    {
        canvas.Rectangle((column * Presentation.Cell) + 1, row * Presentation.Cell, Presentation.Cell - 2, Presentation.Cell, Rgb.White);
        Cell(canvas, column, row, text, color);
    }
}
