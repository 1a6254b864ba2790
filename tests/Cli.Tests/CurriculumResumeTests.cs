using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>What a curriculum has seen is part of a training's state.</summary>
public sealed class CurriculumResumeTests : IDisposable
{
    // Up after every round, with what was seen of each: a state that is lost shows in the next tasks.
    private static readonly string[] Curriculum =
        ["--set", "train.curriculum={ length: { by: staircase, ranges: [1, 2, 3, 4], over: 4, up: 0, down: 0, review: 0.5 }, size: { by: frontier, ranges: [3, 4] } }"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Interrupted_between_checkpoints_it_goes_on_to_the_same_bytes()
    {
        Assert.Equal(ExitCode.Done, (await CliRun.Of([.. SmallTraining.Arguments(_folder, "whole"), .. Curriculum])).Code);
        using var stop = new CancellationTokenSource();
        using var output = new StopAtLine("update     3", stop);
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Interrupted, await CommandLineApp.RunAsync([.. SmallTraining.Arguments(_folder, "run"), .. Curriculum], output, error, cancellation: stop.Token));
        Assert.Equal(ExitCode.Done, (await CliRun.Of([.. SmallTraining.Arguments(_folder, "run", resume: true), .. Curriculum])).Code);

        Assert.Equal(SmallTraining.Outcome(_folder.File("whole")), SmallTraining.Outcome(_folder.File("run")));
        var places = File.ReadLines(_folder.File("run", "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("curriculum/place/length", out _)).Select(line => line.GetProperty("curriculum/place/length").GetDouble());
        Assert.Equal([2, 3, 4, 4], places);
    }
}
