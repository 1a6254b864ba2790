using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Terminal;

/// <summary>Pictures as text: two pixels to a cell in colour, or shades of one character where colour is not to be had.</summary>
public static class FrameText
{
    // From dark to light, as on a dark terminal.
    private const string Ramp = " ░▒▓█";

    /// <summary>
    /// Lines of ▀, the upper pixel as foreground and the lower as background, each line closed by a reset and a line break.
    /// Wider frames are box-filtered to <paramref name="columns"/>; smaller ones grow by a whole factor.
    /// </summary>
    /// <param name="frame">The picture.</param>
    /// <param name="columns">Cells in a line; one cell is one pixel wide and two high.</param>
    /// <param name="maxLines">Lines at most; null for as many as the shape needs.</param>
    public static string HalfBlocks(ImageFrame frame, int columns, int? maxLines = null)
    {
        var fitted = Fit(frame, columns, maxLines);
        var text = new StringBuilder();
        for (var y = 0; y < fitted.Height; y += 2)
        {
            AppendRow(text, fitted, y);
        }

        return text.ToString();
    }

    /// <summary>The same picture by luminance alone, two pixel rows to a line, without any escape code.</summary>
    public static string Shades(ImageFrame frame, int columns, int? maxLines = null)
    {
        var fitted = Fit(frame, columns, maxLines);
        var text = new StringBuilder();
        for (var y = 0; y < fitted.Height; y += 2)
        {
            for (var x = 0; x < fitted.Width; x++)
            {
                var light = (Luminance(At(fitted, x, y)) + Luminance(At(fitted, x, Math.Min(y + 1, fitted.Height - 1)))) / 2;
                text.Append(Ramp[Math.Min((int)(light * Ramp.Length), Ramp.Length - 1)]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, ImageFrame frame, int y)
    {
        Rgb? foreground = null;
        Rgb? background = null;
        for (var x = 0; x < frame.Width; x++)
        {
            var upper = At(frame, x, y);
            if (upper != foreground)
            {
                text.Append(Ansi.Foreground(upper));
                foreground = upper;
            }

            // The last line of an odd height has nothing below: the terminal's own background shows there.
            if (y + 1 < frame.Height && At(frame, x, y + 1) is var lower && lower != background)
            {
                text.Append(Ansi.Background(lower));
                background = lower;
            }

            text.Append('▀');
        }

        text.Append(Ansi.Reset).Append('\n');
    }

    private static ImageFrame Fit(ImageFrame frame, int columns, int? maxLines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return FrameScaling.Fit(frame, columns, maxLines is { } lines ? Math.Max(1, lines) * 2 : int.MaxValue);
    }

    private static Rgb At(ImageFrame frame, int x, int y)
    {
        var at = ((y * frame.Width) + x) * 3;
        return new Rgb(frame.Rgb[at], frame.Rgb[at + 1], frame.Rgb[at + 2]);
    }

    // Rec. 709 weights on the stored values: good enough for five shades.
    private static double Luminance(Rgb colour) => ((0.2126 * colour.R) + (0.7152 * colour.G) + (0.0722 * colour.B)) / 255;
}
