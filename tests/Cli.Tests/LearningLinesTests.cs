using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class LearningLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // One optimiser step an update: what the trainer computes is what the sampler stored.
    [Fact]
    public async Task Recorded_episodes_of_an_update_carry_their_advantages_and_the_trainers_log_probabilities()
    {
        var run = await CliRun.Of([
            .. SmallTraining.Arguments(_folder, "run"),
            "--set", "train.mini_batch_rows=1000", "--set", "train.group_size=5", "--set", "train.groups=3", "--set", "train.record_groups=2", "--set", "train.eval_every=4"]);
        Assert.Equal(0, run.Code);

        using var reader = TrajectoryReader.Open(_folder.File("run", "episodes"));
        var lines = File.ReadAllLines(_folder.File("run", "learning", "episodes.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var times = File.ReadAllLines(_folder.File("run", "timings", "episodes.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var episodes = reader.ReadAll().ToList();
        Assert.Equal(Enumerable.Range(0, episodes.Count), lines.Select(line => line.GetProperty("episode").GetInt32()));
        Assert.Equal(episodes.Select(episode => episode.Turns.Length), times.Select(line => line.GetProperty("turns").GetArrayLength()));

        var trained = episodes.Zip(lines).Where(pair => pair.Second.GetProperty("phase").GetString() == "train").ToList();
        Assert.Equal(SmallTraining.Updates * 2 * 5, trained.Count);
        Assert.Equal(episodes.Count - trained.Count, lines.Count(line => line.GetProperty("phase").GetString() == "eval"));
        // A group is siblings of one task, in evaluations too, and no other group of the run has its number.
        Assert.All(episodes.Zip(lines).GroupBy(pair => pair.First.Group), group =>
        {
            Assert.Single(group.Select(pair => (pair.First.Task.Id, pair.Second.GetProperty("phase").GetString(), pair.Second.GetProperty("update").GetInt32())).Distinct());
            Assert.Equal(Enumerable.Range(0, group.Count()), group.Select(pair => pair.First.Member));
        });
        foreach (var group in trained.GroupBy(pair => (pair.Second.GetProperty("update").GetInt32(), pair.First.Group)))
        {
            Assert.Equal(5, group.Count());
            Assert.InRange(group.Sum(pair => pair.Second.GetProperty("advantage").GetDouble()), -1e-9, 1e-9);
        }

        foreach (var (episode, line) in trained)
        {
            var stored = episode.Transcripts[0].Turns.Select(turn => episode.Transcripts[0].Segments[turn.Reply!.Value].Sampling!.LogProbs.Select(value => (double)value)).ToList();
            var learnt = line.GetProperty("turns").EnumerateArray().Select(turn => turn.EnumerateArray().Select(value => value.GetDouble())).ToList();
            Assert.Equal(stored.Count, learnt.Count);
            Assert.All(stored.Zip(learnt), turn => Assert.All(turn.First.Zip(turn.Second), token => Assert.Equal(token.First, token.Second, 2e-5)));
            Assert.Equal(stored.Select(turn => turn.Count()), learnt.Select(turn => turn.Count()));
        }

        Assert.Contains("time: rollouts", run.Output, StringComparison.Ordinal);
    }

    // Under a full context an episode is one row, and answers that help gave are none of its learnt segments.
    [Theory]
    [InlineData("full")]
    [InlineData("last 0")]
    public async Task Log_probabilities_stand_at_the_turns_that_the_policy_answered(string context)
    {
        var run = await CliRun.Of([
            .. SmallTraining.Arguments(_folder, "run"),
            "--set", $"context={context}", "--set", "train.mini_batch_rows=1000", "--set", "train.updates=1", "--set", "train.record_groups=2", "--set", "train.eval_every=0",
            "--set", "world.difficulty.length=2", "--set", "guidance.when=always", "--set", "guidance.what=prefix", "--set", "guidance.shares=0.5"]);
        Assert.True(run.Code == ExitCode.Done, run.Error);

        using var reader = TrajectoryReader.Open(_folder.File("run", "episodes"));
        var lines = File.ReadAllLines(_folder.File("run", "learning", "episodes.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var trained = reader.ReadAll().Zip(lines).Where(pair => pair.Second.GetProperty("phase").GetString() == "train").ToList();
        Assert.Contains(trained, pair => pair.First.Turns.Any(pair.First.IsGuided) && !pair.First.Turns.All(pair.First.IsGuided));
        Assert.All(trained, pair => Assert.Equal(
            pair.First.Turns.Select(turn => pair.First.IsGuided(turn) ? JsonValueKind.Null : JsonValueKind.Array),
            pair.Second.GetProperty("turns").EnumerateArray().Select(turn => turn.ValueKind)));
    }
}
