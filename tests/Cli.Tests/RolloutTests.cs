using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class RolloutTests : IDisposable
{
    private const string Scenario = "world: { name: maze, difficulty: { size: 5, length: [1, 5] } }\nlimits: { turns: 8, tokens_per_turn: 4 }\n";

    private readonly TemporaryFolder _folder = new();

    public RolloutTests() => File.WriteAllText(_folder.File("s.yaml"), Scenario);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_oracle_solves_all_and_the_replay_verifies_them()
    {
        var rollout = await Rollout("run", "--policy", "oracle", "--limit", "12");
        var replay = await CliRun.Of("replay", _folder.File("run"), "--verify", "--json");

        Assert.Equal(ExitCode.Done, rollout.Code);
        Assert.Equal(12, rollout.Json.GetProperty("episodes").GetInt32());
        Assert.Equal(12, rollout.Json.GetProperty("solved").GetInt32());
        Assert.Equal(0, rollout.Json.GetProperty("faulted").GetInt32());
        Assert.True(rollout.Json.GetProperty("episodes_per_s").GetDouble() > 0);
        Assert.Equal(ExitCode.Done, replay.Code);
        Assert.Equal(12, replay.Json.GetProperty("verified").GetInt32());
        Assert.Equal(0, replay.Json.GetProperty("mismatches").GetInt32());
    }

    [Theory]
    [InlineData("random")]
    [InlineData("oracle")]
    [InlineData("checkpoint")]
    public async Task The_number_of_workers_changes_no_byte_and_the_seed_does(string who)
    {
        var policy = who == "checkpoint" ? await CheckpointAsync() : who;
        string[] limit = ["--policy", policy, "--limit", $"{LongRun.Count(24, 500)}", "--group-size", "3"];
        await Rollout("one", [.. limit, "--workers", "1", "--seed", "5"]);
        await Rollout("many", [.. limit, "--workers", "64", "--seed", "5"]);
        await Rollout("again", [.. limit, "--workers", "64", "--seed", "5"]);
        await Rollout("other", [.. limit, "--workers", "64", "--seed", "6"]);

        // Nothing but the log and its index lies there; clock values have a folder of their own.
        string[] names = ["episodes-00000.idx", "episodes-00000.log"];
        foreach (var run in (string[])["one", "many", "again"])
        {
            Assert.Equal(names, Directory.GetFileSystemEntries(_folder.File(run, "episodes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.All(names, name => Assert.Equal(File.ReadAllBytes(_folder.File("one", "episodes", name)), File.ReadAllBytes(_folder.File(run, "episodes", name))));
            Assert.True(File.Exists(_folder.File(run, "timings", "episodes.jsonl")));
        }

        Assert.NotEqual(Log("one"), Log("other"));
        using var reader = Agents.TrajectoryReader.Open(_folder.File("many", "episodes"));
        Assert.Equal(Enumerable.Range(0, reader.Count).Select(index => ((long)index, (long)index / 3, index % 3)), reader.ReadAll().Select(record => (record.Index, record.Group, record.Member)));
        Assert.Equal(ExitCode.Done, (await CliRun.Of("replay", _folder.File("many"), "--verify")).Code);
    }

    [Fact]
    public async Task A_flipped_byte_is_found_and_its_episode_named()
    {
        await Rollout("run", "--policy", "random", "--limit", "3");
        var bytes = Log("run");
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_folder.File("run", "episodes", "episodes-00000.log"), bytes);

        var replay = await CliRun.Of("replay", _folder.File("run"), "--json");

        Assert.Equal(ExitCode.Failed, replay.Code);
        Assert.Equal(1, replay.Json.GetProperty("mismatches").GetInt32());
        Assert.Contains("episode 1", replay.Error);
    }

    [Fact]
    public async Task A_missing_picture_is_found()
    {
        await Rollout("run", "--policy", "random", "--limit", "2");
        Directory.Delete(_folder.File("run", "images"), recursive: true);

        var replay = await CliRun.Of("replay", _folder.File("run"), "--json");

        Assert.Equal(2, replay.Json.GetProperty("mismatches").GetInt32());
        Assert.Equal("picture", replay.Json.GetProperty("details")[0].GetProperty("what").GetString());
    }

    [Fact]
    public async Task A_script_that_is_too_short_is_a_fault_and_no_reward()
    {
        File.WriteAllText(_folder.File("answers"), "nonsense\n");
        var rollout = await Rollout("run", "--policy", "scripted", "--actions", _folder.File("answers"), "--limit", "2");

        Assert.Equal(ExitCode.Failed, rollout.Code);
        Assert.Equal(2, rollout.Json.GetProperty("faulted").GetInt32());
        Assert.Contains("The script has 1 answers", rollout.Json.GetProperty("first_fault").GetString());
    }

    [Fact]
    public async Task A_folder_with_episodes_is_not_written_into()
    {
        await Rollout("run", "--policy", "oracle", "--limit", "1");
        var again = await Rollout("run", "--policy", "oracle", "--limit", "1");

        Assert.Equal(ExitCode.BadArguments, again.Code);
        Assert.Contains("holds 1 episodes already", again.Error);
    }

    [Fact]
    public async Task One_episode_is_exported_and_shown()
    {
        await Rollout("run", "--policy", "oracle", "--limit", "2");
        var html = await CliRun.Of("export", _folder.File("run"), "--episode", "1", "--output", _folder.File("e.html"));
        var png = await CliRun.Of("export", _folder.File("run"), "--episode", "1", "--format", "apng", "--output", _folder.File("e.png"));
        var missing = await CliRun.Of("export", _folder.File("run"), "--episode", "9", "--output", _folder.File("e.html"));

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.BadArguments), (html.Code, png.Code, missing.Code));
        Assert.Contains("maze", File.ReadAllText(_folder.File("e.html")));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder.File("e.png"))[..4]);
        Assert.Contains("There is no episode 9: the run holds 2 episodes, the last one is 1.", missing.Error);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_named()
    {
        var rollout = await Rollout("run", "--policy", "some/folder");

        Assert.Equal(ExitCode.BadArguments, rollout.Code);
        Assert.Contains("'some/folder' is no saved policy", rollout.Error);
    }

    [Fact]
    public async Task An_interrupt_stops_the_run_with_130_and_leaves_a_log_of_whole_episodes()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var error = new StringWriter();
        var code = await CommandLineApp.RunAsync(
            ["rollout", _folder.File("s.yaml"), "--policy", "random", "--limit", "100000000", "--output", _folder.File("run")], TextWriter.Null, error, cancellation: stop.Token);
        var replay = await CliRun.Of("replay", _folder.File("run"), "--verify", "--json");

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Equal((ExitCode.Done, 0), (replay.Code, replay.Json.GetProperty("torn_bytes").GetInt32()));
        Assert.Contains($"the first {replay.Json.GetProperty("verified").GetInt32()} of 100000000 episodes are recorded", error.ToString());
    }

    private async Task<string> CheckpointAsync()
    {
        var train = await CliRun.Of([.. SmallTraining.Arguments(_folder, "trained"), "--set", "train.updates=1"]);
        Assert.True(train.Code == ExitCode.Done, train.Error);
        return _folder.File("trained", "checkpoints", "global_step_1");
    }

    private byte[] Log(string run) => File.ReadAllBytes(_folder.File(run, "episodes", "episodes-00000.log"));

    private Task<CliRun> Rollout(string run, params string[] more) =>
        CliRun.Of(["rollout", _folder.File("s.yaml"), "--output", _folder.File(run), "--json", .. more]);
}
