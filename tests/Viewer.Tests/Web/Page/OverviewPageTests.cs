using Agentic.Agents;
using Agentic.Cli;
using Agentic.Testing;
using Agentic.Viewer.Web;
using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A run at a glance, and its list of episodes: by keyboard, on samples whose numbers are known.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class OverviewPageTests(PageBrowser browser)
{
    [Fact]
    public async Task The_overview_shows_curves_outcomes_times_and_steps()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}");

        // Twelve updates of three groups of four, and three evaluations of four tasks: 144 + 12. Updates 1, 4, 7 and 10 have a fault.
        await page.SaysAsync(".headline", "156");
        await page.SaysAsync(".ends", "faulted");
        await Expect(page.Find(".headline .has-faults dd")).ToHaveTextAsync("4");
        await page.SaysAsync(".times", "policy");
        await page.SaysAsync(".success", "axis");
        await Expect(page.Find(".chart")).ToHaveCountAsync(6);
        await Expect(page.Find("[data-metric='env/success'] polyline.smooth")).ToHaveAttributeAsync("points", new System.Text.RegularExpressions.Regex("^0\\.0,.* 1000\\.0,"));
        await page.SaysAsync("[data-metric='actor/loss'] .readout", "0.008");
    }

    [Fact]
    public async Task A_curve_gives_its_numbers_under_the_arrow_keys_and_leads_to_a_step()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}?smooth=0");
        var plot = page.Find("[data-metric='env/success'] .plot");
        await Expect(page.Find("[data-metric='env/success'] .axis")).ToContainTextAsync("12");
        await plot.FocusAsync();
        await page.PressAsync("ArrowLeft", "ArrowLeft");

        // The last is update 12; two to the left is 11: 0.1 + 0.07 · 11.
        await page.SaysAsync("[data-metric='env/success'] .readout", "update 11: 0.87");
        await page.PressAsync("Enter");
        await page.IsAtAsync("step=11");
        await page.SaysAsync(".filters .state", "12\u00a0episodes");
        await page.Find(".metrics input[type=range]").FocusAsync();
        await page.PressAsync("End");
        await page.IsAtAsync("smooth=0.98");
        await Expect(page.Find("[data-metric='env/success'] polyline.smooth")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Steps_lead_to_groups_groups_to_episodes_and_episodes_to_turns()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}");
        await page.Find(".steps button", "train 4").FocusAsync();
        await page.PressAsync("Enter");
        await page.IsAtAsync("step=4&phase=train");
        await page.SaysAsync(".filters .state", "12\u00a0episodes");
        await page.Find(".rows").FocusAsync();
        await page.PressAsync("ArrowDown", "g");
        await page.IsAtAsync("/group/12\\?step=4&phase=train");
        await Expect(page.Find("th.member")).ToHaveCountAsync(4);
        await page.PressAsync("Enter");
        await page.IsAtAsync("/episode/\\d+/turn/1");
        await page.SaysAsync(".turn-panel h2", "Turn 1");
        await page.PressAsync("Escape");
        await page.IsAtAsync("/run/\\d+\\?step=4&phase=train");
    }

    [Fact]
    public async Task Filters_search_and_sort_work_by_keyboard_and_stand_in_the_address()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{page}");
        await page.SaysAsync(".filters .state", "2\u00a0episodes");
        await page.PressAsync("f");

        // Said in the first episode only.
        await page.Page.Keyboard.TypeAsync("button, please");
        await page.IsAtAsync("text=button%2C\\+please");
        await page.SaysAsync(".filters .state", "1\u00a0episode ·");
        await page.PressAsync("Control+A");
        await page.Page.Keyboard.TypeAsync("no such words");
        await page.SaysAsync(".empty", "No episode is like this.");
        await page.PressAsync("Escape");
        await page.Find(".filters button", "clear").ClickAsync();
        await page.SaysAsync(".filters .state", "2\u00a0episodes");
        await page.GoAsync("#/run/{maze}");
        await page.SaysAsync(".filters .state", "156\u00a0episodes");
        await page.Find(".chip", "faulted").ClickAsync();
        await page.SaysAsync(".filters .state", "4\u00a0episodes");
        await Expect(page.Find(".rows .row").First).ToContainTextAsync("none");
        await page.Find(".filters button", "clear").ClickAsync();
        await page.PressAsync("s", "s");
        await page.IsAtAsync("sort=turns&desc=1");
        await page.PressAsync("S");
        await page.IsAtAsync("sort=turns&desc=0");
        await Expect(page.Find(".rows .row").First).ToContainTextAsync("solved");
        await page.Find(".more-filters summary").ClickAsync();
        await page.Find("input[name=turns_min]").FillAsync("8");
        await page.IsAtAsync("turns_min=8");
        await Expect(page.Find("[name=turns_min]")).ToHaveValueAsync("8");
    }

    [Fact]
    public async Task A_list_of_very_many_opens_at_once_keeps_few_rows_and_is_filtered_as_a_whole()
    {
        // The benchmark's episodes, 20 KB each; of eight one faults, one runs out of turns, three are solved and three fail.
        var count = LongRun.Count(quick: 20_000, full: 100_000);
        using var folder = new TemporaryFolder();
        using (var writer = TrajectoryWriter.Open(Path.Combine(folder.Path, "episodes")))
        {
            foreach (var record in SyntheticEpisodes.Make(count))
            {
                writer.Append(record);
            }
        }

        await using var server = await ViewerServer.StartAsync(new ViewerOptions { Folder = folder.Path }, TimeProvider.System, TextWriter.Null);
        await using var page = await browser.OpenAsync(other: server.Url);
        page.MayLosePictures = true;
        await page.GoAsync("#/run/0");
        await page.SaysAsync(".filters .state", $"{Thousands(count)}\u00a0episodes");
        await page.PressAsync("End");
        await page.SaysAsync(".rows .row.current", $"{count - 1}");
        Assert.InRange(await page.Find(".rows .row").CountAsync(), 5, 90);
        await page.PressAsync("PageUp", "Enter");
        await page.IsAtAsync($"/episode/{(count / 100) - 1}\\d\\d/");
        await page.PressAsync("p");
        await page.SaysAsync(".episode-head h1", $"Episode {(count / 100) - 1}");
        await page.PressAsync("Escape");
        await page.SaysAsync(".filters .state", $"at {Thousands(count - 1)[..^2]}");

        // To the middle by the wheel, as far as a hand turns it.
        await page.PressAsync("Home");
        await page.SaysAsync(".rows .row.current", "0");
        await page.Find(".rows").EvaluateAsync("rows => { rows.scrollTop = rows.scrollHeight / 2; }");
        await page.Page.WaitForFunctionAsync(
            "middle => [...document.querySelectorAll('.rows .row .row-link')].some((row) => Math.abs(Number(row.textContent) - middle) < 100)", count / 2);

        await page.Find(".chip", "solved").ClickAsync();
        await page.SaysAsync(".filters .state", $"{Thousands(count / 8 * 3)}\u00a0episodes");
        await page.PressAsync("Home", "ArrowDown");
        await page.SaysAsync(".rows .row.current", "4");
        await page.Find("input[name=return_min]").FillAsync("2");
        await page.SaysAsync(".empty", "No episode is like this.");
        await page.Find(".filters button", "clear").ClickAsync();
        await page.SaysAsync(".filters .state", $"{Thousands(count)}\u00a0episodes");

        static string Thousands(int number) => $"{number / 1000}\u202f{number % 1000:000}";
    }

    [Fact]
    public async Task The_live_tail_shows_new_episodes_and_steps_until_it_is_switched_off()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{live}");
        await page.SaysAsync(".lamp", "");
        await Expect(page.Find(".lamp.on")).ToBeVisibleAsync();
        await page.SaysAsync(".headline", "updates2");
        var newest = browser.Live.Next;
        browser.Live.Train(1);
        await page.SaysAsync(".rows .row", $"{newest + 11}");
        await page.SaysAsync(".headline", "updates3");
        await page.SaysAsync("[data-metric='env/success'] .axis", "3");
        await page.PressAsync("l");
        await page.SaysAsync(".lamp", "live tail off");
        browser.Live.Train(1);
        await page.PressAsync("l");
        await page.SaysAsync(".headline", "updates4");
    }
}
