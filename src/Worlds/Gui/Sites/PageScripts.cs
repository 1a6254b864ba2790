using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Agentic.Worlds.Gui.Sites;

/// <summary>The scripts of a page that make and judge its tasks: those that its HTML marks with <c>data-module</c>, in its order.</summary>
/// <remarks>The page itself is the only list of its scripts, so what runs here is what runs in the browser.</remarks>
internal static partial class PageScripts
{
    /// <summary>Path below the root and text of each module script.</summary>
    /// <exception cref="GuiSiteException">The page or a script is missing, or the page marks none.</exception>
    public static ImmutableArray<(string Path, string Text)> Read(SiteFiles files, string address)
    {
        var html = files.ReadText(address);
        var folder = address[..(address.LastIndexOf('/') + 1)];
        var modules = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (Match match in ModuleTag().Matches(html))
        {
            var path = Resolve(folder, match.Groups["path"].Value)
                ?? throw new GuiSiteException(address, $"expected its scripts below the root of the sites, but it names '{match.Groups["path"].Value}'.");
            modules.Add((path, files.ReadText(path)));
        }

        return modules.Count > 0
            ? modules.ToImmutable()
            : throw new GuiSiteException(address, "expected at least one <script src=\"…\" data-module>, but there is none.");
    }

    private static string? Resolve(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in (folder + path).Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ""))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex("<script\\s+src=\"(?<path>[^\"]+)\"\\s+data-module\\s*>", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleTag();
}
