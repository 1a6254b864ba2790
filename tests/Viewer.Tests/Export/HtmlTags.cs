using System.Text.RegularExpressions;

namespace Agentic.Viewer.Tests.Export;

/// <summary>A reader of markup just good enough to see that every element that opens also closes, in order.</summary>
internal static partial class HtmlTags
{
    private static readonly HashSet<string> Void = ["meta", "link", "br", "img", "input", "hr"];

    /// <summary>Checks the page; gives the names of its elements in order.</summary>
    public static List<string> RequireBalanced(string html)
    {
        var open = new Stack<string>();
        var names = new List<string>();
        var rest = RawText().Replace(html, "<$1$2></$1>");
        foreach (Match tag in Tag().Matches(rest))
        {
            var name = tag.Groups[2].Value;
            if (tag.Groups[1].Length > 0)
            {
                Assert.True(open.TryPop(out var last) && last == name, $"</{name}> closes <{last}> at {tag.Index}.");
                continue;
            }

            names.Add(name);
            if (!Void.Contains(name) && tag.Groups[4].Length == 0)
            {
                open.Push(name);
            }
        }

        Assert.Empty(open);

        // What is left between tags must hold no bare bracket, or a browser would read a tag that we did not write.
        Assert.DoesNotContain('<', Tag().Replace(rest.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), ""));
        return names;
    }

    /// <summary>The text of the element with this id, up to the first end tag of its kind: as a browser ends a script.</summary>
    public static string Script(string html, string id)
    {
        var start = html.IndexOf($"id=\"{id}\">", StringComparison.Ordinal) + $"id=\"{id}\">".Length;
        return html[start..html.IndexOf("</script", start, StringComparison.OrdinalIgnoreCase)];
    }

    [GeneratedRegex("<(script|style)([^>]*)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex RawText();

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\\s+[a-zA-Z][a-zA-Z0-9-]*(?:=\"[^\"<>]*\")?)*)\\s*(/?)>")]
    private static partial Regex Tag();
}
