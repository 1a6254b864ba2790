using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Agentic.Worlds.Gui.Browsers;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Gui;

/// <summary>Our own pages with their scripts and style sheets in them: one request instead of a dozen, each of which goes through the driver. Thread-safe.</summary>
/// <param name="files">The files; borrowed.</param>
internal sealed partial class InlinedPages(SiteFiles files)
{
    private readonly ConcurrentDictionary<string, PageFile?> _pages = new(StringComparer.Ordinal);

    /// <summary>A file, a page in one piece; null when there is none.</summary>
    public PageFile? Read(string path) => _pages.GetOrAdd(path, Load);

    private PageFile? Load(string path)
    {
        if (files.TryRead(path) is not var (bytes, type))
        {
            return null;
        }

        if (!path.EndsWith(".html", StringComparison.Ordinal))
        {
            return new PageFile(bytes, type);
        }

        var folder = path[..(path.LastIndexOf('/') + 1)];
        var html = Script().Replace(Encoding.UTF8.GetString(bytes), match => Text(folder, match, "script"));
        return new PageFile(Encoding.UTF8.GetBytes(Sheet().Replace(html, match => Text(folder, match, "style"))), type);
    }

    // What cannot stand inside a page stays a file.
    private string Text(string folder, Match reference, string tag)
    {
        var path = new Uri(new Uri($"{RequestGate.Root}{folder}"), reference.Groups["path"].Value).AbsolutePath.TrimStart('/');
        var text = files.TryRead(path) is var (bytes, _) ? Encoding.UTF8.GetString(bytes) : null;
        return text is null || text.Contains($"</{tag}", StringComparison.OrdinalIgnoreCase) ? reference.Value : $"<{tag}>{text}</{tag}>";
    }

    [GeneratedRegex("<script\\s+src=\"(?<path>[^\":]+)\"(\\s+data-module)?\\s*></script>", RegexOptions.CultureInvariant)]
    private static partial Regex Script();

    [GeneratedRegex("<link\\s+rel=\"stylesheet\"\\s+href=\"(?<path>[^\":]+)\"\\s*>", RegexOptions.CultureInvariant)]
    private static partial Regex Sheet();
}
