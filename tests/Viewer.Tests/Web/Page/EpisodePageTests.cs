using static Microsoft.Playwright.Assertions;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>One episode: turns, frames, marks, times, board, words and tokens.</summary>
[Collection(PageBrowserTests.Name)]
public sealed class EpisodePageTests(PageBrowser browser)
{
    [Fact]
    public async Task Turns_are_walked_by_keys_and_by_the_slider_with_the_click_the_drag_and_the_words_drawn()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{page}/episode/0/turn/1");

        // A click at (160, 50) of a page of 320 × 210, drawn on the frame of that size.
        await Expect(page.Find(".stage .act .ring")).ToHaveAttributeAsync("cx", "160");
        await Expect(page.Find(".stage .act .ring")).ToHaveAttributeAsync("cy", "50");
        await page.PressAsync("j");
        await page.IsAtAsync("/turn/2");
        await page.SaysAsync(".stage .typed", "type nadia@rocket.example");
        await Expect(page.Find(".stage .act .ring")).ToHaveCountAsync(0);
        await page.Find(".timeline input[type=range]").FocusAsync();
        await page.PressAsync("ArrowRight");
        await page.IsAtAsync("/turn/3");
        await Expect(page.Find(".stage .act line.ring")).ToHaveAttributeAsync("x2", "240");
        await page.PressAsync("m");
        await Expect(page.Find(".stage .act .ring")).ToHaveCountAsync(0);
        await page.PressAsync("m", "End");
        await page.SaysAsync(".turn-panel", "Here it ended: ✓ solved");
        await page.PressAsync("k");
        await page.SaysAsync(".turn-panel", "not understood; the world did not change");
        await page.SaysAsync(".turn-panel", "expected one call such as click('4')");
        await page.PressAsync("Home");
        await page.IsAtAsync("/turn/1");
        await Expect(page.Find(".turns .row.current")).ToContainTextAsync("click 160,50");
    }

    [Fact]
    public async Task The_time_of_each_turn_is_split_over_policy_world_and_queue()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/episode/2/turn/3");

        // 0.030 + 0.002 a turn for the policy, 0.012 for the world, 0.003 in the queue.
        await page.SaysAsync(".timeline .times", "policy 34 ms · world 12 ms · queue 3 ms");
        var bars = page.Find(".time-strip g").Nth(2);
        var policy = double.Parse((await bars.Locator(".time-policy").GetAttributeAsync("height"))!);
        var world = double.Parse((await bars.Locator(".time-world").GetAttributeAsync("height"))!);
        Assert.Equal(34.0 / 12, policy / world, 6);
    }

    [Fact]
    public async Task Frames_play_and_pause_with_the_space_bar()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/episode/2/turn/1");
        await page.SaysAsync(".turn-panel h2", "Turn 1");
        await page.Find(".timeline select").SelectOptionAsync("15");
        await page.Find("main").FocusAsync();
        await page.PressAsync("Space");
        await page.SaysAsync(".timeline button[aria-pressed=true]", "pause");
        await page.IsAtAsync("/turn/8");
        await page.SaysAsync(".timeline", "▶ play");

        // At the end it begins anew; slowly, so that a busy machine sees it before it is through again.
        await page.Find(".timeline select").SelectOptionAsync("1");
        await page.Find("main").FocusAsync();
        await page.PressAsync("Space");
        await page.IsAtAsync("/turn/[1-7](\\?|$)");
        await page.PressAsync("Space");
        await page.SaysAsync(".timeline button[aria-pressed=false]", "▶ play");
    }

    [Fact]
    public async Task Each_world_has_its_board_and_an_unknown_one_a_tree()
    {
        await using var page = await browser.OpenAsync();

        // The start is row 0, column 4: the middle of the fifth cell of 20 is 90.
        await page.GoAsync("#/run/{maze}/episode/0/turn/1");
        await Expect(page.Find("[data-board=maze] .maze .agent")).ToHaveAttributeAsync("cx", "90");
        await page.SaysAsync(".board", "at row 0, column 4 after 0 moves");

        // The click at (230, 182) falls on the button and on the smaller image within it.
        await page.GoAsync("#/run/{page}/episode/0/turn/5");
        await page.SaysAsync("[data-board=gui] tr.hit", "Logo");

        // 7 and an ace are a soft 18; with the 7 that comes 15, and the ace counts 1.
        await page.GoAsync("#/run/{cards}/episode/0/turn/1");
        await page.SaysAsync("[data-board=blackjack]", "counts 18");
        await page.PressAsync("j");
        await page.SaysAsync("[data-board=blackjack]", "counts 15");
        await Expect(page.Find(".board .card:not(.hidden)")).ToHaveTextAsync(["A♣", "7♦", "A♦", "7♥"]);

        // What was not allowed is no part of the formula.
        await page.GoAsync("#/run/{cards}/episode/1/turn/4");
        await page.SaysAsync("[data-board=points24] .formula", "5 +");
        await page.SaysAsync(".board", "count 10, 5, 5, 10");
        await page.GoAsync("#/run/{cards}/episode/2/turn/2");
        await page.SaysAsync("[data-board=numberline]", "at 3, target 4, 0 to 7");
        await page.GoAsync("#/run/{cards}/episode/3/turn/1");
        await page.SaysAsync("[data-board=tree]", "doors: [north, east]");

        // Four discs lie there; the first drops one on the disc in column 3, which is the second row: 3 · 24 / 2 from the bottom of 96.
        await page.GoAsync("#/run/{cards}/episode/4/turn/1");
        await page.SaysAsync("[data-board=connect]", "first is to move · 4 discs, 4 of them the opening · 3 in a row win · falls into column 3");
        await Expect(page.Find(".board .disc.next.first")).ToHaveAttributeAsync("cx", "60");
        await Expect(page.Find(".board .disc.next.first")).ToHaveAttributeAsync("cy", "60");
        await page.PressAsync("j");

        // What was refused does not fall, and the turn stays with the second.
        await page.SaysAsync("[data-board=connect]", "second is to move · 5 discs, 4 of them the opening · 3 in a row win");
        await Expect(page.Find(".board .disc.next")).ToHaveCountAsync(0);
        await Expect(page.Find(".board .disc.last.first")).ToHaveAttributeAsync("cx", "60");
        await page.PressAsync("j", "j");
        await page.SaysAsync("[data-board=connect]", "first is to move · 6 discs");
        await Expect(page.Find(".board .disc.last.second")).ToHaveAttributeAsync("cy", "36");

        // Before it is graded tests are counted; then each stands by its name.
        await page.GoAsync("#/run/{cards}/episode/5/turn/3");
        await Expect(page.Find("[data-board=code] .code-tests td")).ToHaveTextAsync([" 0 of 4", "not graded", " 2 of 2", "not graded"]);

        // One line was changed and one was not allowed.
        await page.GoAsync("#/run/{cards}/episode/5/turn/4");
        await Expect(page.Find("[data-board=code] .code-diff pre")).ToHaveTextAsync(["lib/code.py:2 -  return value - 3", "lib/code.py:2 +  return value + 3"]);
        await Expect(page.Find("[data-board=code] .code-diff .added")).ToHaveCountAsync(1);
        await Expect(page.Find("[data-board=code] .code-tests td")).ToHaveTextAsync([" fail", " pass", " fail", " fail", " pass", " skip"]);
        await Expect(page.Find("[data-board=code] .code-tests tbody th")).ToHaveTextAsync(["tests.test_code.Scale.test_two", "tests.test_code.Scale.test_<b>", "tests.test_code.Scale.test_six"]);
        await Expect(page.Find("[data-board=code] .code-turn.bad")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Next_and_previous_episode_follow_the_list_that_was_left()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}?end=faulted");
        await page.SaysAsync(".filters .state", "4\u00a0episodes");
        await page.PressAsync("Enter");

        // Faults are the second members of updates 1, 4, 7 and 10: positions 1, 36 + 1, and so on behind evaluations of four.
        await page.SaysAsync(".episode-head h1", "Episode 1");
        await page.SaysAsync(".fault-box", "the lease was lost");
        await page.SaysAsync(".episode-head", "no return: a fault is not a result");
        await page.PressAsync("n");
        await page.SaysAsync(".episode-head h1", "Episode 37");
        await page.PressAsync("p");
        await page.SaysAsync(".episode-head h1", "Episode 1");
    }

    [Fact]
    public async Task Tokens_show_id_text_probability_entropy_advantage_ratio_and_origin()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/episode/0/turn/1?tokens=mask");

        // The system's eight words, the picture, the observation's six, the answer's seven: only these are learnt from.
        await Expect(page.Find(".segment.learnt .token")).ToHaveCountAsync(7);
        await page.SaysAsync(".tokens", "▦ image, 4 tokens");
        await page.PressAsync("i", "i");
        await page.IsAtAsync("tokens=logprob");
        await page.Find(".tokens").FocusAsync();
        await page.Find(".segment.learnt .token").First.HoverAsync();
        foreach (var words in new[] { "\"I\"", "sampled, learnt from", "log-prob", "entropy1.5 nats", "advantage", "ratio1.25", "T 1, weights 3" })
        {
            await page.SaysAsync(".tip", words);
        }

        await page.PressAsync("i", "i", "i");
        await page.IsAtAsync("tokens=ratio");

        // log2(1.25) = 0.3219: a third of the way to the strongest blue.
        await Expect(page.Find(".segment.learnt .token.high").First).ToHaveAttributeAsync("style", "--strength: 0.322;");
        await page.PressAsync("ArrowRight");
        await Expect(page.Find(".token[aria-selected=true]")).ToHaveCountAsync(1);
        await Expect(page.Find(".tip")).ToBeVisibleAsync();
        await page.GoAsync("#/run/{maze}/episode/2/turn/1?tokens=mask");
        await page.SaysAsync(".origin-guidance", "Hint:");
        await page.SaysAsync(".turn-panel", "6\u00a0tokens of guidance: not the policy's own");
    }

    [Fact]
    public async Task The_whole_transcript_reads_on_and_cuts_nothing()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/episode/2/turn/2");
        await page.SaysAsync(".turn-panel h2", "Turn 2");
        await page.PressAsync("x");
        await page.IsAtAsync("view=whole");
        await Expect(page.Find(".transcript .turn")).ToHaveCountAsync(7);
        await page.Find(".transcript button", "earlier turns").ClickAsync();
        await Expect(page.Find(".transcript .turn")).ToHaveCountAsync(8);
        await page.GoAsync("#/run/{hostile}/episode/1/turn/1");
        await page.SaysAsync(".long", "65\u202f536 of 10\u202f000\u202f000 characters");
        await page.Find(".long button").ClickAsync();
        await page.SaysAsync(".long", "589\u202f824 of 10\u202f000\u202f000 characters");
        Assert.Equal(589_824, await page.Find(".long pre").EvaluateAsync<int>("node => node.textContent.length"));
    }

    [Fact]
    public async Task A_place_is_shared_by_its_link_or_as_a_file_by_a_command()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("#/run/{maze}/episode/3/turn/2?tokens=entropy");
        await page.SaysAsync(".turn-panel h2", "Turn 2");
        await Expect(page.Find(".choice button[aria-pressed=true]")).ToHaveTextAsync("entropy");
        await page.Find(".episode-head summary").FocusAsync();
        await page.PressAsync("Enter");
        await page.SaysAsync(".share", "--episode 3 --format html --output episode-3.html");
        await page.SaysAsync(".share", "agentic play maze");
        await page.SaysAsync(".share", "/turn/2?tokens=entropy");
    }
}
