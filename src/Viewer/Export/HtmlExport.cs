using Agentic.Agents;

namespace Agentic.Viewer.Export;

/// <summary>Episodes as one HTML file that needs nothing else: no network, no folder beside it.</summary>
/// <remarks>
/// Deep links: <c>#episode=3&amp;turn=2</c> names the episode by its index in the run, and the turn by the number shown, from 1.
/// Text is complete; each distinct picture is embedded once.
/// </remarks>
public static class HtmlExport
{
    /// <summary>Writes the page as UTF-8.</summary>
    /// <param name="output">Where it goes; stays open.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="episodes">The episodes, enumerated once.</param>
    /// <param name="images">Their pictures; borrowed.</param>
    /// <param name="tokenText">The text of a token id; null shows ids.</param>
    public static ExportSummary Write(
        Stream output, string title, IEnumerable<EpisodeRecord> episodes, IImageStore images, Func<int, string>? tokenText = null)
    {
        HtmlPage.Write(output, HtmlPage.Head(title));
        HtmlPage.Write(output, $"<header class=\"page-head\"><h1>{HtmlPage.Escape(title)}</h1><span class=\"quiet\">Agentic episodes</span></header>\n");
        var summary = HtmlPage.WriteEpisodes(output, episodes, images, tokenText);
        HtmlPage.Write(output, HtmlPage.Foot);
        return summary;
    }
}
