using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>Draws what every window here is made of: recorded pictures in whole pixels, papers with letters, marks of actions.</summary>
/// <param name="window">The window; borrowed.</param>
/// <param name="maxBytes">Graphics memory for pictures.</param>
internal sealed class WindowPainter(NativeWindow window, long maxBytes) : IDisposable
{
    private const int MaxPapers = 256;

    private readonly QuadRenderer _quads = new(window.Gl);
    private readonly Dictionary<Box, string> _papers = [];

    /// <summary>The pictures in graphics memory.</summary>
    public PictureTextures Textures { get; } = new(window.Gl, maxBytes);

    /// <summary>Size of the frame that is being drawn.</summary>
    public (int Width, int Height) Size { get; private set; }

    /// <summary>Pixels per dot of the letters: two where there is room.</summary>
    public int Scale => Size.Width >= 900 ? 2 : 1;

    /// <summary>Pixels from one line of letters to the next.</summary>
    public int Line => (BitmapFont.LineHeight + 1) * Scale;

    /// <summary>Begins a frame.</summary>
    public void Begin()
    {
        Size = window.Size;
        _quads.Begin(Size, WindowInk.Ground);
    }

    /// <summary>Ends it; it is shown with the window's own call.</summary>
    public void End()
    {
        Textures.EndFrame();

        // Boxes of sizes that the window no longer has.
        if (_papers.Count > MaxPapers)
        {
            _papers.Clear();
        }
    }

    /// <summary>The frame as it was drawn.</summary>
    public ImageFrame ReadBack() => _quads.ReadBack();

    /// <summary>Fills a rectangle.</summary>
    public void Fill(Box box, Rgb colour) => _quads.DrawFill(box, colour);

    /// <summary>Draws a picture that is in graphics memory into the middle of a box, and says where; null when it is not there.</summary>
    public Box? Picture(object key, Box box)
    {
        if (!Textures.TryUse(key, out var texture, out var size))
        {
            return null;
        }

        var place = box.Fit(size.Width, size.Height);
        _quads.DrawPicture(texture, place);
        return place;
    }

    /// <summary>Draws where an action fell on a picture.</summary>
    public void Mark(ActionMark mark, Box picture)
    {
        var (x, y) = (picture.X + (mark.X * picture.Width), picture.Y + (mark.Y * picture.Height));
        if (mark.To is var (toX, toY))
        {
            _quads.DrawLine(x, y, picture.X + (toX * picture.Width), picture.Y + (toY * picture.Height), WindowInk.Mark);
        }

        _quads.DrawRing(x, y, Math.Max(8, picture.Width / 32.0), WindowInk.Mark);
    }

    /// <summary>Draws lines of letters on a ground of their own; they are painted again when they change.</summary>
    public void Lines(Box box, Rgb ground, params ReadOnlySpan<(string Text, Rgb Colour)> lines)
    {
        var text = $"{ground}{string.Join('\n', lines.ToArray())}";
        if (!Textures.Holds(box) || _papers.GetValueOrDefault(box) != text)
        {
            var paper = new Paper(box.Width, box.Height);
            paper.Rectangle(0, 0, box.Width, box.Height, ground);
            for (var line = 0; line < lines.Length; line++)
            {
                paper.Text(2 * Scale, Scale + (line * Line), lines[line].Text, lines[line].Colour, Scale);
            }

            Textures.Put(box, paper.Frame);
            _papers[box] = text;
        }

        Textures.TryUse(box, out var texture, out _);
        _quads.DrawPicture(texture, box);
    }

    /// <summary>Draws a text as it fills a box, broken anywhere.</summary>
    public void Words(Box box, string text, Rgb colour)
    {
        var letters = Math.Max(1, (box.Width - (4 * Scale)) / (BitmapFont.Advance * Scale));
        var lines = text.Split('\n').SelectMany(line => line.Length == 0 ? [""] : line.Chunk(letters).Select(part => new string(part)));
        Lines(box, WindowInk.Panel, [.. lines.Take(Math.Max(1, box.Height / Line)).Select(line => (line, colour))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Textures.Dispose();
        _quads.Dispose();
    }
}
