using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>The oracle plays every kind of task to the end through real events, and page and engine agree on all of it.</summary>
[Collection(SiteBrowserTests.Name)]
public sealed class GuiOracleTests(SiteBrowser browser)
{
    public static TheoryData<string, string> Pages => Sites.Pages;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_oracle_solves_every_template(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        var page = site.Page(pageName);
        await using var view = await browser.OpenAsync(site, page);
        foreach (var template in page.Templates)
        {
            for (var seed = 0; seed < LongRun.Count(1, 200); seed++)
            {
                var difficulty = Sites.Mixed(template, seed);
                var task = site.Generate(pageName, template.Name, (ulong)seed, difficulty);
                var axes = JsonSerializer.Serialize(template.Axes.ToDictionary(axis => axis.Name, axis => difficulty[axis]));
                Assert.Equal(task.Json, await view.GenerateAsync(template.Name, (ulong)seed, axes));

                await view.StartAsync(template.Name, task, page.Themes[seed % page.Themes.Length]);
                Assert.Equal(task.FirstState, (await view.StatusAsync()).State);
                Assert.Equal(task.Goal, await view.GoalAsync());
                var done = new List<string>();
                while (done.Count < template.Turns && await view.NextAsync() is { } action)
                {
                    await view.DoAsync(action);
                    done.Add(action);
                }

                var status = await view.StatusAsync();
                var account = $"{pageName}/{template.Name} seed {seed}: {task.Goal}\n{status.Verdict}\n{string.Join('\n', done)}\n{status.State}";
                Assert.True(status.Success && status.Done, account);
                Assert.Equal(status.Verdict, Verdict(site.Judge(pageName, template.Name, task.Json, status.State)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_oracle_finds_back_from_wherever_a_blind_hand_has_led(string siteName, string pageName)
    {
        const int BlindTurns = 6;
        const int MoreTurns = 40;
        var site = Sites.Of(siteName);
        var page = site.Page(pageName);
        await using var view = await browser.OpenAsync(site, page);
        foreach (var template in Sites.Tried(page))
        {
            for (var seed = 0; seed < LongRun.Count(1, 30); seed++)
            {
                var task = site.Generate(pageName, template.Name, (ulong)seed, Sites.Mixed(template, seed));
                var random = RandomKey.FromSeed((ulong)seed).Derive(template.Name).Stream();
                await view.StartAsync(template.Name, task);
                var done = new List<string>();
                for (var turn = 0; turn < BlindTurns && !(await view.StatusAsync()).Done; turn++)
                {
                    done.Add(BlindHand.Action(page, task, ref random));
                    await view.DoAsync(done[^1]);
                }

                var isLost = (await view.StatusAsync()).Done;
                for (var turn = 0; turn < template.Turns + MoreTurns && await view.NextAsync() is { } action; turn++)
                {
                    done.Add(action);
                    await view.DoAsync(action);
                }

                var status = await view.StatusAsync();
                Assert.True(
                    status.Success || isLost,
                    $"{pageName}/{template.Name} seed {seed}: {task.Goal}\n{status.Verdict}\n{string.Join('\n', done)}\n{status.State}");
            }
        }
    }

    /// <summary>A verdict as text that can be compared.</summary>
    internal static string Verdict(GuiVerdict verdict) =>
        $"{verdict.Done} {verdict.Success} {JsonSerializer.Serialize(verdict.Parts)}";
}
