using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>The MiniWoB++ protocol, on pages of our own that speak it and lie like a checkout.</summary>
public sealed class MiniwobTests
{
    private static readonly string[] Pages = ["click-target", "enter-text", "check-boxes", "moving-target"];

    [Fact]
    public void There_are_130_published_tasks()
    {
        Assert.Equal(130, MiniwobTasks.Published.Length);
        Assert.Equal(130, MiniwobTasks.Published.Distinct().Count());
        Assert.Contains("click-tab-2-hard", MiniwobTasks.Published);
        Assert.Contains("email-inbox-forward-nl-turk", MiniwobTasks.Published);
        Assert.True(MiniwobTasks.IsTimed("chase-circle"));
    }

    [Theory]
    [InlineData("browsergym/miniwob.click-button", "click-button")]
    [InlineData("miniwob/click-tab-2-v1", "click-tab-2")]
    [InlineData("click-test", "click-test")]
    public void A_task_is_known_by_the_names_that_others_use(string written, string name) => Assert.Equal(name, MiniwobTasks.Plain(written));

    [Fact]
    public void A_folder_without_tasks_says_what_was_expected()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("core/ and miniwob/*.html", Assert.Throws<MiniwobFolderException>(() => MiniwobFolder.Open(folder.Path)).Message);
        Assert.Contains("--miniwob DIR", Assert.Throws<MiniwobFolderException>(() => MiniwobFolder.Open("")).Message);
    }

    [Fact]
    public void Nothing_outside_the_folder_is_served()
    {
        using var folder = new TemporaryFolder();
        var checkout = MiniwobFolder.Open(MiniwobFolders.Clicking(folder, ("calm", "")));
        Assert.Equal("text/html; charset=utf-8", checkout.Read("miniwob-html/miniwob/calm.html")!.ContentType);
        string[] outside = ["miniwob/calm.html", "miniwob-html/../secret.html", "miniwob-html/../../etc/passwd", "miniwob-html//etc/hostname", "miniwob-html/miniwob/none.html", "miniwob-html/miniwob/calm.html\0"];
        Assert.All(outside, path => Assert.Null(checkout.Read(path)));
    }

    [Fact]
    public async Task Every_task_starts_by_seed_is_solved_and_pays()
    {
        using var folder = new TemporaryFolder();
        await using var kind = GuiPlay.Kind(("site", "miniwob"), ("miniwob", MiniwobFolders.Mini(folder, Pages)), ("dialect", "browsergym"));
        Assert.Equal(Pages.Order(StringComparer.Ordinal), kind.Pages);
        var tasks = Pages.SelectMany(page => new[] { 1, 2, 1 }.Select(seed => TaskJson.ReadText(kind, MiniwobCheckout.Task(page, seed)))).ToList();
        var records = await GuiPlay.PlayAllAsync(kind, tasks, new OracleAgent(null), workers: 2);

        Assert.All(records, record => Assert.True(record.IsSolved, $"{record.Task.State}: {GuiPlay.Words(record)}"));
        Assert.All(records, record => Assert.Equal((1, 1), (record.Part("outcome"), record.Part(GuiWorld.RawReward))));
        foreach (var three in records.Chunk(3))
        {
            // The seed alone decides the instance, also on a page that served before.
            Assert.Equal(GuiWorldTests.Trace(three[0]), GuiWorldTests.Trace(three[2]));
        }

        // Two seeds may give one page the same easy instance, but not most pages.
        Assert.InRange(records.Chunk(3).Count(three => three[0].Turns[0].State != three[1].Turns[0].State), 3, 4);
    }

    [Fact]
    public async Task A_time_scaled_reward_shrinks_with_the_pages_time()
    {
        using var folder = new TemporaryFolder();
        await using var kind = GuiPlay.Kind(
            ("site", "miniwob"), ("miniwob", MiniwobFolders.Mini(folder, "click-target")), ("dialect", "browsergym"), ("reward", "time_scaled"), ("step_ms", "500"));
        var record = await GuiPlay.PlayAsync(kind, TaskJson.ReadText(kind, MiniwobCheckout.Task("click-target", 5)), new WaitFirst(new OracleAgent(null)));

        // The wait takes 2,000 of 10,000 ms; the click itself comes before its own step's time.
        Assert.True(record.IsSolved, GuiPlay.Words(record));
        Assert.Equal(0.8, record.Part("outcome"), 0.011);
    }

    [Fact]
    public async Task Blind_play_meets_no_fault()
    {
        using var folder = new TemporaryFolder();
        await using var kind = GuiPlay.Kind(("site", "miniwob"), ("miniwob", MiniwobFolders.Mini(folder, Pages)));
        var tasks = Pages.SelectMany(page => Enumerable.Range(0, 2).Select(seed => TaskJson.ReadText(kind, MiniwobCheckout.Task(page, seed))));
        var records = await GuiPlay.PlayAllAsync(kind, tasks, new RandomAgent(kind), workers: 2, retries: 0);
        Assert.All(records, record => Assert.False(record.End is EpisodeEnd.Faulted, GuiPlay.Words(record)));
    }

    private sealed class WaitFirst(IAgent then) : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) =>
            turn.Turn == 0 ? ValueTask.FromResult(new AgentReply("noop(2000)")) : then.ActAsync(turn, cancellation);
    }
}
