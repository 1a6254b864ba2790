using System.Text;
using Agentic.Agents;

namespace Agentic.Viewer.Export;

/// <summary>A number worth a headline.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As it should be read, with its unit.</param>
/// <param name="Note">One more line, or null.</param>
public sealed record ReportNumber(string Name, string Value, string? Note = null);

/// <summary>Success of one class of tasks before and after the learning.</summary>
/// <param name="Class">The class, such as a path length.</param>
/// <param name="Tasks">Tasks measured.</param>
/// <param name="Before">Share solved before, 0–1.</param>
/// <param name="After">Share solved after, 0–1.</param>
public sealed record SuccessChange(string Class, int Tasks, double Before, double After);

/// <summary>A table of words and numbers.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Their heads; those after the first are numbers unless they begin with a blank.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Who said what, such as an episode without its pictures.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Lines">Speaker and words, in order.</param>
public sealed record ReportDialogue(string Title, IReadOnlyList<(string Who, string Words)> Lines);

/// <summary>What a training run has to show.</summary>
public sealed record Report
{
    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two below it; plain text.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The numbers.</summary>
    public IReadOnlyList<ReportNumber> Numbers { get; init; } = [];

    /// <summary>Tables, above the curves.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Dialogues, below the curves.</summary>
    public IReadOnlyList<ReportDialogue> Dialogues { get; init; } = [];

    /// <summary>The curves.</summary>
    public IReadOnlyList<SvgChart> Charts { get; init; } = [];

    /// <summary>Name of the classes in <see cref="Success"/>, as a column header.</summary>
    public string ClassName { get; init; } = "path length";

    /// <summary>Success before and after, by class.</summary>
    public IReadOnlyList<SuccessChange> Success { get; init; } = [];

    /// <summary>Episodes to look at.</summary>
    public IReadOnlyList<EpisodeRecord> Episodes { get; init; } = [];

    /// <summary>Every value in force, as YAML.</summary>
    public string Scenario { get; init; } = "";
}

/// <summary>A report as one HTML file that needs nothing else; its episodes are shown as <see cref="HtmlExport"/> shows them.</summary>
public static class ReportHtml
{
    /// <summary>Writes the page as UTF-8.</summary>
    /// <param name="output">Where it goes; stays open.</param>
    /// <param name="report">What to show.</param>
    /// <param name="images">Pictures of the episodes; borrowed.</param>
    /// <param name="tokenText">The text of a token id; null shows ids.</param>
    public static ExportSummary Write(Stream output, Report report, IImageStore images, Func<int, string>? tokenText = null)
    {
        var page = new StringBuilder(HtmlPage.Head(report.Title));
        page.Append($"<article class=\"report\">\n<h1>{HtmlPage.Escape(report.Title)}</h1>\n<p>{HtmlPage.Escape(report.Summary)}</p>\n");
        AppendNumbers(page, report.Numbers);
        foreach (var table in report.Tables)
        {
            AppendTable(page, table);
        }

        foreach (var chart in report.Charts)
        {
            page.Append($"<section>\n<h2>{HtmlPage.Escape(chart.Title)}</h2>\n{chart.Render()}</section>\n");
        }

        AppendSuccess(page, report);
        foreach (var dialogue in report.Dialogues)
        {
            page.Append($"<section>\n<h2>{HtmlPage.Escape(dialogue.Title)}</h2>\n<dl class=\"dialogue\">\n")
                .AppendJoin('\n', dialogue.Lines.Select(line => $"<dt>{HtmlPage.Escape(line.Who)}</dt><dd>{HtmlPage.Escape(line.Words)}</dd>"))
                .Append("\n</dl>\n</section>\n");
        }

        if (report.Scenario.Length > 0)
        {
            page.Append($"<section>\n<details>\n<summary>The scenario, with every value in force</summary>\n<pre class=\"scenario\">{HtmlPage.Escape(report.Scenario)}</pre>\n</details>\n</section>\n");
        }

        page.Append("</article>\n");
        HtmlPage.Write(output, page.ToString());
        var summary = new ExportSummary(0, 0, 0);
        if (report.Episodes.Count > 0)
        {
            HtmlPage.Write(output, "<header class=\"page-head\"><h2>Episodes</h2></header>\n");
            summary = HtmlPage.WriteEpisodes(output, report.Episodes, images, tokenText);
        }

        HtmlPage.Write(output, HtmlPage.Foot);
        return summary;
    }

    private static void AppendNumbers(StringBuilder page, IReadOnlyList<ReportNumber> numbers)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        page.Append("<dl class=\"numbers\">\n");
        foreach (var number in numbers)
        {
            var note = number.Note is null ? "" : $"<small>{HtmlPage.Escape(number.Note)}</small>";
            page.Append($"<div><dt>{HtmlPage.Escape(number.Name)}</dt><dd>{HtmlPage.Escape(number.Value)}{note}</dd></div>\n");
        }

        page.Append("</dl>\n");
    }

    private static void AppendTable(StringBuilder page, ReportTable table)
    {
        string[] kinds = [.. table.Columns.Select((head, at) => at == 0 || head.StartsWith(' ') ? "" : " class=\"n\"")];
        page.Append($"<section>\n<h2>{HtmlPage.Escape(table.Title)}</h2>\n<table>\n<thead><tr>")
            .AppendJoin("", table.Columns.Select((head, at) => $"<th{kinds[at]}>{HtmlPage.Escape(head.Trim())}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select((cell, at) => $"<td{kinds[at]}>{HtmlPage.Escape(cell)}</td>")).Append("</tr>\n");
        }

        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static void AppendSuccess(StringBuilder page, Report report)
    {
        if (report.Success.Count == 0)
        {
            return;
        }

        page.Append($"<section>\n<h2>Success by {HtmlPage.Escape(report.ClassName)}</h2>\n<table>\n<thead><tr><th>{HtmlPage.Escape(report.ClassName)}</th>")
            .Append("<th class=\"n\">tasks</th><th class=\"n\">before</th><th class=\"n\">after</th><th class=\"n\">change</th><th></th></tr></thead>\n<tbody>\n");
        foreach (var row in report.Success)
        {
            page.Append($"<tr><td>{HtmlPage.Escape(row.Class)}</td><td class=\"n\">{row.Tasks}</td><td class=\"n\">{Percent(row.Before)}</td>")
                .Append($"<td class=\"n\">{Percent(row.After)}</td><td class=\"n\">{Change(row)}</td>")
                .Append($"<td>{Bar(row.After)}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static string Percent(double share) => double.IsFinite(share) ? $"{share * 100:0.0} %" : "–";

    private static string Bar(double share) =>
        double.IsFinite(share) ? $"<meter min=\"0\" max=\"1\" value=\"{share:0.####}\">{Percent(share)}</meter>" : "";

    private static string Change(SuccessChange row) =>
        double.IsFinite(row.After - row.Before) ? $"{(row.After - row.Before) * 100:+0.0;−0.0;0.0} pp" : "–";
}
