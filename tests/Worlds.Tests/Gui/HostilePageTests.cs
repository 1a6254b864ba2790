using System.Diagnostics;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>Pages that misbehave end their own episode in a typed way, in time, and no other.</summary>
public sealed class HostilePageTests
{
    private static readonly BrowserOptions Impatient = new() { Processes = 1, Seats = 4, CallDeadline = TimeSpan.FromSeconds(5) };

    private static readonly (string Name, string Script, string Ends)[] Pages =
    [
        ("calm", "", "solved"),
        ("endless-loop", "for (;;);", "faulted"),
        ("alert-storm", "for (;;) alert('again')", "faulted"),
        ("one-alert", "alert('hello')", "solved"),
        ("huge-page", "const text = 'x'.repeat(1e6); for (let i = 0; i < 100; i++) { const p = document.createElement('p'); p.textContent = text; document.body.append(p); }", "any"),
        ("windows", "for (let i = 0; i < 50; i++) window.open('/miniwob-html/miniwob/calm.html')", "solved"),
        ("download", "const a = document.createElement('a'); a.href = 'data:text/plain,x'; a.download = 'x.txt'; a.click()", "solved"),
        ("elsewhere", "location = 'http://elsewhere.test/'", "solved"),
        ("file", "location = 'file:///etc/hostname'", "solved"),
        ("leaves", "location = '/miniwob-html/miniwob/calm.html'", "failed"),
        ("clings", "onbeforeunload = (e) => { e.preventDefault(); return 'stay'; }; location = '/miniwob-html/miniwob/calm.html'", "failed"),
        ("throws", "throw new Error('no')", "solved"),
        ("socket", "try { new WebSocket('ws://127.0.0.1:9/') } catch { }", "solved"),
    ];

    [Fact]
    public async Task Each_ends_as_it_must_and_disturbs_no_other()
    {
        using var folder = new TemporaryFolder();
        MiniwobFolders.Clicking(folder, [.. Pages.Select(page => (page.Name, page.Script))]);
        await using var kind = GuiPlay.Kind(Impatient, ("site", "miniwob"), ("miniwob", folder.Path), ("dialect", "browsergym"));

        // A click on the area sets it off; the one on the button solves a task that still goes on. Calm ones play all the while.
        var names = Pages.SelectMany(page => new[] { page.Name, "calm" }).ToList();
        var tasks = names.Select(name => TaskJson.ReadText(kind, MiniwobCheckout.Task(name, 1)));
        var started = Stopwatch.GetTimestamp();
        var records = await GuiPlay.PlayAllAsync(kind, tasks, new ClickTwice(), workers: 4, retries: 0);

        foreach (var (record, name) in records.Zip(names))
        {
            var ends = Pages.First(page => page.Name == name).Ends;
            Assert.True(ends == "any" || record.End.Name == ends || record.End is EpisodeEnd.Faulted { Fault.Message: var words } && ends == "faulted" && words.Length > 10, $"{name}: {GuiPlay.Words(record)}");
        }

        Assert.Contains("dismissed: hello", records[names.IndexOf("one-alert")].Turns[0].Feedback);
        Assert.Contains("window was refused", records[names.IndexOf("windows")].Turns[0].Feedback);
        Assert.Contains("elsewhere.test was refused", records[names.IndexOf("elsewhere")].Turns[0].Feedback);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_page_that_never_becomes_ready_is_a_fault()
    {
        using var folder = new TemporaryFolder();
        MiniwobFolders.Clicking(folder, ("calm", ""));
        File.WriteAllText(folder.File("miniwob", "never.html"), "<!doctype html><p>nothing here");
        await using var kind = GuiPlay.Kind(Impatient, ("site", "miniwob"), ("miniwob", folder.Path), ("dialect", "browsergym"));
        var record = await GuiPlay.PlayAsync(kind, TaskJson.ReadText(kind, MiniwobCheckout.Task("never", 1)), ScriptedAgent.Of(["noop(0)"]));
        Assert.Contains("does not answer", Assert.IsType<EpisodeEnd.Faulted>(record.End).Fault.Message);
    }

    /// <summary>Clicks the area, then the button until something ends the episode.</summary>
    private sealed class ClickTwice : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) =>
            ValueTask.FromResult(new AgentReply(turn.Turn == 0 ? "mouse_click(80, 20)" : "mouse_click(80, 170)"));
    }
}
