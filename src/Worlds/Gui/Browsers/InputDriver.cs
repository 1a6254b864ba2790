using System.Globalization;
using System.Text;
using Agentic.Worlds.Gui.Actions;
using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>Does an action with the browser's own mouse and keyboard, so that the page sees trusted events. One round trip where the action allows it.</summary>
internal static class InputDriver
{
    private const int DragSteps = 5;
    private const int HoldMilliseconds = 1000;

    /// <summary>Does it.</summary>
    /// <param name="lease">The page; borrowed.</param>
    /// <param name="action">What to do; its places are in page pixels.</param>
    /// <param name="advance">Lets the page's time pass by so many milliseconds.</param>
    /// <param name="cancellation">Stops it; the lease is broken then.</param>
    /// <returns>Why it cannot be done here, or null when it was done.</returns>
    /// <exception cref="BrowserFaultException">The browser broke.</exception>
    public static async Task<string?> DoAsync(PageLease lease, GuiAction action, Func<int, Task> advance, CancellationToken cancellation)
    {
        var at = action.At?.Page;
        switch (action.Type)
        {
            case GuiActionType.Click or GuiActionType.RightClick or GuiActionType.DoubleClick:
                await ClickAsync(lease, at!.Value, action.Type == GuiActionType.RightClick ? "right" : "left", action.Type == GuiActionType.DoubleClick ? 2 : 1, cancellation);
                return null;
            case GuiActionType.LongPress:
                await MouseAsync(lease, cancellation, ("mouseMoved", at!.Value, "none", 0), ("mousePressed", at.Value, "left", 1));
                await advance(HoldMilliseconds);
                await MouseAsync(lease, cancellation, ("mouseReleased", at.Value, "left", 1));
                return null;
            case GuiActionType.Hover:
                await lease.TogetherDrawnAsync("moving the mouse", line => MoveAsync(line, at!.Value), cancellation);
                return null;
            case GuiActionType.Drag:
                await DragAsync(lease, at!.Value, action.To!.Value.Page, cancellation);
                return null;
            case GuiActionType.Type:
                await TypeAsync(lease, action, at, cancellation);
                return null;
            case GuiActionType.Press:
                if (at is { } place)
                {
                    await ClickAsync(lease, place, "left", 1, cancellation);
                }

                await lease.TogetherAsync("pressing keys", line => Task.WhenAll(Press(line, action.Keys!)), cancellation);
                return null;
            case GuiActionType.Scroll:
                var over = at ?? new GuiPoint(lease.Slot.Look.Width / 2.0, lease.Slot.Look.Height / 2.0);
                await lease.TogetherDrawnAsync("scrolling", line => line.SendAsync("Input.dispatchMouseEvent", Mouse("mouseWheel", over, "none", 0, action.Wheel)), cancellation);
                return null;
            case GuiActionType.Select:
                return await SelectAsync(lease, at, action.Text!, cancellation) ? null : $"There is no list with the option '{action.Text}' there.";
            case GuiActionType.GoBack or GuiActionType.GoForward:
                return await IsTrueAsync(lease, $"await __gui.travel({(action.Type == GuiActionType.GoBack ? -1 : 1)})", cancellation) ? null : "There is no page to go to.";
            case GuiActionType.Wait:
                return null;
            default:
                return "That cannot be done in this browser.";
        }
    }

    /// <summary>Puts the pointer where every task finds it: the top left corner. Done when the page has been drawn.</summary>
    public static Task HomeAsync(PageLease lease) => lease.Start(line => MoveAsync(line, new GuiPoint(0, 0)));

    private static Task<System.Text.Json.JsonElement?> MoveAsync(ICDPSession line, GuiPoint to) => line.SendAsync("Input.dispatchMouseEvent", Mouse("mouseMoved", to, "none", 0));

    private static Task ClickAsync(PageLease lease, GuiPoint at, string button, int times, CancellationToken cancellation)
    {
        var events = new List<(string, GuiPoint, string, int)> { ("mouseMoved", at, "none", 0) };
        for (var time = 1; time <= times; time++)
        {
            events.AddRange([("mousePressed", at, button, time), ("mouseReleased", at, button, time)]);
        }

        return MouseAsync(lease, cancellation, [.. events]);
    }

    // All events are on their way before the first is answered: the browser takes them in order. A button brings the moves before it along.
    private static Task MouseAsync(PageLease lease, CancellationToken cancellation, params (string Type, GuiPoint At, string Button, int Count)[] events) =>
        lease.TogetherAsync("moving the mouse", line => Task.WhenAll(events.Select(one =>
            line.SendAsync("Input.dispatchMouseEvent", Mouse(one.Type, one.At, one.Button, one.Count)))), cancellation);

