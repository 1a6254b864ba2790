using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Every_world_is_listed_and_described()
    {
        var list = await CliRun.Of("worlds", "list", "--json");

        Assert.Equal(ExitCode.Done, list.Code);
        foreach (var world in list.Json.GetProperty("worlds").EnumerateArray())
        {
            var info = await CliRun.Of("worlds", "info", world.GetProperty("name").GetString()!, "--json");
            Assert.Equal(ExitCode.Done, info.Code);
            Assert.Equal(world.GetProperty("name").GetString(), info.Json.GetProperty("name").GetString());
            Assert.NotEmpty(info.Error);
        }
    }

    [Theory]
    [InlineData("worlds", "info", "mase")]
    [InlineData("worlds", "inof", "maze")]
    [InlineData("config", "show", "nowhere.yaml")]
    [InlineData("replay", "nowhere", "--verify")]
    [InlineData("rollout", "nowhere.yaml", "--bogus")]
    [InlineData("serve", "--device", "gpu")]
    [InlineData("bench", "policy", "--device", "cuda:x")]
    public async Task Bad_arguments_end_with_2_a_message_and_no_stack_trace(params string[] args)
    {
        var run = await CliRun.Of(args);

        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("eval SCENARIO")]
    [InlineData("train SCENARIO --output OUT")]
    [InlineData("rollout SCENARIO --output OUT")]
    [InlineData("serve")]
    [InlineData("bench policy")]
    public async Task A_device_that_is_not_here_is_refused_by_name(string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("s.yaml"), "world: { name: maze }\n");
        var words = line.Split(' ').Select(word => word == "SCENARIO" ? folder.File("s.yaml") : word == "OUT" ? folder.File("run") : word);

        var run = await CliRun.Of([.. words, "--device", "cuda:999"]);

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("Device 'cuda:999' is not here", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Config_show_names_the_origin_of_each_value()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("s.yaml"), "world: { name: maze }\n");
        var show = await CliRun.Of("config", "show", folder.File("s.yaml"), "--set", "train.groups=4", "--json");

        var values = show.Json.GetProperty("values");
        Assert.Equal("command line", values.GetProperty("train.groups").GetProperty("from").GetString());
        Assert.Equal($"{folder.File("s.yaml")}:1:16", values.GetProperty("world.name").GetProperty("from").GetString());
        Assert.Equal("default", values.GetProperty("train.epochs").GetProperty("from").GetString());
    }

    [Fact]
    public async Task A_checkpoint_is_listed_with_its_digests()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.bin"), "abc");
        var inspect = await CliRun.Of("checkpoint", "inspect", folder.Path, "--json");

        // SHA-256 of "abc" is the first test vector of FIPS 180-2.
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            inspect.Json.GetProperty("files").GetProperty("a.bin").GetProperty("sha256").GetString());
    }

    [Theory]
    [InlineData(25, 100, 10, "  25/100 things  25 %  2.5/s  0:30 left")]
    [InlineData(0, 100, 10, "  0/100 things  0 %  0.0/s  ? left")]
    [InlineData(10, 0, 4, "  10 things  2.5/s")]
    [InlineData(1, 7201, 1, "  1/7201 things  0 %  1.0/s  2:00:00 left")]
    public void Progress_tells_rate_and_time_left(long done, long total, int seconds, string expected) =>
        Assert.Equal(expected, ProgressBar.Describe(done, total, "things", TimeSpan.FromSeconds(seconds)));
}
