using System.Text;

namespace Agentic.Viewer.Terminal;

/// <summary>A line chart with axes, in braille dots: two by four to a cell.</summary>
public static class TerminalChart
{
    // Bits of U+2800 by [row][column], as Unicode numbers the dots.
    private static readonly int[][] Dots = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

    /// <summary>The chart, each line closed by a line break.</summary>
    /// <param name="points">By ascending x; points with a NaN are left out.</param>
    /// <param name="title">The line above.</param>
    /// <param name="width">Cells of the plot itself, without axis and labels.</param>
    /// <param name="height">Lines of the plot itself.</param>
    /// <param name="range">Smallest and largest y; null for that of the points.</param>
    public static string Render(
        IReadOnlyList<(double X, double Y)> points, string title, int width = 60, int height = 10, (double Low, double High)? range = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        var known = points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (known.Count == 0)
        {
            return $"{title}\n  (no values yet)\n";
        }

        var (low, high) = Widen(range ?? (known.Min(point => point.Y), known.Max(point => point.Y)));
        var (left, right) = Widen((known[0].X, known[^1].X));
        var cells = Plot(known.Select(point => ((point.X - left) / (right - left), (point.Y - low) / (high - low))), width, height);
        return Frame(title, cells, (low, high), (left, right));
    }

    private static int[,] Plot(IEnumerable<(double X, double Y)> shares, int width, int height)
    {
        var cells = new int[height, width];
        (int X, int Y)? last = null;
        foreach (var share in shares)
        {
            var dot = (X: Dot(share.X, width * 2), Y: (height * 4) - 1 - Dot(share.Y, height * 4));
            var from = last ?? dot;
            var steps = Math.Max(1, Math.Max(Math.Abs(dot.X - from.X), Math.Abs(dot.Y - from.Y)));
            for (var step = 0; step <= steps; step++)
            {
                var x = from.X + (int)Math.Round((double)(dot.X - from.X) * step / steps);
                var y = from.Y + (int)Math.Round((double)(dot.Y - from.Y) * step / steps);
                cells[y / 4, x / 2] |= Dots[y % 4][x % 2];
            }

            last = dot;
        }

        return cells;
    }

    private static string Frame(string title, int[,] cells, (double Low, double High) y, (double Left, double Right) x)
    {
        var (height, width) = (cells.GetLength(0), cells.GetLength(1));
        var text = new StringBuilder().Append(title).Append('\n');
        for (var row = 0; row < height; row++)
        {
            var isLabelled = row == 0 || row == height - 1 || row == height / 2;
            var value = y.High - ((y.High - y.Low) * row / (height - 1));
            text.Append(isLabelled ? Number(value).PadLeft(8) : new string(' ', 8)).Append(isLabelled ? " ┤" : " │");
            for (var column = 0; column < width; column++)
            {
                text.Append(cells[row, column] == 0 ? ' ' : (char)(0x2800 + cells[row, column]));
            }

            text.Append('\n');
        }

        var (first, last) = (Number(x.Left), Number(x.Right));
        text.Append(' ', 9).Append('└').Append('─', width).Append('\n');
        return text.Append(' ', 10).Append(first).Append(' ', Math.Max(1, width - first.Length - last.Length)).Append(last).Append('\n').ToString();
    }

    private static int Dot(double share, int count) => Math.Clamp((int)Math.Round(share * (count - 1)), 0, count - 1);

    private static (double Low, double High) Widen((double Low, double High) range) =>
        range.High > range.Low ? range : (range.Low - 0.5, range.Low + 0.5);

    private static string Number(double value) => value.ToString("0.###");
}
