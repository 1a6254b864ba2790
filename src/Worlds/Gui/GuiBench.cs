using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Gui;

/// <summary>Steps (a click and a picture) and resets a second over our own mini pages.</summary>
public sealed class GuiBench : IServiceBench
{
    // Its task ends only when it is handed in, so that nearly every step is a step.
    private const string StepPage = "check-boxes";

    /// <summary>Whether there is a browser.</summary>
    public static WorldNeed Need() => BrowserFinder.TryFind(Environment.GetEnvironmentVariable, out var found) is { } problem
        ? new WorldNeed("Chromium", false, problem, BrowserFinder.AptCommand)
        : new WorldNeed("Chromium", true, found!, BrowserFinder.AptCommand);

    /// <inheritdoc/>
    public async Task<ServiceBenchReport> RunAsync(ServiceBenchSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var (workers, time) = (settings.Workers, settings.Time);
        var small = await StepsAsync(workers, time, clock, scale: 1, cancellation);
        var large = await StepsAsync(workers, time, clock, scale: 2, cancellation);
        var resets = await ResetsAsync(workers, time, clock, cancellation);
        var memory = Math.Max(Math.Max(small.MemoryMb, large.MemoryMb), resets.MemoryMb);
        return new ServiceBenchReport(
            [
                new("steps_per_s", small.PerSecond), new("steps_per_s_per_core", small.PerSecond / Environment.ProcessorCount), new("steps_per_s_320x420", large.PerSecond),
                new("resets_per_s", resets.PerSecond), new("settle_ms_p50", small.SettleP50), new("settle_ms_p99", small.SettleP99), new("peak_memory_mb", memory),
                .. small.Shares.Select(share => KeyValuePair.Create($"share_{share.Key}", share.Value)),
            ],
            [
                $"steps (click + picture), {workers} workers: {small.PerSecond:0.0}/s at 160×210 ({small.PerSecond / Environment.ProcessorCount:0.0}/s per core), {large.PerSecond:0.0}/s at 320×420",
                $"resets over the mini pages, with the first picture: {resets.PerSecond:0.0}/s",
                $"settling: p50 {small.SettleP50:0.0} ms, p99 {small.SettleP99:0.0} ms",
                $"time of a step: {string.Join(", ", small.Shares.Select(share => $"{share.Key} {share.Value:P0}"))}",
                $"peak memory with browsers: {memory:0} MB",
            ]);
    }

    private static async Task<Rate> StepsAsync(int workers, TimeSpan time, TimeProvider clock, int scale, CancellationToken cancellation)
    {
        await using var kind = Kind(workers, ("page", StepPage), ("dialect", "short_click"), ("scale", $"{scale}"));
        return await MeasureAsync(kind, workers, time, clock, async (worker, run, isTimeLeft) =>
        {
            var (steps, random) = (0L, RandomKey.FromSeed((ulong)worker).Stream());
            var frame = CoordinateFrame.Of(PointUnit.PagePixels, (160, 210), scale, 1);
            while (isTimeLeft())
            {
                await using var world = Open(kind, (ulong)((worker * 1000) + run + steps));
                await world.ObserveAsync(cancellation);
                StepOutcome outcome;
                do
                {
                    var click = new GuiAction(GuiActionType.Click) { At = frame.AtPage(random.NextInt(160), 50 + random.NextInt(100)) };
                    outcome = await world.StepAsync(new AgentAction("", default, click), cancellation);
                    if (outcome is StepOutcome.Continued)
                    {
                        await world.ObserveAsync(cancellation);
                        steps++;
                    }
                }
                while (outcome is StepOutcome.Continued && isTimeLeft());
                Require(outcome);
            }

            return steps;
        });
    }

    private static async Task<Rate> ResetsAsync(int workers, TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        await using var kind = Kind(workers, ("dialect", "short_click"));
        // A page is opened once at each seat; from then on its script draws its tasks.
        await kind.WarmAsync(cancellation);
        return await MeasureAsync(kind, workers, time, clock, async (worker, run, isTimeLeft) =>
        {
            var resets = 0L;
            for (; isTimeLeft(); resets++)
            {
                await using var world = Open(kind, (ulong)((worker * 1000) + run + resets));
                await world.ObserveAsync(cancellation);
            }

            return resets;
        });
    }

    private static async Task<Rate> MeasureAsync(
        GuiWorldKind kind, int workers, TimeSpan time, TimeProvider clock, Func<int, int, Func<bool>, Task<long>> work)
    {
        // Long enough before the clock starts: browsers, first visits and the compiler's tiers are not what is measured.
        await RoundAsync(0, 2 * time);
        kind.Timings.Clear();
        var started = clock.GetTimestamp();
        var done = await RoundAsync(500_000, time);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        GuiPhase[] phases = [GuiPhase.Input, GuiPhase.Settle, GuiPhase.Screenshot, GuiPhase.Verification];
        var all = Math.Max(1.0, phases.Sum(phase => kind.Timings[phase]));
        return new Rate(
            done / seconds, kind.Timings.SettleMilliseconds(0.5), kind.Timings.SettleMilliseconds(0.99), kind.Browsers.MemoryMb(),
            [.. phases.Select(phase => KeyValuePair.Create(phase.ToString().ToLowerInvariant(), kind.Timings[phase] / all))]);

        async Task<long> RoundAsync(int run, TimeSpan length)
        {
            var begun = clock.GetTimestamp();
            var counts = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => work(worker, run, () => clock.GetElapsedTime(begun) < length))));
            return counts.Sum();
        }
    }

    private static GuiWorldKind Kind(int workers, params (string Name, string Value)[] options) => new(
        options.ToDictionary(option => option.Name, option => option.Value), new BrowserOptions { Seats = workers });

    private static IWorld Open(GuiWorldKind kind, ulong seed) =>
        kind.Open(kind.Generate(seed, Difficulty.Default), new WorldContext(new MemoryImageStore(), RandomKey.FromSeed(seed), TimeProvider.System));

    private static void Require(StepOutcome outcome)
    {
        if (outcome is StepOutcome.Faulted broken)
        {
            throw new BrowserFaultException($"The bench stopped: {broken.Fault.Message}");
        }
    }

    private sealed record Rate(double PerSecond, double SettleP50, double SettleP99, double MemoryMb, IReadOnlyList<KeyValuePair<string, double>> Shares);
}
