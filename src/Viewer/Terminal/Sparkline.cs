using System.Text;

namespace Agentic.Viewer.Terminal;

/// <summary>A curve in one line of text.</summary>
public static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Values as bars between <paramref name="low"/> and <paramref name="high"/> (by default their own range); NaN is a gap.</summary>
    /// <param name="values">In order.</param>
    /// <param name="width">Most characters; more values than that are averaged in equal bins.</param>
    /// <param name="low">Value of the lowest bar.</param>
    /// <param name="high">Value of the highest bar.</param>
    public static string Render(IReadOnlyList<double> values, int width = 60, double? low = null, double? high = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var known = values.Where(double.IsFinite).ToList();
        if (known.Count == 0)
        {
            return new string(' ', Math.Min(values.Count, width));
        }

        var (bottom, top) = (low ?? known.Min(), high ?? known.Max());
        var count = Math.Min(values.Count, width);
        var line = new StringBuilder(count);
        for (var bin = 0; bin < count; bin++)
        {
            var inside = Enumerable.Range(bin * values.Count / count, ((bin + 1) * values.Count / count) - (bin * values.Count / count))
                .Select(at => values[at]).Where(double.IsFinite).ToList();
            line.Append(inside.Count == 0 ? ' ' : Bars[Level(inside.Average(), bottom, top)]);
        }

        return line.ToString();
    }

    private static int Level(double value, double bottom, double top) =>
        top <= bottom ? 0 : Math.Clamp((int)Math.Round((value - bottom) / (top - bottom) * (Bars.Length - 1)), 0, Bars.Length - 1);
}
