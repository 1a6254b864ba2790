using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Sites;

/// <summary>Reads what a task module says of its page.</summary>
internal static class PageDescription
{
    /// <summary>The page as described.</summary>
    /// <param name="json">What <c>agentic.describe()</c> gave.</param>
    /// <param name="folder">The page's folder, which must be its name.</param>
    /// <param name="address">The page's address, for messages.</param>
    /// <exception cref="GuiSiteException">Something is missing or of the wrong kind.</exception>
    public static GuiPage Read(string json, string folder, string address)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var name = Text(root, "name", address);
        if (name != folder)
        {
            throw new GuiSiteException(address, $"expected its module to name it '{folder}', after its folder, but it says '{name}'.");
        }

        var templates = root.GetProperty("templates").EnumerateArray().Select(template => Template(template, address)).ToImmutableArray();
        return templates.Length > 0
            ? new GuiPage(
                name, Text(root, "title", address), address, Whole(root, "width", address), Whole(root, "height", address),
                [.. root.GetProperty("themes").EnumerateArray().Select(theme => theme.GetString()!)], templates)
            : throw new GuiSiteException(address, "expected at least one template, but its module declares none.");
    }

    private static GuiTemplate Template(JsonElement template, string address) => new(
        Text(template, "name", address), Text(template, "about", address), Whole(template, "turns", address),
        [.. template.GetProperty("axes").EnumerateArray().Select(axis => Axis(axis, address))]);

    private static DifficultyAxis Axis(JsonElement axis, string address) => new(
        Text(axis, "name", address), Whole(axis, "min", address, 0), Whole(axis, "max", address, 0), Whole(axis, "easy", address, 0), Text(axis, "about", address));

    private static string Text(JsonElement of, string field, string address) =>
        of.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Wrong(of, field, "a text", address);

    private static int Whole(JsonElement of, string field, string address, int min = 1) =>
        of.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) && whole >= min
            ? whole
            : throw Wrong(of, field, $"a whole number from {min}", address);

    private static GuiSiteException Wrong(JsonElement of, string field, string expected, string address) =>
        new(address, $"expected '{field}' to be {expected}, but its module says {(of.TryGetProperty(field, out var value) ? value.GetRawText() : "nothing")}.");
}
