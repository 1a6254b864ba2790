using System.Text;

namespace Agentic.Viewer.Export;

/// <summary>A named curve.</summary>
/// <param name="Name">The word in the legend.</param>
/// <param name="Points">By ascending x; points with a NaN are left out.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Curves as SVG that stands inline in a page and takes its colours from the page's style.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="XLabel">What x counts.</param>
/// <param name="Series">The curves; the first four have colours of their own.</param>
/// <param name="Range">Smallest and largest y; null for that of the points.</param>
public sealed record SvgChart(string Title, string XLabel, IReadOnlyList<ChartSeries> Series, (double Low, double High)? Range = null)
{
    private const int Width = 760;
    private const int Height = 280;
    private const int Left = 52;
    private const int Right = 16;
    private const int Top = 34;
    private const int Bottom = 40;
    private const int Colours = 4;

    /// <summary>The element.</summary>
    public string Render()
    {
        var known = Series.SelectMany(series => Known(series)).ToList();
        var x = Axis.Of(known.Select(point => point.X), null);
        var y = Axis.Of(known.Select(point => point.Y), Range);
        var svg = new StringBuilder($"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlPage.Escape(Title)}\">\n");
        foreach (var tick in y.Ticks())
        {
            svg.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(y, tick)}\" y2=\"{Y(y, tick)}\"/>")
                .Append($"<text x=\"{Left - 8}\" y=\"{Y(y, tick)}\" text-anchor=\"end\" dominant-baseline=\"middle\">{Number(tick)}</text>\n");
        }

        foreach (var tick in x.Ticks())
        {
            svg.Append($"<text x=\"{X(x, tick)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Number(tick)}</text>\n");
        }

        svg.Append($"<text x=\"{Width - Right}\" y=\"{Height - 6}\" text-anchor=\"end\">{HtmlPage.Escape(XLabel)}</text>\n");
        for (var at = 0; at < Series.Count; at++)
        {
            AppendSeries(svg, at, x, y);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void AppendSeries(StringBuilder svg, int at, Axis x, Axis y)
    {
        var points = Known(Series[at]).ToList();
        svg.Append($"<polyline class=\"line s{at % Colours}\" points=\"{string.Join(' ', points.Select(point => $"{X(x, point.X)},{Y(y, point.Y)}"))}\"/>\n");
        foreach (var point in points.Count <= 40 ? points : [])
        {
            svg.Append($"<circle class=\"dot f{at % Colours}\" cx=\"{X(x, point.X)}\" cy=\"{Y(y, point.Y)}\" r=\"3\"><title>{Number(point.X)}: {Number(point.Y)}</title></circle>");
        }

        var left = Left + (at * 170);
        svg.Append($"<circle class=\"dot f{at % Colours}\" cx=\"{left + 5}\" cy=\"16\" r=\"5\"/><text x=\"{left + 16}\" y=\"20\">{HtmlPage.Escape(Series[at].Name)}</text>\n");
    }

    private static IEnumerable<(double X, double Y)> Known(ChartSeries series) =>
        series.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));

    private static string X(Axis axis, double value) => (Left + (axis.Share(value) * (Width - Left - Right))).ToString("0.#");

    private static string Y(Axis axis, double value) => (Height - Bottom - (axis.Share(value) * (Height - Top - Bottom))).ToString("0.#");

    private static string Number(double value) => value.ToString("0.####");

    /// <summary>A range with round ticks.</summary>
    private readonly record struct Axis(double Low, double High)
    {
        public static Axis Of(IEnumerable<double> values, (double Low, double High)? range)
        {
            var all = values.DefaultIfEmpty(0).ToList();
            var (low, high) = range ?? (all.Min(), all.Max());
            return high > low ? new Axis(low, high) : new Axis(low - 0.5, low + 0.5);
        }

        public double Share(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

        // Steps of 1, 2 or 5 times a power of ten, about five of them.
        public IEnumerable<double> Ticks()
        {
            var rough = (High - Low) / 5;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
            var (first, last) = ((long)Math.Ceiling((Low / step) - 1e-9), (long)Math.Floor((High / step) + 1e-9));
            for (var tick = first; tick <= last; tick++)
            {
                yield return tick * step;
            }
        }
    }
}
