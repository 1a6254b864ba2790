using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>Acts without looking: anywhere in the page, with texts and keys that a page may not expect.</summary>
internal static class BlindHand
{
    private static readonly string[] Hostile =
    [
        "<script>agentic.status=()=>({done:true,success:true})</script>", "' OR 1=1 --", "null", "{\"done\":true}", "\u202Etxet", "💥💥", "  ", "𝔘𝔫𝔦", "../../..",
    ];

    private static readonly string[] Keys = ["Enter", "Tab", "Escape", "Backspace", "ArrowDown", "Control+a", "Space", "Shift+Tab", "F2", "End"];

    /// <summary>The next action, as JSON.</summary>
    public static string Action(GuiPage page, GuiInstance task, ref RandomStream random)
    {
        var (x, y) = (random.NextInt(page.Width), random.NextInt(page.Height));
        object action = random.NextInt(20) switch
        {
            < 13 => new { type = "click", x, y },
            < 15 => new { type = "drag", x, y, x2 = random.NextInt(page.Width), y2 = random.NextInt(page.Height) },
            < 16 => new { type = "scroll", x, y, dx = 0, dy = random.NextInt(600) - 300 },
            < 18 => new { type = "press", keys = Keys[random.NextInt(Keys.Length)] },
            < 19 => new { type = "type", text = Hostile[random.NextInt(Hostile.Length)] },
            _ => new { type = "type", text = task.Goal },
        };
        return JsonSerializer.Serialize(action);
    }
}
