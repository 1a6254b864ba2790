using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>What each view owes to everybody: contrast, names, focus that is seen, keys, both themes; and pictures of it for a person to judge.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class BasicsPageTests(PageBrowser browser)
{
    private const string Variable = "AGENTIC_SCREENSHOTS";

    // Each view with what must be in sight before it is judged.
    private static readonly (string Name, string Place, string Ready)[] Views =
    [
        ("runs", "#/", ".run-link"), ("overview", "#/run/{maze}", ".chart"), ("filtered", "#/run/{maze}?end=faulted,solved&phase=train&turns_min=2", ".chip[aria-pressed=true]"),
        ("maze", "#/run/{maze}/episode/2/turn/1?tokens=mask", ".segment.learnt"), ("ratio", "#/run/{maze}/episode/0/turn/1?tokens=ratio", ".token.high"), ("page", "#/run/{page}/episode/0/turn/3", ".act .ring"),
        ("whole", "#/run/{page}/episode/0/turn/1?view=whole", ".transcript .turn"), ("cards", "#/run/{cards}/episode/0/turn/2", ".card"), ("points", "#/run/{cards}/episode/1/turn/4", ".formula"), ("numberline", "#/run/{cards}/episode/2/turn/2", ".number-line"), ("connect", "#/run/{cards}/episode/4/turn/1", ".connect"), ("code", "#/run/{cards}/episode/5/turn/4", ".code-diff .added"),
        ("group", "#/run/{maze}/group/3?step=1&phase=train", "td.leaves"), ("tree", "#/run/{maze}/tree/3", ".node"), ("family", "#/run/{family}/tree/1", ".node"), ("kin", "#/run/{family}/episode/0/turn/3", ".kin"), ("kin-list", "#/run/{family}", ".origin-sign"), ("kin-group", "#/run/{family}/group/7", ".origin-sign"),
        ("compare", "#/compare?a={maze}&b={maze}&step_a=4&step_b=12", ".rows .row"), ("hostile", "#/run/{hostile}/episode/0/turn/1", ".fault-box"), ("damaged", "#/run/{hostile}/episode/4", ".fault-box"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_view_has_contrast_names_and_room_in_both_themes(bool isDark)
    {
        await using var page = await browser.OpenAsync(isDark: isDark);
        foreach (var (name, place, ready) in Views)
        {
            await page.GoAsync(place);
            await Expect(page.Find(ready).First).ToBeVisibleAsync();
            foreach (var check in new[] { PageBasics.LowContrast, PageBasics.Nameless, PageBasics.Spilt })
            {
                var found = await page.Page.EvaluateAsync<string[]>(check);
                Assert.True(found.Length == 0, $"{name}: {string.Join("; ", found)}");
            }
        }
    }

    [Fact]
    public async Task The_focus_goes_through_the_controls_in_order_and_is_seen()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}");
        await Expect(page.Find(".chart").First).ToBeVisibleAsync();
        await page.Page.EvaluateAsync("document.activeElement.blur()");
        var names = new List<string>();
        for (var step = 0; step < 70; step++)
        {
            await page.PressAsync("Tab");
            var focus = await page.Page.EvaluateAsync<JsonElement>(PageBasics.Focus);
            Assert.True(focus.GetProperty("isSeen").GetBoolean(), $"The focus is not seen on '{focus.GetProperty("name")}'.");
            names.Add(focus.GetProperty("name").GetString()!);
        }

        string[] order = ["To the content", "Agentic", "runs", "Help: keys, colours, commands", "env/success, by update", "Search the text of episodes"];
        var places = order.Select(name => names.IndexOf(name)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains(names, name => name.StartsWith("Episodes: number, step", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_and_the_theme_are_reached_by_keys_and_the_theme_is_kept()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/");
        await page.SaysAsync(".runs", "maze");
        await page.PressAsync("?");
        await page.SaysAsync("dialog", "next and previous turn");
        await page.SaysAsync("dialog", "agentic export RUN --episode N --format html");
        await page.PressAsync("Escape");
        await Expect(page.Find("dialog")).ToHaveCountAsync(0);
        var light = await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await page.Find(".tools select").SelectOptionAsync("dark");
        var dark = await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.NotEqual(light, dark);
        await page.Page.ReloadAsync();
        await page.SaysAsync(".runs", "maze");
        Assert.Equal(dark, await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await page.Find("main").FocusAsync();
        await page.PressAsync("j", "Enter");
        await page.IsAtAsync("^#/run/\\d+$");
        await page.PressAsync("Escape");
        await page.IsAtAsync("^#/$");
    }

    [Fact]
    public async Task Pictures_of_every_view_are_written_where_they_are_asked_for()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"{Variable} names no folder.");
        Directory.CreateDirectory(folder);
        foreach (var (width, height, isDark) in new[] { (1280, 800, false), (1280, 800, true), (2560, 1440, false), (2560, 1440, true) })
        {
            await using var page = await browser.OpenAsync(width, height, isDark);
            foreach (var (name, place, ready) in Views)
            {
                await page.GoAsync(place);
                await Expect(page.Find(ready).First).ToBeVisibleAsync();
                await page.PressAsync(name == "compare" ? "Enter" : "Shift");
                await page.Page.WaitForFunctionAsync("() => [...document.images].every((image) => image.complete || image.loading === 'lazy')");
                await Shoot(page, name);
            }

            await page.PressAsync("?");
            await Shoot(page, "help");

            async Task Shoot(ViewerPage shown, string name)
            {
                var file = Path.Combine(folder, $"{name}-{width}-{(isDark ? "dark" : "light")}.png");
                await shown.Page.ScreenshotAsync(new() { Path = file });
                Assert.True(new FileInfo(file).Length > 10_000, $"{file} is nearly empty.");
            }
        }
    }
}
