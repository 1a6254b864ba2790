using System.Globalization;

namespace Agentic.Viewer.Window;

/// <summary>A line that is being typed.</summary>
internal sealed class TypedLine
{
    /// <summary>The most that it takes.</summary>
    private const int MaxLength = 2000;

    /// <summary>What stands in it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Adds what was typed.</summary>
    public void Append(string letters) => Text = Text.Length + letters.Length <= MaxLength ? Text + letters : Text;

    /// <summary>Takes back the last letter, as people count letters.</summary>
    public void Backspace()
    {
        var starts = StringInfo.ParseCombiningCharacters(Text);
        Text = starts.Length > 0 ? Text[..starts[^1]] : "";
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Text = "";
}
