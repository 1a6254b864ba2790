using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>Our own pages in a real browser: solved by real events, the same every time.</summary>
public sealed class GuiWorldTests
{
    private static readonly int Seeds = LongRun.Count(1, 200);
    private static readonly int Repeats = LongRun.Count(1, 100);

    [Theory]
    [InlineData("browsergym")]
    [InlineData("short")]
    public async Task The_oracle_solves_every_mini_page(string dialect)
    {
        await using var kind = GuiPlay.Kind(("dialect", dialect));
        var records = await GuiPlay.PlayAllAsync(kind, TasksOf(kind, Seeds), new OracleAgent(null), workers: 2);

        Assert.All(records, record => Assert.True(record.IsSolved, $"{record.Task.State}: {GuiPlay.Words(record)}"));
        Assert.All(records, record => Assert.Equal(1, record.Return(), 1e-9));
    }

    [Fact]
    public async Task The_same_answers_give_the_same_states_rewards_and_pictures_whatever_plays_beside_it()
    {
        var traces = new List<string[]>();
        foreach (var workers in new[] { 1, 8 })
        {
            await using var kind = GuiPlay.Kind(new BrowserOptions { Processes = 1, Seats = workers }, ("dialect", "short"), ("theme", "mixed"));
            var once = TasksOf(kind, 1).ToList();
            var tasks = Enumerable.Repeat(once, Repeats).SelectMany(all => all);
            var records = await GuiPlay.PlayAllAsync(kind, tasks, new RandomAgent(kind), workers, retries: 0, period: once.Count);
            Assert.All(records, record => Assert.False(record.End is EpisodeEnd.Faulted, GuiPlay.Words(record)));
            traces.AddRange(records.Select(Trace).Chunk(once.Count));
        }

        Assert.Equal(2 * Repeats, traces.Count);
        Assert.All(traces, trace => Assert.Equal(traces[0], trace));
        Assert.Equal(traces[0].Length, traces[0].Distinct().Count());
    }

    [Theory]
    [InlineData("mouse_click(80, 70)")]
    [InlineData("keyboard_press('Enter')")]
    [InlineData("keyboard_press('Alt+ArrowDown')")]
    public async Task No_list_of_the_browser_opens_over_the_page(string action)
    {
        await using var kind = GuiPlay.Kind(("dialect", "browsergym"), ("page", "choose-list"));
        var record = await GuiPlay.PlayAsync(kind, kind.Generate(3, Difficulty.Default), ScriptedAgent.Of(["mouse_click(80, 70)", action, "noop(0)", "send_msg_to_user('done')"]));
        Assert.True(record.Turns.Length >= 4 && record.End is not EpisodeEnd.Faulted, GuiPlay.Words(record));
    }

    [Fact]
    public async Task A_recorded_episode_plays_again_to_the_same_record()
    {
        await using var kind = GuiPlay.Kind(("dialect", "gui_libra_1000"), ("page", "enter-text"), ("scale", "2"), ("marks", "on"), ("outline", "on"));
        foreach (var agent in new IAgent[] { new OracleAgent(null), new RandomAgent(kind) })
        {
            var record = await GuiPlay.PlayAsync(kind, kind.Generate(3, Difficulty.Default), agent);
            Assert.IsNotType<EpisodeEnd.Faulted>(record.End);
            Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer(), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task An_observation_holds_what_was_asked_for()
    {
        await using var kind = GuiPlay.Kind(("page", "click-named-button"), ("scale", "2"), ("elements", "on"), ("outline", "on"), ("picture", "jpeg"));
        var images = new PlainImageStore();
        var record = await GuiPlay.PlayAsync(kind, kind.Generate(1, Difficulty.Default), new OracleAgent(null), images);

        var parts = record.Turns[0].Observation.Parts;
        var picture = Assert.IsType<ImagePart>(parts[0]).Image;
        Assert.Equal((320, 420), (picture.Width, picture.Height));
        Assert.True(images.Get(picture).Rgb.Distinct().Count() > 20, "a page has more than a few colours");
        var texts = parts.OfType<TextPart>().Select(part => part.Text).ToList();
        Assert.Equal(3, texts.Count);
        Assert.Matches(@"^\[\d+\] button '", texts[1]);
        Assert.Contains("button '", texts[2]);
    }

    [Fact]
    public async Task An_element_that_is_not_there_costs_the_turn_and_changes_nothing()
    {
        await using var kind = GuiPlay.Kind(("page", "click-named-button"), ("dialect", "browsergym"));
        var record = await GuiPlay.PlayAsync(kind, kind.Generate(1, Difficulty.Default), ScriptedAgent.Of(["click('999')", "click(", "noop(50)"]));

        Assert.Equal(("There is no element '999' in sight.", false), (record.Turns[0].Feedback, record.Turns[0].Legal));
        Assert.Equal(record.Turns[0].State, record.Turns[1].State);
        Assert.Null(record.Turns[1].Action);
    }

    internal static IEnumerable<TaskInstance> TasksOf(GuiWorldKind kind, int seeds) => kind.Pages.SelectMany(page =>
    {
        var one = new GuiWorldKind(new Dictionary<string, string> { ["page"] = page, ["theme"] = "mixed" });
        return Enumerable.Range(0, seeds).Select(seed => one.Generate((ulong)seed, Difficulty.Default));
    });

    internal static string Trace(EpisodeRecord record) => string.Join('\n', record.Turns.Select(turn =>
        $"{turn.State} {string.Join(' ', turn.Observation.Parts)} {turn.Text} → {turn.Score} {turn.Feedback}").Append(record.End.Name));
}
