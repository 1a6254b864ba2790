using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>Self-play through the command line: its pool, its links between episodes, its metrics, and its way back from a checkpoint.</summary>
public sealed class SelfPlayTrainingTests : IDisposable
{
    // Imitated just so far that some questions are sound; whatever is sound is accepted, so that there is something to play again.
    // A minute of imitation on two cores; the short run shows that a stopped run goes on to the same bytes, whatever is proposed.
    private static readonly bool IsLong = LongRun.Count(0, 1) == 1;

    private static readonly string Imitation = "{ preset: tiny_words }\nwarm_start: { updates: " + (IsLong ? "60" : "2") + ", episodes: " + (IsLong ? "4096" : "32") + ", rows: 48, learning_rate: 3e-3, warmup_updates: 4 }";

    private const string Yaml = """
        name: play
        world:
          name: search
          options: { dialect: brief, form: path, graphs: "1" }
          difficulty: { hops: 2, entities: 24, top_k: 1, searches: 2 }
        limits: { turns: 4, tokens_per_turn: 16, tokens: 1024 }
        policy: POLICY
        self_play: { verifier: VERIFIER, most_success: 1, reset_every: 3 }
        train:
          updates: 4
          groups: 6
          group_size: 1
          mini_batch_rows: 16
          warmup_updates: 0
          record_groups: 6
          checkpoint_every: 2
          eval_every: 2
          drop_uniform_groups: false
          roles: { proposer: { advantage: none }, solver: { group_size: 3 } }
        eval: { tasks: 8 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stopped_and_resumed_it_comes_to_the_same_bytes_pool_and_all()
    {
        await ImitateAsync();
        Assert.Equal(ExitCode.Done, (await TrainAsync("whole", "none")).Code);
        using (var stop = new CancellationTokenSource())
        {
            using var output = new StopAtLine("update     2", stop);
            await CommandLineApp.RunAsync(Arguments("stopped", "none", resume: false), output, TextWriter.Null, cancellation: stop.Token);
        }

        Assert.Equal(ExitCode.Done, (await CliRun.Of(Arguments("stopped", "none", resume: true))).Code);
        Assert.Equal(SmallTraining.Outcome(_folder.File("whole")), SmallTraining.Outcome(_folder.File("stopped")));
        var cursor = Path.Combine("checkpoints", "global_step_4", "data_cursor.json");
        Assert.Equal(File.ReadAllText(Path.Combine(_folder.File("whole"), cursor)), File.ReadAllText(Path.Combine(_folder.File("stopped"), cursor)));

        // The records of every role, paid later or not, play again; and where questions are sound, the pool was used.
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.File("whole"), cursor)));
        var pool = json.RootElement.GetProperty("rollouts").GetProperty("pool").EnumerateArray().Count();
        var metrics = File.ReadLines(Path.Combine(_folder.File("whole"), "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(metrics, step => step.TryGetProperty("self_play/accepted_share", out var share) && share.GetDouble() >= (IsLong ? 1e-9 : 0));
        Assert.All(IsLong ? ["proposer/reward/mean", "solver/reward/mean", "proposer/actor/entropy", "solver/rollout/old_log_probs_recomputed"] : (string[])["proposer/reward/mean"], name =>
            Assert.Contains(metrics, step => step.TryGetProperty(name, out _)));
        var replay = await CliRun.Of("replay", _folder.File("whole"), "--verify", "--json");
        Assert.Equal((ExitCode.Done, 0), (replay.Code, replay.Json.GetProperty("mismatches").GetInt32()));
        using var log = Agents.TrajectoryReader.Open(Path.Combine(_folder.File("whole"), "episodes"));
        var records = log.ReadAll().ToList();
        Assert.Contains(records, record => record.Task.World == "search-propose");
        Assert.All(records.Where(record => record.Parent is not null), record =>
            Assert.Equal("search-propose", records[(int)record.Parent!.Value.Episode].Task.World));
        if (IsLong)
        {
            Assert.NotEqual(0, pool);
            Assert.Contains(records, record => record.Task.World == "search" && record.Parent is not null);
        }
    }

    // Only a policy that has imitated for a minute asks anything that a reader is given.
    [Fact(Explicit = true)]
    public async Task The_reader_is_recorded_beside_the_others()
    {
        await ImitateAsync();
        Assert.Equal(ExitCode.Done, (await TrainAsync("read", "reader")).Code);
        using var log = Agents.TrajectoryReader.Open(Path.Combine(_folder.File("read"), "episodes"));
        Assert.Contains(log.ReadAll(), record => record.Task.World == "search-read" && record.Parent is not null);
        Assert.Equal(ExitCode.Done, (await CliRun.Of("replay", _folder.File("read"), "--verify")).Code);
    }

    // Once a test, and not once a run.
    private async Task ImitateAsync()
    {
        File.WriteAllText(_folder.File("imitate.yaml"), Yaml.Replace("VERIFIER", "none", StringComparison.Ordinal).Replace("POLICY", Imitation, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await CliRun.Of("train", _folder.File("imitate.yaml"), "--set", "train.updates=1", "--output", _folder.File("imitated"))).Code);
    }

    private Task<CliRun> TrainAsync(string run, string verifier) => CliRun.Of(Arguments(run, verifier, resume: false));

    private string[] Arguments(string run, string verifier, bool resume)
    {
        File.WriteAllText(_folder.File("play.yaml"), Yaml.Replace("VERIFIER", verifier, StringComparison.Ordinal)
            .Replace("POLICY", $"{{ checkpoint: {_folder.File(Path.Combine("imitated", "checkpoints", "global_step_1"))} }}", StringComparison.Ordinal));
        return ["train", _folder.File("play.yaml"), "--output", _folder.File(run), .. resume ? (string[])["--resume"] : []];
    }
}
