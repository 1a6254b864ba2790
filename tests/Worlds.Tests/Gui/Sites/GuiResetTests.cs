using Agentic.Agents;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>A task begun by script in a used page is the task begun in a fresh one: state, document and picture.</summary>
[Collection(SiteBrowserTests.Name)]
public sealed class GuiResetTests(SiteBrowser browser)
{
    private const string Document = "document.documentElement.outerHTML.replaceAll(' style=\"display: none;\"', '')";

    public static TheoryData<string, string> Pages => Sites.SomePages;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_of_the_task_before_remains(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        var page = site.Page(pageName);
        var (last, before) = (page.Templates[^1], page.Templates[0]);
        var task = site.Generate(pageName, last.Name, 11, Difficulty.Default);

        await using var used = await browser.OpenAsync(site, page);
        await used.StartAsync(before.Name, site.Generate(pageName, before.Name, 3, Difficulty.FromScalar(1, before.Axes)), page.Themes[^1]);
        for (var turn = 0; turn < 3 && await used.NextAsync() is { } action; turn++)
        {
            await used.DoAsync(action);
        }

        // A hand that holds something, a field with the keyboard, and a list that is scrolled.
        await used.View.Mouse.MoveAsync(80, 120);
        await used.View.Mouse.DownAsync();
        await used.View.Mouse.MoveAsync(90, 140);
        await used.StartAsync(last.Name, task);
        await used.View.Mouse.MoveAsync(0, 0);
        await used.View.Mouse.UpAsync();

        await using var fresh = await browser.OpenAsync(site, page);
        await fresh.StartAsync(last.Name, task);
        Assert.Equal(await fresh.StatusAsync(), await used.StatusAsync());
        Assert.Equal(await fresh.View.EvaluateAsync<string>(Document), await used.View.EvaluateAsync<string>(Document));
        Assert.Equal(await fresh.View.ScreenshotAsync(), await used.View.ScreenshotAsync());
    }
}
