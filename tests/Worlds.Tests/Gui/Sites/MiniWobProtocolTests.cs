using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>The mini pages speak the protocol of the MiniWoB++ pages.</summary>
[Collection(SiteBrowserTests.Name)]
public sealed class MiniWobProtocolTests(SiteBrowser browser)
{
    private const string Rewards = "JSON.stringify([WOB_RAW_REWARD_GLOBAL, WOB_REWARD_GLOBAL, WOB_DONE_GLOBAL])";
    private const string Cover = "getComputedStyle(document.getElementById('sync-task-cover')).display";

    public static TheoryData<string> Names => [.. Sites.Mini.Pages.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_seed_gives_the_same_episode_and_a_solution_gives_one(string name)
    {
        await using var view = await OpenAsync(name);
        Assert.Equal("block", await view.View.EvaluateAsync<string>(Cover));
        Assert.True(await view.View.EvaluateAsync<bool>("WOB_TASK_READY"));
        var first = await StartAsync(view);
        var second = await StartAsync(view);
        Assert.Equal(first, second);
        Assert.Equal("[0,0,false]", await view.View.EvaluateAsync<string>(Rewards));
        Assert.Equal("none", await view.View.EvaluateAsync<string>(Cover));
        while (await view.NextAsync() is { } action)
        {
            await view.DoAsync(action);
        }

        var left = 1 - (await view.View.EvaluateAsync<double>("Date.now() - agenticTestStart") / 10000);
        Assert.Equal("block", await view.View.EvaluateAsync<string>(Cover));
        Assert.Equal(1, await view.View.EvaluateAsync<int>("WOB_RAW_REWARD_GLOBAL"));

        // The reward was scaled before the last action's tenth of a second went by.
        Assert.Equal(left + 0.01, await view.View.EvaluateAsync<double>("WOB_REWARD_GLOBAL"), 0.0051);
    }

    [Fact]
    public async Task A_wrong_click_gives_minus_one_and_so_does_time()
    {
        await using var view = await OpenAsync("moving-target");
        await StartAsync(view);
        await view.View.EvaluateAsync("core.endEpisode(-1, true, 'wrong')");
        Assert.Equal("[-1,-1,true]", await view.View.EvaluateAsync<string>(Rewards));
        await StartAsync(view);
        await view.View.Clock.RunForAsync(10_001);
        Assert.Equal("[-1,-1,true]", await view.View.EvaluateAsync<string>(Rewards));
        Assert.Equal("timed out", await view.View.EvaluateAsync<string>("WOB_REWARD_REASON"));
    }

    [Fact]
    public async Task A_click_on_the_cover_starts_an_episode()
    {
        await using var view = await OpenAsync("click-target");
        await view.View.Mouse.ClickAsync(80, 100);
        Assert.Equal(1, await view.View.EvaluateAsync<int>("WOB_EPISODE_ID"));
        Assert.StartsWith("Click the ", await view.View.EvaluateAsync<string>("core.getUtterance()"), StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(SitePage view) => await view.View.EvaluateAsync<string>(
        "Math.seedrandom(7); globalThis.agenticTestStart = Date.now(); core.startEpisodeReal(); core.getUtterance() + agentic.status().state");

    private Task<SitePage> OpenAsync(string name) => browser.OpenAsync(Sites.Mini, Sites.Mini.Page(name));
}
