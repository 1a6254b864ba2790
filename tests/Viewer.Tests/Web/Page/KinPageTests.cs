using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Episodes that grew from others: on their pages, in lists, in the tree; and claims that cannot be.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class KinPageTests(PageBrowser browser)
{
    [Fact]
    public async Task A_fork_leads_to_what_it_grew_from_and_back()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync($"#/run/{{family}}/episode/{SampleFamily.Fork}/turn/1");
        await page.SaysAsync(".kin", "goes on from episode 0 after 2\u00a0turns");

        // Two turns are shared: what the two saw alike last is seen at the third.
        await page.PressAsync("u");
        await page.IsAtAsync("/episode/0/turn/3$");
        await page.SaysAsync(".kin", "3\u00a0episodes grew from this one");
        await Expect(page.Find(".kin .chip")).ToHaveCountAsync(3);
        await page.PressAsync("u");
        await page.SaysAsync("#said", "this episode grew from no other");
        await page.Find(".kin a", "as a list").ClickAsync();
        await page.IsAtAsync("parent=0");
        await page.SaysAsync(".filters .state", "3\u00a0episodes");
        await page.SaysAsync(".rows .row", "↱\u00a00.2");
    }

    [Fact]
    public async Task A_family_is_one_tree()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync($"#/run/{{family}}/tree/{SampleFamily.Fork}");
        await Expect(page.Find(".node")).ToHaveCountAsync(8);
        await page.SaysAsync(".tree header", "goes on from another episode here");
        await Expect(page.Find(".node", "↱ 1")).ToBeVisibleAsync();
        await Expect(page.Find(".node", "made from it")).ToBeVisibleAsync();
        await Expect(page.Find(".links path.made")).ToHaveCountAsync(1);
        await page.PressAsync("ArrowRight", "Enter");
        await page.IsAtAsync("/episode/\\d+/turn/\\d+");
    }

    [Fact]
    public async Task Claims_that_cannot_be_are_said_and_walked_without_end()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync($"#/run/{{family}}/episode/{SampleFamily.Self}/turn/1");
        await page.SaysAsync(".kin .bad", "which is itself");
        await page.PressAsync("u");
        await page.SaysAsync("#said", "is not in this run");
        await page.GoAsync($"#/run/{{family}}/episode/{SampleFamily.Orphan}/turn/1");
        await page.SaysAsync(".kin .bad", "made from episode -7, which is not in this run");
        await page.GoAsync($"#/run/{{family}}/episode/{SampleFamily.Beyond}/turn/1");
        await page.SaysAsync(".kin", "goes on from episode 0 after 2\u202f147\u202f483\u202f647\u00a0turns");
        await page.PressAsync("u");
        await page.SaysAsync(".turn-panel h2", "Turn 3");
        await page.GoAsync($"#/run/{{family}}/episode/{SampleFamily.CircleA}/turn/1");
        foreach (var expected in new[] { SampleFamily.CircleB, SampleFamily.CircleA, SampleFamily.CircleB })
        {
            await page.PressAsync("u");
            await page.SaysAsync(".episode-head h1", $"Episode {expected}");
        }

        foreach (var (group, nodes) in new[] { (SampleFamily.CircleA, 2), (SampleFamily.Self, 2), (SampleFamily.Orphan, 2), (SampleFamily.Beyond, 8) })
        {
            await page.GoAsync($"#/run/{{family}}/tree/{group}");
            await page.SaysAsync(".tree h1", $"Tree of group {group}");
            await Expect(page.Find(".node")).ToHaveCountAsync(nodes);
        }

        await page.PressAsync("g");
        await page.SaysAsync("th.member", "grew from");
    }
}
