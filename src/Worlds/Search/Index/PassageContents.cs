namespace Agentic.Worlds.Search.Index;

/// <summary>The one text of a passage in the layout of Search-R1: the title in quotes on a line of its own, then the text.</summary>
public static class PassageContents
{
    /// <summary>Takes title and text apart; without a quoted first line all is text.</summary>
    public static (string Title, string Text) Split(string contents)
    {
        var end = contents.IndexOf('\n');
        var first = (end < 0 ? contents.AsSpan() : contents.AsSpan(0, end)).TrimEnd('\r');
        return first is ['"', .., '"'] ? (first[1..^1].ToString(), end < 0 ? "" : contents[(end + 1)..]) : ("", contents);
    }

    /// <summary>Puts them together, so that <see cref="Split"/> gives the same text and the title, its line breaks as spaces.</summary>
    public static string Join(string title, string text) =>
        title.Length == 0 && Split(text).Text.Length == text.Length ? text : $"\"{title.ReplaceLineEndings(" ")}\"\n{text}";
}