    private static Task DragAsync(PageLease lease, GuiPoint from, GuiPoint to, CancellationToken cancellation) => lease.TogetherDrawnAsync("dragging", async _ =>
    {
        // Playwright's mouse knows when a native drag begins, which swallows the raw events.
        var mouse = lease.Mouse;
        await mouse.MoveAsync((float)from.X, (float)from.Y);
        await mouse.DownAsync();
        await mouse.MoveAsync((float)to.X, (float)to.Y, new MouseMoveOptions { Steps = DragSteps });
        await mouse.UpAsync();
    }, cancellation);

    private static async Task TypeAsync(PageLease lease, GuiAction action, GuiPoint? at, CancellationToken cancellation)
    {
        if (at is { } place)
        {
            await ClickAsync(lease, place, "left", 1, cancellation);
        }

        await lease.TogetherAsync("typing", line =>
        {
            var sent = new List<Task>();
            if (action.IsReplacing)
            {
                sent.AddRange(Press(line, "Control+a"));
                sent.AddRange(action.Text!.Length == 0 ? Press(line, "Delete") : []);
            }

            foreach (var rune in action.Text!.EnumerateRunes())
            {
                sent.AddRange(Letter(line, rune));
            }

            return Task.WhenAll(sent);
        }, cancellation);
    }

    private static List<Task> Letter(ICDPSession line, Rune rune) => rune.Value switch
    {
        '\n' => Press(line, "Enter"),
        '\t' => Press(line, "Tab"),
        >= ' ' and <= '~' => Press(line, rune.ToString()),
        _ => [line.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = rune.ToString() })],
    };

    private static List<Task> Press(ICDPSession line, string combination)
    {
        var (sent, held, modifiers) = (new List<Task>(), new Stack<NamedKey>(), 0);
        var keys = KeyNames.Split(combination);
        foreach (var name in keys.SkipLast(1))
        {
            modifiers |= KeyNames.ModifierBit(name);
            held.Push(KeyNames.Find(name));
            sent.Add(Key(line, held.Peek(), isDown: true, modifiers));
        }

        var key = KeyNames.Find(keys[^1]);
        sent.Add(Key(line, key, isDown: true, modifiers | KeyNames.ModifierBit(key.Name)));
        sent.Add(Key(line, key, isDown: false, modifiers));
        while (held.TryPop(out var modifier))
        {
            modifiers &= ~KeyNames.ModifierBit(modifier.Name);
            sent.Add(Key(line, modifier, isDown: false, modifiers));
        }

        return sent;
    }

    private static Task<System.Text.Json.JsonElement?> Key(ICDPSession line, NamedKey key, bool isDown, int modifiers)
    {
        // With Control, Alt or Meta held a letter is a command, not a text.
        var text = isDown && (modifiers & ~KeyNames.ModifierBit("Shift")) == 0 ? key.Text : null;
        var arguments = new Dictionary<string, object>
        {
            ["type"] = !isDown ? "keyUp" : text is null ? "rawKeyDown" : "keyDown",
            ["key"] = key.Name,
            ["code"] = key.Code,
            ["windowsVirtualKeyCode"] = key.WindowsCode,
            ["modifiers"] = modifiers,
        };
        if (text is not null)
        {
            (arguments["text"], arguments["unmodifiedText"]) = (text, text);
        }

        return line.SendAsync("Input.dispatchKeyEvent", arguments);
    }

    private static Task<bool> SelectAsync(PageLease lease, GuiPoint? at, string text, CancellationToken cancellation)
    {
        var words = System.Text.Json.JsonSerializer.Serialize(text);
        return at is { } place
            ? IsTrueAsync(lease, string.Create(CultureInfo.InvariantCulture, $"__gui.select({place.X}, {place.Y}, {words})"), cancellation)
            : Task.FromResult(false);
    }

    private static async Task<bool> IsTrueAsync(PageLease lease, string script, CancellationToken cancellation)
    {
        using var answer = await lease.EvaluateAsync($"(async () => JSON.stringify({script}))()", cancellation);
        return answer?.RootElement.ValueKind == System.Text.Json.JsonValueKind.True;
    }

    private static Dictionary<string, object> Mouse(string type, GuiPoint at, string button, int count, (double X, double Y) wheel = default)
    {
        var arguments = new Dictionary<string, object>
        {
            ["type"] = type, ["x"] = at.X, ["y"] = at.Y, ["button"] = button, ["clickCount"] = count,
            ["buttons"] = type == "mousePressed" ? (button == "right" ? 2 : 1) : 0,
        };
        if (type == "mouseWheel")
        {
            (arguments["deltaX"], arguments["deltaY"]) = (wheel.X, wheel.Y);
        }

        return arguments;
    }
}
