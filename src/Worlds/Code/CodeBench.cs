using System.Diagnostics;
using Agentic.Agents;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>What a sandboxed command costs over a bare one, how long a task's start and its grading take, and whole tasks a second.</summary>
public sealed class CodeBench : IServiceBench
{
    private const string Bare = "/usr/bin/true";

    /// <inheritdoc/>
    public async Task<ServiceBenchReport> RunAsync(ServiceBenchSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var (workers, time) = (settings.Workers, settings.Time);
        using var runner = new SandboxRunner(SandboxProbe.State.Layer, clock);
        var overhead = await SampleAsync(time, clock, _ => PairAsync(runner, clock, cancellation));
        var start = await SampleAsync(time, clock, seed => Task.FromResult(Start(runner, seed, clock)));
        var grade = await SampleAsync(time, clock, seed => GradeAsync(runner, seed, clock, cancellation));
        var (tasks, slowest) = await TasksAsync(workers, time, clock, cancellation);
        return new ServiceBenchReport(
            [new("sandbox_overhead_ms", overhead), new("start_p50_ms", start), new("grade_p50_ms", grade), new("tasks_per_s", tasks)],
            [
                $"sandbox: {SandboxProbe.State.Name}",
                $"a sandboxed command over a bare one: {overhead:0.0} ms (median of pairs)",
                $"start of a task, with its fresh tree: p50 {start:0.0} ms",
                $"all tests of a mini-repo, graded: p50 {grade:0.0} ms",
                $"whole tasks by the oracle in a shell, {workers} at one moment: {tasks:0.0}/s; the slowest took {slowest.TotalSeconds:0.0} s",
            ])
        {
            Words = [new("layer", SandboxProbe.State.Name)],
        };
    }

    private static async Task<double> PairAsync(SandboxRunner runner, TimeProvider clock, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        using (var bare = await ProcessStarter.StartAsync(new ProcessStartInfo(Bare) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true }))
        {
            using var output = bare.StandardOutput;
            using var errors = bare.StandardError;
            await output.ReadToEndAsync(cancellation);
            await bare.WaitForExitAsync(cancellation);
        }

        var bareTime = clock.GetElapsedTime(began);
        began = clock.GetTimestamp();
        await runner.RunAsync(new SandboxCommand { Arguments = [Bare] }, cancellation);
        return (clock.GetElapsedTime(began) - bareTime).TotalMilliseconds;
    }

    private static double Start(SandboxRunner runner, int seed, TimeProvider clock)
    {
        var began = clock.GetTimestamp();
        var tree = WorkingTrees.Write(runner.Home, Repo(seed).Files);
        var elapsed = clock.GetElapsedTime(began).TotalMilliseconds;
        TreeRemoval.Remove(tree);
        return elapsed;
    }

    private static async Task<double> GradeAsync(SandboxRunner runner, int seed, TimeProvider clock, CancellationToken cancellation)
    {
        var repo = Repo(seed);
        var began = clock.GetTimestamp();
        await new Grader(runner).GradeAsync(repo, repo.Repaired, cancellation);
        return clock.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<(double PerSecond, TimeSpan Slowest)> TasksAsync(int workers, TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        await using var kind = new CodeKind(new Dictionary<string, string> { ["dialect"] = "bash" });
        var began = clock.GetTimestamp();
        var took = (await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var times = new List<TimeSpan>();
            while (clock.GetElapsedTime(began) < time)
            {
                var start = clock.GetTimestamp();
                await PlayAsync(kind, kind.Generate((ulong)((worker * 100_000) + times.Count), Difficulty.Default), clock, cancellation);
                times.Add(clock.GetElapsedTime(start));
            }

            return times;
        })))).SelectMany(times => times).ToArray();
        return (took.Length / clock.GetElapsedTime(began).TotalSeconds, took.DefaultIfEmpty().Max());
    }

    private static async Task PlayAsync(CodeKind kind, TaskInstance task, TimeProvider clock, CancellationToken cancellation)
    {
        var (oracle, answers) = (kind.CreateOracle(task), new List<string>());
        await using var world = kind.Open(task, new WorldContext(new MemoryImageStore(), RandomKey.FromSeed(task.Seed), clock));
        StepOutcome outcome = new StepOutcome.Continued();
        while (outcome is StepOutcome.Continued)
        {
            answers.Add(oracle.Next(answers)!);
            outcome = await world.StepAsync(new AgentAction(answers[^1], default, kind.Parse(task, answers[^1]).Action!), cancellation);
        }

        if (outcome is not StepOutcome.Terminated { Solved: true })
        {
            throw new SandboxFaultException($"The bench stopped: the oracle's task ended as {outcome}.");
        }
    }

    private static async Task<double> SampleAsync(TimeSpan time, TimeProvider clock, Func<int, Task<double>> sample)
    {
        // The compiler's tiers and first use are not what is measured.
        for (var i = 0; i < 5; i++)
        {
            await sample(i);
        }

        var (values, began) = (new List<double>(), clock.GetTimestamp());
        while (clock.GetElapsedTime(began) < time)
        {
            values.Add(await sample(values.Count));
        }

        values.Sort();
        return values[values.Count / 2];
    }

    private static MiniRepo Repo(int seed) => RepoGenerator.Make(new RepoSpec((ulong)seed, 5 + (seed % 20), seed % 3, 1, 0, 60));
}
