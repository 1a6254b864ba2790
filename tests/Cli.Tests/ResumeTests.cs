using System.Diagnostics;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>A training that is stopped, in whatever way, goes on to the bytes of one that never was.</summary>
public sealed class ResumeTests(ResumeTests.Reference reference) : IClassFixture<ResumeTests.Reference>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("update     1")]
    [InlineData("update     3")]
    public async Task Killed_after_an_evaluation_it_goes_on_to_the_same_bytes(string line)
    {
        await KillAtAsync(line, TestContext.Current.CancellationToken);
        var resumed = await CliRun.Of([.. SmallTraining.Arguments(_folder, "run", resume: true), "--json"]);

        Assert.Equal(ExitCode.Done, resumed.Code);
        Assert.Equal(SmallTraining.Updates, resumed.Json.GetProperty("updates").GetInt32());
        Assert.Equal(reference.Outcome, SmallTraining.Outcome(_folder.File("run")));
    }

    [Fact]
    public async Task Resumed_after_its_end_it_changes_nothing()
    {
        var again = await CliRun.Of([.. SmallTraining.Arguments(reference.Folder, "run", resume: true), "--json"]);

        Assert.Equal((ExitCode.Done, SmallTraining.Updates), (again.Code, again.Json.GetProperty("updates").GetInt32()));
        Assert.Equal(reference.Outcome, SmallTraining.Outcome(reference.Folder.File("run")));
    }

    [Fact]
    public async Task Killed_before_its_first_checkpoint_it_begins_anew_with_or_without_resume()
    {
        // What a kill leaves in the middle of the warm start, and in the middle of the first checkpoint.
        Directory.CreateDirectory(_folder.File("run", "checkpoints", "global_step_0.partial", "actor"));
        File.WriteAllText(_folder.File("run", "metrics.jsonl"), "{\"step\":");
        var resumed = await CliRun.Of(SmallTraining.Arguments(_folder, "run", resume: true));

        Assert.Equal(ExitCode.Done, resumed.Code);
        Assert.Contains("holds no checkpoint yet", resumed.Output);
        Assert.Equal(reference.Outcome, SmallTraining.Outcome(_folder.File("run")));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.35)]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public async Task Interrupted_at_any_moment_it_returns_130_and_goes_on_to_the_same_bytes(double share)
    {
        using var stop = new CancellationTokenSource(reference.Time * share);
        using var error = new StringWriter();
        var code = await CommandLineApp.RunAsync(SmallTraining.Arguments(_folder, "run"), TextWriter.Null, error, cancellation: stop.Token);

        Assert.Contains(code, new[] { ExitCode.Interrupted, ExitCode.Done });
        if (code == ExitCode.Interrupted)
        {
            Assert.Matches("Saved after update [0-9]|there is nothing to save yet", error.ToString());
            Assert.Equal(ExitCode.Done, (await CliRun.Of(SmallTraining.Arguments(_folder, "run", resume: true))).Code);
        }

        Assert.Equal(reference.Outcome, SmallTraining.Outcome(_folder.File("run")));
    }

    [Fact]
    public async Task Interrupted_within_an_update_it_saves_what_is_done()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopAtLine("update     1", stop);
        using var error = new StringWriter();
        var code = await CommandLineApp.RunAsync(SmallTraining.Arguments(_folder, "run"), output, error, cancellation: stop.Token);

        // Checkpoints are written every two updates; the snapshot after the first is the interrupt's.
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("Saved after update 1", error.ToString());
        Assert.True(Directory.Exists(_folder.File("run", "checkpoints", "global_step_1")));
        Assert.Equal(ExitCode.Done, (await CliRun.Of(SmallTraining.Arguments(_folder, "run", resume: true))).Code);
        Assert.Equal(reference.Outcome, SmallTraining.Outcome(_folder.File("run")));
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_refused_and_left_as_it_is()
    {
        await CliRun.Of("rollout", SmallTraining.Arguments(_folder, "run")[1], "--policy", "oracle", "--limit", "2", "--output", _folder.File("run"));
        var log = File.ReadAllBytes(_folder.File("run", "episodes", "episodes-00000.log"));
        var train = await CliRun.Of(SmallTraining.Arguments(_folder, "run"));

        Assert.Equal(ExitCode.BadArguments, train.Code);
        Assert.Contains("holds the episodes of a rollout", train.Error);
        Assert.Equal(log, File.ReadAllBytes(_folder.File("run", "episodes", "episodes-00000.log")));

        var again = await CliRun.Of(SmallTraining.Arguments(reference.Folder, "run"));
        Assert.Equal(ExitCode.BadArguments, again.Code);
        Assert.Contains("Add --resume", again.Error);
    }

    [Fact]
    public async Task Damaged_checkpoints_are_named_and_nothing_is_begun_over_them()
    {
        Directory.CreateDirectory(_folder.File("run", "checkpoints", "global_step_3"));
        var resumed = await CliRun.Of(SmallTraining.Arguments(_folder, "run", resume: true));

        Assert.Equal(ExitCode.BadArguments, resumed.Code);
        Assert.Contains("global_step_3", resumed.Error);
        Assert.Contains("no whole checkpoint", resumed.Error);
    }

    private async Task KillAtAsync(string line, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, .. SmallTraining.Arguments(_folder, "run")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellation) is { } said)
            {
                if (said.StartsWith(line, StringComparison.Ordinal))
                {
                    return;
                }
            }

            Assert.Fail($"It never said '{line}': {await process.StandardError.ReadToEndAsync(cancellation)}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The uninterrupted run, once for all.</summary>
    public sealed class Reference : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        /// <summary>What it came to.</summary>
        public IReadOnlyList<string> Outcome { get; private set; } = [];

        /// <summary>How long it took.</summary>
        public TimeSpan Time { get; private set; }

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var run = await CliRun.Of(SmallTraining.Arguments(Folder, "run"));
            Assert.True(run.Code == ExitCode.Done, run.Error);
            (Time, Outcome) = (Stopwatch.GetElapsedTime(started), SmallTraining.Outcome(Folder.File("run")));
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
