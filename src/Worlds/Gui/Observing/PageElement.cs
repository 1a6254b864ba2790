using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Agentic.Worlds.Gui.Observing;

/// <summary>An element that can be seen, as one call into the page lists them all.</summary>
/// <param name="Bid">Its identifier, a number in the order in which elements were first seen.</param>
/// <param name="Depth">How many listed elements it stands in.</param>
/// <param name="Role">What it is, in the words of accessibility.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What a field holds.</param>
/// <param name="X">Left edge in CSS pixels.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Flags">What can be said of it.</param>
public sealed record PageElement(string Bid, int Depth, string Role, string Name, string Value, double X, double Y, double Width, double Height, ElementFlags Flags)
{
    /// <summary>Reads the page's packed list.</summary>
    public static ImmutableArray<PageElement> Read(JsonElement list) => [.. list.EnumerateArray().Select(row => new PageElement(
        row[0].GetInt32().ToString(CultureInfo.InvariantCulture), row[1].GetInt32(), row[2].GetString()!, row[3].GetString()!, row[4].GetString()!,
        row[5].GetDouble(), row[6].GetDouble(), row[7].GetDouble(), row[8].GetDouble(), (ElementFlags)row[9].GetInt32()))];

    /// <summary>One line for each element that does something: identifier, role, name, box in whole CSS pixels.</summary>
    public static string List(ImmutableArray<PageElement> elements) => string.Join('\n', elements.Where(element => element.Flags.HasFlag(ElementFlags.Active))
        .Select(element => $"[{element.Bid}] {element.Role} '{element.Name}'{element.State} at {element.X:0},{element.Y:0} {element.Width:0}x{element.Height:0}"));

    /// <summary>The page as a tree of text, two blanks a level; elements that only say something have no identifier.</summary>
    public static string Outline(ImmutableArray<PageElement> elements)
    {
        var text = new StringBuilder();
        foreach (var element in elements)
        {
            text.Append(' ', 2 * element.Depth)
                .Append(element.Flags.HasFlag(ElementFlags.Active) ? $"[{element.Bid}] " : "")
                .Append(element.Role).Append(" '").Append(element.Name).Append('\'').Append(element.State).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Whether a point in CSS pixels lies in its box.</summary>
    public bool Holds(double x, double y) => x >= X && y >= Y && x <= X + Width && y <= Y + Height;

    private string State => (Value.Length > 0 ? $" value='{Value}'" : "")
        + (Flags.HasFlag(ElementFlags.Checked) ? ", checked" : "") + (Flags.HasFlag(ElementFlags.Disabled) ? ", disabled" : "") + (Flags.HasFlag(ElementFlags.Focused) ? ", focused" : "");
}

/// <summary>What can be said of an element.</summary>
[Flags]
public enum ElementFlags
{
    /// <summary>It only says something.</summary>
    None = 0,

    /// <summary>It can be clicked, typed into or chosen.</summary>
    Active = 1,

    /// <summary>It gets a mark: active, at least 20 square pixels, and not covered at its middle.</summary>
    Marked = 2,

    /// <summary>It has the keyboard.</summary>
    Focused = 4,

    /// <summary>It is checked.</summary>
    Checked = 8,

    /// <summary>It is disabled.</summary>
    Disabled = 16,
}
