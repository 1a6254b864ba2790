using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Observing;

/// <summary>Draws the identifier of each marked element on a screenshot: a frame in the element's colour, the number on a label at its top left.</summary>
public static class SetOfMarks
{
    private static readonly Rgb[] Colors = [Rgb.Hex(0xd00000), Rgb.Hex(0x0057d0), Rgb.Hex(0x007a33), Rgb.Hex(0x8a2be2), Rgb.Hex(0xb35900), Rgb.Hex(0x006d77)];

    /// <summary>Draws them.</summary>
    /// <param name="rgb">The screenshot's bytes; changed.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="scale">Pixels for one CSS pixel.</param>
    /// <param name="elements">The page's elements; only marked ones are drawn.</param>
    public static void Draw(Span<byte> rgb, int width, int height, int scale, ImmutableArray<PageElement> elements)
    {
        var canvas = new Canvas(rgb, width, height);
        foreach (var element in elements.Where(element => element.Flags.HasFlag(ElementFlags.Marked)))
        {
            var color = Colors[element.Bid.Sum(digit => digit) % Colors.Length];
            var (x, y) = ((int)(element.X * scale), (int)(element.Y * scale));
            canvas.Border(x, y, (int)(element.Width * scale), (int)(element.Height * scale), 1, color);
            var labelWidth = BitmapFont.Width(element.Bid.Length) + 2;
            var (left, top) = (Math.Clamp(x, 0, width - labelWidth), Math.Clamp(y, 0, height - BitmapFont.LineHeight));
            canvas.Rectangle(left, top, labelWidth, BitmapFont.LineHeight, color);
            canvas.Text(left + 1, top + 1, element.Bid, Rgb.White);
        }
    }
}
