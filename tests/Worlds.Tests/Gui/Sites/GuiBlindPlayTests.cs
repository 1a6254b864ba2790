using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>Blind and hostile play: no more often right than the task modules say, and page and engine agree on every end.</summary>
[Collection(SiteBrowserTests.Name)]
public sealed class GuiBlindPlayTests(SiteBrowser browser)
{
    public static TheoryData<string, string> Pages => Sites.Pages;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Blind_play_stays_at_the_chance_level(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        var page = site.Page(pageName);
        await using var view = await browser.OpenAsync(site, page);
        double expected = 0, variance = 0;
        var solved = 0;
        var episodes = LongRun.Count(siteName == "mini" ? 2 : 1, siteName == "mini" ? 200 : 20);
        foreach (var template in Sites.Tried(page))
        {
            for (var seed = 0; seed < episodes; seed++)
            {
                var task = site.Generate(pageName, template.Name, (ulong)seed, Difficulty.Default);
                var random = RandomKey.FromSeed((ulong)seed).Derive(pageName).Derive(template.Name).Stream();
                await view.StartAsync(template.Name, task);
                var status = await view.StatusAsync();
                for (var turn = 0; turn < Math.Min(template.Turns, 20) && !status.Done; turn++)
                {
                    await view.DoAsync(BlindHand.Action(page, task, ref random));
                    status = await view.StatusAsync();
                }

                Assert.Equal(status.Verdict, GuiOracleTests.Verdict(site.Judge(pageName, template.Name, task.Json, status.State)));
                expected += task.Chance;
                variance += task.Chance * (1 - task.Chance);
                solved += status.Success ? 1 : 0;
            }
        }

        // Four standard errors above the sum of the documented chances.
        var most = expected + (4 * Math.Sqrt(variance));
        Assert.True(solved <= most, $"{pageName}: {solved} solved blindly, at most {most:F1} expected of {expected:F1}.");
    }
}
