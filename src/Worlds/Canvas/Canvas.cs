using System.Runtime.InteropServices;
using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>
/// Draws into a caller's RGB buffer. Integers only, so the same calls give the same bytes on every machine; whatever lies
/// outside is clipped; nothing is allocated.
/// </summary>
/// <remarks>The origin is the top left pixel; x grows to the right, y downwards.</remarks>
public readonly ref struct Canvas
{
    private readonly Span<Rgb> _pixels;

    /// <summary>Draws into a buffer that the caller keeps.</summary>
    /// <param name="rgb">width × height × 3 bytes, row by row.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public Canvas(Span<byte> rgb, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"A {width}×{height} canvas needs {(long)width * height * 3} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        _pixels = MemoryMarshal.Cast<byte, Rgb>(rgb);
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The colour of a pixel, which must lie on the canvas.</summary>
    public Rgb this[int x, int y] => Row(y)[x];

    /// <summary>Paints every pixel.</summary>
    public void Fill(Rgb color) => Run(_pixels, color);

    /// <summary>Paints one pixel.</summary>
    public void Dot(int x, int y, Rgb color)
    {
        if ((uint)x < (uint)Width && (uint)y < (uint)Height)
        {
            _pixels[(y * Width) + x] = color;
        }
    }

    /// <summary>Paints the pixels from <paramref name="x0"/> to <paramref name="x1"/>, the latter excluded, of one row.</summary>
    public void Span(int x0, int x1, int y, Rgb color)
    {
        (x0, x1) = (Math.Max(x0, 0), Math.Min(x1, Width));
        if (x0 < x1 && (uint)y < (uint)Height)
        {
            Run(Row(y)[x0..x1], color);
        }
    }

    /// <summary>Paints a filled rectangle with its top left corner at (x, y).</summary>
    public void Rectangle(int x, int y, int width, int height, Rgb color)
    {
        // 64 bits: a corner far outside plus a size must not wrap around into the picture.
        var (left, right) = (Math.Max(x, 0), (int)Math.Min((long)x + width, Width));
        var (top, bottom) = (Math.Max(y, 0), (int)Math.Min((long)y + height, Height));
        if (left >= right || top >= bottom)
        {
            return;
        }

        var first = Row(top)[left..right];
        Run(first, color);
        for (var row = top + 1; row < bottom; row++)
        {
            first.CopyTo(Row(row)[left..right]);
        }
    }

    /// <summary>Paints the border of a rectangle, <paramref name="thickness"/> pixels inwards.</summary>
    public void Border(int x, int y, int width, int height, int thickness, Rgb color)
    {
        Rectangle(x, y, width, thickness, color);
        Rectangle(x, y + height - thickness, width, thickness, color);
        Rectangle(x, y, thickness, height, color);
        Rectangle(x + width - thickness, y, thickness, height, color);
    }

    /// <summary>Paints a line with both ends included, as squares of <paramref name="thickness"/> pixels around its points (Bresenham).</summary>
    public void Line(int x0, int y0, int x1, int y1, int thickness, Rgb color)
    {
        var (dx, dy) = (Math.Abs(x1 - x0), -Math.Abs(y1 - y0));
        var (stepX, stepY) = (x0 < x1 ? 1 : -1, y0 < y1 ? 1 : -1);
        var (error, before) = (dx + dy, (thickness - 1) / 2);
        while (true)
        {
            Rectangle(x0 - before, y0 - before, thickness, thickness, color);
            if (x0 == x1 && y0 == y1)
            {
                return;
            }

            var twice = 2 * error;
            if (twice >= dy)
            {
                (error, x0) = (error + dy, x0 + stepX);
            }

            if (twice <= dx)
            {
                (error, y0) = (error + dx, y0 + stepY);
            }
        }
    }

    /// <summary>Paints a filled disc in the square of <paramref name="diameter"/> pixels with its top left corner at (x, y).</summary>
    public void Disc(int x, int y, int diameter, Rgb color)
    {
        // In half pixels: the centre of pixel i is 2i + 1, that of the disc is its diameter; a pixel is in when its centre is.
        long square = (long)diameter * diameter;
        for (var row = Math.Max(0, -y); row < diameter && y + row < Height; row++)
        {
            long rise = (2L * row) + 1 - diameter;
            var inset = 0;
            while (Distance(inset, diameter) + (rise * rise) > square)
            {
                inset++;
            }

            Span(x + inset, x + diameter - inset, y + row, color);
        }

        static long Distance(int column, int diameter) => ((2L * column) + 1 - diameter) * ((2L * column) + 1 - diameter);
    }

    /// <summary>Paints a mask: every byte that is not 0 becomes a square of <paramref name="scale"/> pixels.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="mask">Rows of <paramref name="maskWidth"/> bytes.</param>
    /// <param name="maskWidth">Bytes in a row of the mask.</param>
    /// <param name="color">The colour of what is set.</param>
    /// <param name="scale">Pixels per byte, in both directions.</param>
    public void Sprite(int x, int y, ReadOnlySpan<byte> mask, int maskWidth, Rgb color, int scale = 1)
    {
        for (var row = 0; row < mask.Length / maskWidth; row++)
        {
            var bits = mask.Slice(row * maskWidth, maskWidth);
            for (var from = 0; from < maskWidth; from++)
            {
                if (bits[from] == 0)
                {
                    continue;
                }

                var run = bits[from..].IndexOf((byte)0);
                var to = run < 0 ? maskWidth : from + run;
                Rectangle(x + (from * scale), y + (row * scale), (to - from) * scale, scale, color);
                from = to;
            }
        }
    }

    /// <summary>Writes text with its top left corner at (x, y); line breaks start a new line below.</summary>
    /// <param name="x">Left edge of the first glyph.</param>
    /// <param name="y">Upper edge of the first glyph.</param>
    /// <param name="text">What <see cref="BitmapFont"/> has glyphs for; anything else shows as an empty box.</param>
    /// <param name="color">The colour of the strokes; the ground stays as it is.</param>
    /// <param name="scale">Pixels per dot of the font.</param>
    public void Text(int x, int y, ReadOnlySpan<char> text, Rgb color, int scale = 1)
    {
        var (left, top) = (x, y);
        foreach (var letter in text)
        {
            if (letter == '\n')
            {
                (left, top) = (x, top + (BitmapFont.LineHeight * scale));
                continue;
            }

            Glyph(left, top, BitmapFont.Glyph(letter), color, scale);
            left += BitmapFont.Advance * scale;
        }
    }

    private void Glyph(int x, int y, ulong bits, Rgb color, int scale)
    {
        for (var row = 0; row < BitmapFont.GlyphHeight; row++)
        {
            for (var column = 0; column < BitmapFont.GlyphWidth; column++, bits >>= 1)
            {
                if ((bits & 1) != 0)
                {
                    Rectangle(x + (column * scale), y + (row * scale), scale, scale, color);
                }
            }
        }
    }

    private Span<Rgb> Row(int y) => _pixels.Slice(y * Width, Width);

    /// <summary>A three-byte element has no vector fill; doubling copies reach memory speed on long runs.</summary>
    private static void Run(Span<Rgb> run, Rgb color)
    {
        var done = Math.Min(run.Length, 16);
        run[..done].Fill(color);
        while (done < run.Length)
        {
            var more = Math.Min(done, run.Length - done);
            run[..more].CopyTo(run[done..]);
            done += more;
        }
    }
}
