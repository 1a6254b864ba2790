using System.Runtime.InteropServices;
using Agentic.Agents;
using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Pictures;

/// <summary>A picture that is drawn here: rectangles, letters and other pictures, in whole pixels. What lies outside is clipped.</summary>
/// <param name="width">Pixels in a row.</param>
/// <param name="height">Rows.</param>
public sealed class Paper(int width, int height)
{
    private const string Cut = "..";
    private readonly byte[] _rgb = new byte[checked(width * height * 3)];

    /// <summary>Pixels in a row.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>The picture; it shares the paper's bytes.</summary>
    public ImageFrame Frame => new(width, height, _rgb);

    /// <summary>Paints a filled rectangle.</summary>
    public void Rectangle(int x, int y, int wide, int tall, Rgb colour)
    {
        var pixels = MemoryMarshal.Cast<byte, Rgb>(_rgb.AsSpan());
        var (left, right) = (Math.Max(0, x), Math.Min(width, x + wide));
        for (var row = Math.Max(0, y); left < right && row < Math.Min(height, y + tall); row++)
        {
            pixels[((row * width) + left)..((row * width) + right)].Fill(colour);
        }
    }

    /// <summary>Puts a picture with its top left corner at (x, y).</summary>
    public void Picture(int x, int y, ImageFrame picture)
    {
        var (left, right) = (Math.Max(0, x), Math.Min(width, x + picture.Width));
        for (var row = Math.Max(0, y); left < right && row < Math.Min(height, y + picture.Height); row++)
        {
            picture.Rgb.AsSpan((((row - y) * picture.Width) + left - x) * 3, (right - left) * 3).CopyTo(_rgb.AsSpan(((row * width) + left) * 3));
        }
    }

    /// <summary>Writes one line with the engine's own letters; what does not fit ends in two dots.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="text">Control characters are shown, not obeyed; a letter without a glyph is a box.</param>
    /// <param name="colour">The colour of the strokes.</param>
    /// <param name="scale">Pixels per dot.</param>
    /// <param name="maxWidth">Pixels that it may take; null for the rest of the paper.</param>
    public void Text(int x, int y, string text, Rgb colour, int scale = 1, int? maxWidth = null)
    {
        foreach (var letter in Fitted(text, (maxWidth ?? (width - x)) / (BitmapFont.Advance * scale)))
        {
            var dots = BitmapFont.Glyph(letter);
            for (var dot = 0; dots != 0; dot++, dots >>= 1)
            {
                if ((dots & 1) != 0)
                {
                    Rectangle(x + (dot % BitmapFont.GlyphWidth * scale), y + (dot / BitmapFont.GlyphWidth * scale), scale, scale, colour);
                }
            }

            x += BitmapFont.Advance * scale;
        }
    }

    /// <summary>One line of at most so many letters.</summary>
    public static string Fitted(string text, int letters)
    {
        // What cannot be shown need not be made readable: a recorded text may have ten million letters.
        var line = PlainText.Visible(text.Length > letters + 1 ? text[..(Math.Max(0, letters) + 1)] : text).Replace('\n', ' ');
        return line.Length <= letters ? line : letters <= Cut.Length ? line[..Math.Max(0, letters)] : line[..(letters - Cut.Length)] + Cut;
    }
}
