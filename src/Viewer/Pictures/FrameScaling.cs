using Agentic.Agents;

namespace Agentic.Viewer.Pictures;

/// <summary>Sizes for looking at: averages when shrinking, whole pixels when growing, bars when the shape differs.</summary>
public static class FrameScaling
{
    /// <summary>Each pixel becomes a square of <paramref name="factor"/> × <paramref name="factor"/>.</summary>
    public static ImageFrame Enlarge(ImageFrame frame, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        if (factor == 1)
        {
            return frame;
        }

        var (width, height) = (frame.Width * factor, frame.Height * factor);
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var source = ((y / factor * frame.Width) + (x / factor)) * 3;
                frame.Rgb.AsSpan(source, 3).CopyTo(rgb.AsSpan(((y * width) + x) * 3));
            }
        }

        return new ImageFrame(width, height, rgb);
    }

    /// <summary>Box filter: each new pixel is the mean of the source area under it, rounded. Exact for integer ratios.</summary>
    public static ImageFrame Shrink(ImageFrame frame, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, frame.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, frame.Height);
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Average(frame, (x, width), (y, height), rgb.AsSpan(((y * width) + x) * 3, 3));
            }
        }

        return new ImageFrame(width, height, rgb);
    }

    /// <summary>As large as fits into a box: grown by a whole factor, or box-filtered down; never distorted by more than a pixel.</summary>
    public static ImageFrame Fit(ImageFrame frame, int maxWidth, int maxHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHeight, 1);
        var grow = Math.Min(maxWidth / frame.Width, maxHeight / frame.Height);
        if (grow >= 1)
        {
            return Enlarge(frame, grow);
        }

        var shrink = Math.Min((double)maxWidth / frame.Width, (double)maxHeight / frame.Height);
        return Shrink(
            frame, Math.Clamp((int)Math.Round(frame.Width * shrink), 1, Math.Min(frame.Width, maxWidth)),
            Math.Clamp((int)Math.Round(frame.Height * shrink), 1, Math.Min(frame.Height, maxHeight)));
    }

    /// <summary>The frame in the middle of a larger canvas, with bars of one grey around it.</summary>
    public static ImageFrame Letterbox(ImageFrame frame, int width, int height, byte grey = 24)
    {
        if (frame.Width > width || frame.Height > height)
        {
            throw new ArgumentException($"A {frame.Width}×{frame.Height} frame does not fit into {width}×{height}: shrink it first.", nameof(frame));
        }

        if ((frame.Width, frame.Height) == (width, height))
        {
            return frame;
        }

        var rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(grey);
        var (left, top) = ((width - frame.Width) / 2, (height - frame.Height) / 2);
        for (var y = 0; y < frame.Height; y++)
        {
            frame.Rgb.AsSpan(y * frame.Width * 3, frame.Width * 3).CopyTo(rgb.AsSpan((((top + y) * width) + left) * 3));
        }

        return new ImageFrame(width, height, rgb);
    }

    /// <summary>A part of the frame as a frame of its own.</summary>
    public static ImageFrame Crop(ImageFrame frame, int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || left + width > frame.Width || top + height > frame.Height)
        {
            throw new ArgumentException($"{width}×{height} pixels at ({left}, {top}) are not inside a {frame.Width}×{frame.Height} frame.", nameof(frame));
        }

        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            frame.Rgb.AsSpan((((top + y) * frame.Width) + left) * 3, width * 3).CopyTo(rgb.AsSpan(y * width * 3));
        }

        return new ImageFrame(width, height, rgb);
    }

    private static void Average(ImageFrame frame, (int Index, int Count) column, (int Index, int Count) row, Span<byte> mean)
    {
        var (left, right) = Edges(column, frame.Width);
        var (top, bottom) = Edges(row, frame.Height);
        var area = (right - left) * (bottom - top);
        var (red, green, blue) = (0.0, 0.0, 0.0);
        for (var y = (int)top; y < bottom; y++)
        {
            var tall = Math.Min(y + 1, bottom) - Math.Max(y, top);
            for (var x = (int)left; x < right; x++)
            {
                var weight = tall * (Math.Min(x + 1, right) - Math.Max(x, left));
                var source = ((y * frame.Width) + x) * 3;
                red += weight * frame.Rgb[source];
                green += weight * frame.Rgb[source + 1];
                blue += weight * frame.Rgb[source + 2];
            }
        }

        (mean[0], mean[1], mean[2]) = (Round(red / area), Round(green / area), Round(blue / area));
    }

    private static (double From, double To) Edges((int Index, int Count) cell, int size) =>
        ((double)cell.Index * size / cell.Count, (double)(cell.Index + 1) * size / cell.Count);

    private static byte Round(double value) => (byte)Math.Clamp((int)(value + 0.5), 0, 255);
}
