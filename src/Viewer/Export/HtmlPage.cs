using System.Net;
using System.Text;
using Agentic.Agents;

namespace Agentic.Viewer.Export;

/// <summary>The frame of every exported page: one document with its style, its script and its data, and no reference to anything outside.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> Style = new(() => Asset("viewer.css"));
    private static readonly Lazy<string> Script = new(() => Asset("viewer.js"));

    /// <summary>Text as it may stand between tags and in quoted attributes. Control characters are no HTML: U+FFFD keeps their place.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? Rune.ReplacementChar : rune)));

    /// <summary>Everything up to the body's first element.</summary>
    public static string Head(string title) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Agentic">
        <title>{Escape(title)}</title>
        <link rel="icon" href="data:,">
        <style>
        {Style.Value}</style>
        </head>
        <body>

        """;

    /// <summary>The episodes: where they are shown, their data, and the script.</summary>
    public static ExportSummary WriteEpisodes(Stream output, IEnumerable<EpisodeRecord> episodes, IImageStore images, Func<int, string>? tokenText)
    {
        var count = 0;
        var data = new EpisodeJson(images, tokenText);
        Write(output, "<div id=\"viewer\"></div>\n<noscript><p>This page shows its episodes with a script of its own, which is switched off here.</p></noscript>\n");
        Write(output, "<script type=\"application/json\" id=\"data\">");
        data.Write(output, episodes.Select(episode =>
        {
            count++;
            return episode;
        }));
        Write(output, $"</script>\n<script>\n{Script.Value}</script>\n");
        return new ExportSummary(count, data.Images, data.MissingImages);
    }

    /// <summary>The end of the document.</summary>
    public static string Foot => "</body>\n</html>\n";

    /// <summary>Writes text as UTF-8 without a mark at its head.</summary>
    public static void Write(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));

    private static string Asset(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is not in the assembly: build Agentic.Viewer again.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>What an export holds.</summary>
/// <param name="Episodes">Episodes written.</param>
/// <param name="Images">Distinct pictures among them.</param>
/// <param name="MissingImages">Pictures that the store did not have; the page says so in their place.</param>
public sealed record ExportSummary(int Episodes, int Images, int MissingImages);
