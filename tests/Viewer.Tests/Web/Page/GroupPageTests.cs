using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Siblings side by side and as a tree, and two steps of a run on the same tasks.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class GroupPageTests(PageBrowser browser)
{
    [Fact]
    public async Task A_group_stands_side_by_side_with_rewards_advantages_and_where_members_part()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/group/3?step=1&phase=train");
        await Expect(page.Find("th.member")).ToHaveCountAsync(4);
        await page.SaysAsync(".group header", "1\u00a0fault, left out of these numbers");
        await Expect(page.Find("th.member").Nth(1)).ToContainTextAsync("none: a fault");
        await Expect(page.Find("th.member").Nth(0).Locator(".advantage")).ToContainTextAsync("+");
        Assert.True(await page.Find("td.leaves").CountAsync() is >= 1 and <= 3);
        await page.SaysAsync("td.leaves", "leaves here");
        await page.PressAsync("ArrowRight", "ArrowDown", "Enter");
        await page.IsAtAsync("/episode/1/turn/2");
        await page.PressAsync("g");
        await page.IsAtAsync("/group/3\\?step=1&phase=train");
    }

    [Fact]
    public async Task A_group_is_a_tree_walked_by_keys()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/tree/3");
        await page.SaysAsync(".node", "start");
        await page.SaysAsync(".node", "×4");
        Assert.True(await page.Find(".links path").CountAsync() >= 4);
        await page.PressAsync("ArrowRight");
        var here = await page.Find(".node:focus b").TextContentAsync();
        Assert.Contains(here, new[] { "up", "right", "down", "left" });
        await page.PressAsync("ArrowLeft");
        await Expect(page.Find(".node:focus b")).ToHaveTextAsync("start");
        await page.PressAsync("ArrowRight", "Enter");
        await page.IsAtAsync("/episode/\\d+/turn/\\d+");
    }

    [Fact]
    public async Task Two_steps_are_compared_on_the_same_tasks_and_a_pair_plays_side_by_side()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}");
        await page.SaysAsync(".filters .state", "156");
        await page.PressAsync("c");
        await page.IsAtAsync("/compare\\?a=\\d&b=\\d");
        await page.Find("[aria-label='step of a']").FillAsync("4");
        await page.PressAsync("Tab");
        await page.IsAtAsync("step_a=4");
        await page.Find("[aria-label='step of b']").FillAsync("12");
        await page.PressAsync("Tab");
        await page.IsAtAsync("step_b=12");

        // Steps 4 and 12 are both measured on the four tasks 0 to 3; what was trained on differs but for tasks that come again.
        await page.SaysAsync(".rows .row", "maze-1-");
        await page.SaysAsync(".headline", "won by b");
        var rows = await page.Find(".rows .row").CountAsync();
        Assert.InRange(rows, 4, 16);
        await page.Find("main").FocusAsync();
        await page.PressAsync("Enter");
        await page.IsAtAsync("pair=\\d+-\\d+&turn=1");
        await Expect(page.Find(".pair-side")).ToHaveCountAsync(2);
        await page.SaysAsync(".pair", "turn 1 of");
        await page.PressAsync("n", "j");
        await page.IsAtAsync("pair=\\d+-\\d+&turn=\\d");
        await page.PressAsync("Escape");
        await Expect(page.Find(".pair-side")).ToHaveCountAsync(0);
    }
}
