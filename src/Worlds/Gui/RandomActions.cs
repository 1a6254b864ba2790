using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Gui;

/// <summary>Actions drawn blindly: the floor of graphical worlds. Clicks for the most part, words of the task, a few keys, drags and turns of the wheel.</summary>
internal static class RandomActions
{
    private static readonly string[] Keys = ["Enter", "Tab", "Backspace", "Escape", "ArrowDown", "ArrowUp"];

    /// <summary>One action.</summary>
    public static GuiAction Draw(GuiTask task, CoordinateFrame frame, ref RandomStream random)
    {
        var place = Place(frame, ref random);
        return random.NextInt(20) switch
        {
            < 13 => new GuiAction(GuiActionType.Click) { At = place },
            13 or 14 => new GuiAction(GuiActionType.Type) { Text = Word(task, ref random) },
            15 => new GuiAction(GuiActionType.Press) { Keys = Keys[random.NextInt(Keys.Length)] },
            16 => new GuiAction(GuiActionType.Drag) { At = place, To = Place(frame, ref random) },
            17 => new GuiAction(GuiActionType.Scroll) { At = place, Wheel = (0, (random.NextBool(0.5) ? 0.5 : -0.5) * frame.PageHeight) },
            18 => new GuiAction(GuiActionType.DoubleClick) { At = place },
            _ => new GuiAction(GuiActionType.Hover) { At = place },
        };
    }

    private static GuiPlace Place(CoordinateFrame frame, ref RandomStream random) =>
        frame.AtPage(random.NextInt(frame.PageWidth), random.NextInt(frame.PageHeight));

    /// <summary>A text of the task's instance, so that a blind guess may be right now and then; five letters where it has none.</summary>
    private static string Word(GuiTask task, ref RandomStream random)
    {
        var words = new List<string>();
        if (task.Instance.Length > 0)
        {
            using var instance = JsonDocument.Parse(task.Instance);
            Collect(instance.RootElement, words);
        }

        if (words.Count > 0 && random.NextBool(0.5))
        {
            return words[random.NextInt(words.Count)];
        }

        var letters = new char[5];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('a' + random.NextInt(26));
        }

        return new string(letters);
    }

    private static void Collect(JsonElement json, List<string> words)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when json.GetString() is { Length: > 0 and <= 30 } word:
                words.Add(word);
                break;
            case JsonValueKind.Object:
                foreach (var field in json.EnumerateObject())
                {
                    Collect(field.Value, words);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Collect(item, words);
                }

                break;
        }
    }
}
