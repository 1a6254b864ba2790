using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Records that were made to break the page: it stays usable, and nothing in them runs.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class HostilePageTests(PageBrowser browser)
{
    [Fact]
    public async Task Script_in_a_record_is_text()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{hostile}/episode/0/turn/1?tokens=mask");
        await page.SaysAsync(".text.said", "<script>window.broken=1</script>");
        await page.SaysAsync(".fault-box", "<img src=x onerror=");
        await page.SaysAsync(".origin-guidance", "</script><script>");

        // The mark that turns the direction of writing round is shown, not obeyed.
        await page.SaysAsync(".tokens", "‹U+202E›");
        await page.Find(".episode-head summary").ClickAsync();
        await page.SaysAsync(".more-of", "onerror=window.broken=4");
        await page.PressAsync("x");
        await page.SaysAsync(".transcript", "<svg onload=window.broken=3>");
        foreach (var place in new[] { "#/run/{hostile}", "#/run/{hostile}/group/0", "#/run/{hostile}/tree/0", "#/compare?a={hostile}&b={hostile}" })
        {
            await page.GoAsync(place);
            await Expect(page.Find("main > *").First).ToBeVisibleAsync();
        }

        Assert.Null(await page.Page.EvaluateAsync<object?>("window.broken"));
        Assert.Equal(1, await page.Find("script").CountAsync());
        Assert.Equal(0, await page.Find("main script, main iframe, main object, main img[src=x]").CountAsync());
    }

    [Fact]
    public async Task Fifty_thousand_turns_are_walked_and_scrolled()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{hostile}/episode/2/turn/1");
        await page.SaysAsync(".timeline .place", "turn 1 of 50000");
        await page.PressAsync("End");
        await page.SaysAsync(".turn-panel", "turn 49999");
        await page.SaysAsync(".turns .row.current", "50000");
        Assert.InRange(await page.Find(".turns .row").CountAsync(), 3, 60);
        await page.PressAsync("k", "k");
        await page.SaysAsync(".turn-panel", "turn 49997");
        await page.SaysAsync(".board", "Beyond turn 400");
        await page.PressAsync("x");
        await page.SaysAsync(".transcript .turn.current", "turn 49997");
    }

    [Fact]
    public async Task Pictures_and_records_that_are_lost_are_said_to_be_lost()
    {
        await using var page = await browser.OpenAsync();
        page.MayLosePictures = true;
        await page.GoAsync("#/run/{hostile}/episode/3/turn/1");
        await page.SaysAsync(".missing", "not in the store, or is damaged");
        await page.GoAsync("#/run/{hostile}/episode/4");
        await page.SaysAsync(".fault-box", "damaged record");
        await page.PressAsync("p");
        await page.IsAtAsync("/episode/3/");
    }

    [Fact]
    public async Task What_does_not_exist_is_said_in_words_and_Esc_leads_out()
    {
        await using var page = await browser.OpenAsync();
        page.MayLosePictures = true;
        await page.GoAsync("#/nowhere/<b>");
        await page.SaysAsync("main .error", "There is nothing at");
        await page.GoAsync("#/run/99");
        await page.SaysAsync("main .error", "There is no run '99'");
        await page.GoAsync("#/run/{maze}/episode/99999");
        await page.SaysAsync("main .error", "There is no episode at 99999");
        await page.PressAsync("Escape", "Escape");
        await page.SaysAsync(".runs", "maze");
    }
}
