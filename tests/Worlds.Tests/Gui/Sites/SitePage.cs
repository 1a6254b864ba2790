using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Worlds.Gui.Sites;
using Microsoft.Playwright;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>A page in the browser, played through real mouse and keyboard events; each action moves its clock by a tenth of a second.</summary>
internal sealed class SitePage(IPage view) : IAsyncDisposable
{
    private const int StepMilliseconds = 100;
    private const int ScrollPolls = 40;

    /// <summary>What the page says of its task.</summary>
    internal sealed record Status(string State, bool Done, bool Success, string Verdict);

    /// <summary>The page itself, for what only one test needs.</summary>
    public IPage View => view;

    public ValueTask DisposeAsync() => new(view.Context.CloseAsync());

    /// <summary>What the page's own task module makes of a seed.</summary>
    public Task<string> GenerateAsync(string template, ulong seed, string axesJson) =>
        view.EvaluateAsync<string>("([template, seed, axes]) => agentic.generate(template, seed, axes)", new[] { template, $"{seed}", axesJson });

    public Task StartAsync(string template, GuiInstance task, string theme = "light") =>
        view.EvaluateAsync("([template, instance, theme]) => agentic.start(template, instance, theme)", new[] { template, task.Json, theme });

    public Task<string> GoalAsync() => view.EvaluateAsync<string>("agentic.goal()");

    public async Task<Status> StatusAsync()
    {
        var text = await view.EvaluateAsync<string>("JSON.stringify(agentic.status())");
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        var parts = root.GetProperty("parts").EnumerateObject().ToImmutableSortedDictionary(part => part.Name, part => part.Value.GetDouble(), StringComparer.Ordinal);
        var verdict = GuiOracleTests.Verdict(new(root.GetProperty("done").GetBoolean(), root.GetProperty("success").GetBoolean(), parts));
        return new(root.GetProperty("state").GetString()!, root.GetProperty("done").GetBoolean(), root.GetProperty("success").GetBoolean(), verdict);
    }

    /// <summary>The oracle's next action as JSON; null when it has none.</summary>
    public async Task<string?> NextAsync()
    {
        var text = await view.EvaluateAsync<string>("JSON.stringify(agentic.next())");
        return text == "null" ? null : text;
    }

    /// <summary>Does an action that the oracle, or somebody less wise, has written.</summary>
    public async Task DoAsync(string action)
    {
        using var json = JsonDocument.Parse(action);
        var root = json.RootElement;
        float At(string name) => root.GetProperty(name).GetSingle();
        switch (root.GetProperty("type").GetString())
        {
            case "click":
                await view.Mouse.ClickAsync(At("x"), At("y"));
                break;
            case "type":
                await view.Keyboard.TypeAsync(root.GetProperty("text").GetString()!);
                break;
            case "press":
                await view.Keyboard.PressAsync(root.GetProperty("keys").GetString()!);
                break;
            case "drag":
                await view.Mouse.MoveAsync(At("x"), At("y"));
                await view.Mouse.DownAsync();
                await view.Mouse.MoveAsync(At("x2"), At("y2"), new() { Steps = 3 });
                await view.Mouse.UpAsync();
                break;
            case "scroll":
                await ScrollAsync(At("x"), At("y"), At("dx"), At("dy"));
                break;
            case "select":
                await SelectAsync(root.GetProperty("x").GetInt32(), root.GetProperty("y").GetInt32(), root.GetProperty("text").GetString()!);
                break;
            case "wait":
                break;
            case var other:
                throw new InvalidOperationException($"There is no action '{other}'.");
        }

        await view.Clock.RunForAsync(StepMilliseconds);
    }

    private async Task SelectAsync(int x, int y, string text)
    {
        var list = await view.EvaluateHandleAsync("({ x, y }) => document.elementFromPoint(x, y).closest('select')", new { x, y });
        await list.AsElement()!.SelectOptionAsync(new SelectOptionValue { Label = text });
    }

    // A wheel turn arrives with a later frame; there is no event for one that moves nothing, so the wait is bounded.
    private async Task ScrollAsync(float x, float y, float dx, float dy)
    {
        const string Tops = "JSON.stringify([...document.querySelectorAll('*')].map((element) => element.scrollTop).filter((top) => top > 0))";
        var before = await view.EvaluateAsync<string>(Tops);
        await view.Mouse.MoveAsync(x, y);
        await view.Mouse.WheelAsync(dx, dy);
        for (var i = 0; i < ScrollPolls && await view.EvaluateAsync<string>(Tops) == before; i++)
        {
        }
    }
}
