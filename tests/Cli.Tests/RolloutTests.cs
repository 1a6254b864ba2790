using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class RolloutTests : IDisposable
{
    private const string Scenario = "world: { name: maze, difficulty: { size: 5, length: [1, 5] } }\nlimits: { turns: 8 }\n";

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

    [Fact]
    public async Task The_number_of_workers_changes_no_byte_and_the_seed_does()
    {
        await Rollout("one", "--policy", "random", "--workers", "1", "--seed", "5");
        await Rollout("many", "--policy", "random", "--workers", "7", "--seed", "5");
        await Rollout("other", "--policy", "random", "--workers", "7", "--seed", "6");

        var one = Log("one");
        Assert.Equal(one, Log("many"));
        Assert.NotEqual(one, Log("other"));
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
    public async Task An_interrupt_stops_the_run_with_130()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var code = await CommandLineApp.RunAsync(
            ["rollout", _folder.File("s.yaml"), "--policy", "random", "--output", _folder.File("run")], TextWriter.Null, TextWriter.Null, cancellation: stop.Token);

        Assert.Equal(ExitCode.Interrupted, code);
    }

    private byte[] Log(string run) => File.ReadAllBytes(_folder.File(run, "episodes", "episodes-00000.log"));

    private Task<CliRun> Rollout(string run, params string[] more) =>
        CliRun.Of(["rollout", _folder.File("s.yaml"), "--output", _folder.File(run), "--json", .. more]);
}
