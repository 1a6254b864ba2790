using System.Collections.Concurrent;
using System.Diagnostics;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>Browsers that die, hang or go away under an episode: never a score, tried again, and nothing left behind.</summary>
public sealed class BrowserFaultTests
{
    private static readonly int Episodes = LongRun.Count(16, 5_000);

    // A killed driver can hold the closing of its pool up for minutes: no run of all tests should wait for it.
    [Fact(Explicit = true)]
    public async Task Broken_episodes_are_tried_again_or_reported_and_leave_no_process()
    {
        var options = new BrowserOptions { Processes = 2, Seats = 4, CallDeadline = TimeSpan.FromSeconds(4), ContextsPerBrowser = 50 };
        var kind = GuiPlay.Kind(options, ("page", "check-boxes"), ("dialect", "browsergym"), ("picture", "none"));
        var saboteur = new Saboteur(kind, new OracleAgent(null), Episodes > 1000 ? 0.02 : 0.08);
        List<EpisodeRecord> records;
        await using (kind)
        {
            var tasks = Enumerable.Range(0, Episodes).Select(seed => kind.Generate((ulong)seed, Difficulty.Default));
            records = await GuiPlay.PlayAllAsync(kind, tasks, saboteur, workers: 4, retries: 6);
        }

        // The oracle solves every task that is left alone: a broken one that was scored would stand out as not solved.
        Assert.All(records, record => Assert.True(record.IsSolved || record.End is EpisodeEnd.Faulted, GuiPlay.Words(record)));
        Assert.All(records.Where(record => record.End is EpisodeEnd.Faulted), record => Assert.False(ScoredEpisode.TryFrom(record, out _)));
        Assert.True(saboteur.Done.Count >= 2, $"only {saboteur.Done.Count} faults were injected");
        Assert.True(records.Sum(record => record.Retries) + records.Count(record => record.End is EpisodeEnd.Faulted) > 0);
        Assert.All(saboteur.Groups, group => Assert.False(ProcessGroup.Exists(group), $"the browser {group} is still there"));
        Assert.DoesNotContain(ProcessGroup.Children(), child => saboteur.Drivers.Contains(child.Process) && child.Command.Length > 0);
        TestContext.Current.SendDiagnosticMessage(
            $"{records.Count} episodes, {saboteur.Done.Count} faults ({string.Join(", ", saboteur.Done.GroupBy(kind => kind).Select(group => $"{group.Key} {group.Count()}"))}), "
            + $"{records.Sum(record => record.Retries)} retries, {records.Count(record => record.End is EpisodeEnd.Faulted)} reported, {Environment.WorkingSet >> 20} MB");
    }

    [Fact]
    public async Task A_lease_that_nobody_uses_is_taken_back()
    {
        var kind = GuiPlay.Kind(new BrowserOptions { Processes = 1, Seats = 1, LeaseTime = TimeSpan.FromSeconds(2) }, ("page", "click-target"));
        await using var owned = kind;
        var cancellation = TestContext.Current.CancellationToken;
        var forgotten = await kind.Browsers.RentAsync(new PageLook(160, 210, 1), "mini/click-target/index.html", cancellation);

        // The only seat is free again once the first lease has run out.
        await using var next = await kind.Browsers.RentAsync(new PageLook(160, 210, 1), "mini/click-target/index.html", cancellation);
        Assert.Contains("taken back", forgotten.Problem);
        await Assert.ThrowsAsync<BrowserFaultException>(() => forgotten.GoAsync("mini/click-target/index.html", cancellation));
        Assert.Null(next.Problem);
    }

    [Fact]
    public async Task A_missing_browser_is_said_once_and_not_tried_again()
    {
        await using var kind = new GuiWorldKind(new Dictionary<string, string> { ["page"] = "click-target" }, new BrowserOptions { Executable = "/nowhere/chromium" });
        var record = await GuiPlay.PlayAsync(kind, kind.Generate(1, Difficulty.Default), new RandomAgent(kind));
        Assert.Contains("did not start", Assert.IsType<EpisodeEnd.Faulted>(record.End).Fault.Message);
        Assert.Contains("names '/nowhere'", Assert.Throws<BrowserMissingException>(() => BrowserFinder.Find(name => name == BrowserFinder.Variable ? "/nowhere" : null)).Message);
        Assert.Contains("apt-get install", Assert.Throws<BrowserMissingException>(() => BrowserFinder.Find(_ => null)).Message);
    }

    /// <summary>Answers as another agent does, and now and then breaks the browser first.</summary>
    private sealed class Saboteur(GuiWorldKind kind, IAgent then, double share) : IAgent
    {
        private long _attempts;

        public ConcurrentBag<string> Done { get; } = [];

        public ConcurrentBag<int> Groups { get; } = [];

        public ConcurrentBag<int> Drivers { get; } = [];

        public async ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
        {
            foreach (var (driver, group) in kind.Browsers.Processes)
            {
                Groups.Add(group);
                Drivers.Add(driver);
            }

            var random = RandomKey.FromSeed(5).Derive((ulong)Interlocked.Increment(ref _attempts)).Stream();
            if (random.NextBool(share) && turn.Demonstrator is GuiWorld { Lease: { } lease })
            {
                await BreakAsync(lease, random.NextInt(4), cancellation);
            }

            return await then.ActAsync(turn, cancellation);
        }

        private async Task BreakAsync(PageLease lease, int how, CancellationToken cancellation)
        {
            switch (how)
            {
                case 0:
                    Done.Add("browser killed");
                    ProcessGroup.Kill(lease.Slot.Process.Group);
                    break;
                case 1:
                    Done.Add("driver killed");
                    using (var driver = Process.GetProcessById(lease.Slot.Process.DriverProcess))
                    {
                        driver.Kill();
                    }

                    break;
                case 2:
                    Done.Add("page hung");
                    await lease.SendAsync("Runtime.evaluate", new Dictionary<string, object> { ["expression"] = "__pwClock.builtins.setTimeout(() => { for (;;); }, 0)" }, cancellation);
                    break;
                default:
                    Done.Add("context closed");
                    await lease.Slot.CloseAsync(TimeProvider.System);
                    break;
            }
        }
    }
}
