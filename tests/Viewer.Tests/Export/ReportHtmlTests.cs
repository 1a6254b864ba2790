using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Export;

namespace Agentic.Viewer.Tests.Export;

public sealed class ReportHtmlTests
{
    [Fact]
    public void A_report_is_one_balanced_page_without_references()
    {
        var html = Write(Full());
        Assert.Contains("svg", HtmlTags.RequireBalanced(html));
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Success_is_told_before_and_after_with_the_change_in_points()
    {
        // 0.125 → 12.5 %, 0.75 → 75.0 %, a change of 62.5 points.
        var html = Write(Full());
        Assert.Contains("<td>2 steps</td><td class=\"n\">40</td><td class=\"n\">12.5 %</td><td class=\"n\">75.0 %</td><td class=\"n\">+62.5 pp</td>", html);
    }

    [Fact]
    public void Everything_that_is_told_is_escaped()
    {
        var charts = new[] { new SvgChart("<i>", "<b>", [new ChartSeries("<u>", [(0, 0)])]) };
        var html = Write(Full() with { Charts = charts, ClassName = "<i>", Success = [new SuccessChange("<b>", 1, 0, 1)], Title = "<i>", Summary = "<b>", Scenario = "a: <u>&", Numbers = [new ReportNumber("<s>", "\"1\"", "<q>")] });
        HtmlTags.RequireBalanced(html);
        Assert.DoesNotMatch("<(i|b|u|s|q)>", html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("id=\"viewer\"", StringComparison.Ordinal)]);
        Assert.Contains("a: &lt;u&gt;&amp;", html);
    }

    [Fact]
    public void A_report_of_nothing_but_a_title_is_a_page_too() =>
        Assert.DoesNotContain("script", HtmlTags.RequireBalanced(Write(new Report { Title = "Empty" })));

    [Fact]
    public void A_curve_meets_the_corners_of_its_axes()
    {
        // The plot reaches from x 52 to 744 and from y 240 (low) up to 34 (high).
        var svg = new SvgChart("success", "update", [new ChartSeries("solved", [(0, 0), (50, double.NaN), (100, 1)])], (0, 1)).Render();
        Assert.Contains("points=\"52,240 744,34\"", svg);
        Assert.Contains(">0.6</text>", svg);
        Assert.Contains(">update</text>", svg);
    }

    private static Report Full() => new()
    {
        Title = "Quickstart",
        Summary = "A maze policy, from nothing.",
        Numbers = [new ReportNumber("solved", "75 %", "of 40 tasks"), new ReportNumber("time", "4 min")],
        Charts = [new SvgChart("Success while learning", "update", [new ChartSeries("solved", [(0, 0.1), (10, 0.5), (20, 0.75)])], (0, 1))],
        Success = [new SuccessChange("2 steps", 40, 0.125, 0.75), new SuccessChange("3 steps", 0, double.NaN, double.NaN)],
        Episodes = [Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left"])],
        Scenario = "name: quickstart\nseed: 1\n",
    };

    private static string Write(Report report)
    {
        using var output = new MemoryStream();
        ReportHtml.Write(output, report, new Pictures(), Samples.TokenText);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
