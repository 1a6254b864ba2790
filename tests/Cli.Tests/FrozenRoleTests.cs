using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>A role that is played with the weights of the start: they are kept in checkpoints, and a run that was stopped finds them again.</summary>
public sealed class FrozenRoleTests : IDisposable
{
    private const string Yaml = """
        name: board
        world: { name: connect, difficulty: { opening: 4 } }
        instruction: ""
        context: last 0
        limits: { turns: 16, tokens_per_turn: 1, tokens: 2048 }
        sampling: { grammar: true }
        policy: { preset: tiny }
        train: { updates: 4, groups: 2, group_size: 4, mini_batch_rows: 1000, warmup_updates: 0, learning_rate: 1e-3, checkpoint_every: 2, eval_every: 2, roles: { second: { ROLE } } }
        eval: { tasks: 4 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stopped_and_resumed_it_plays_against_the_same_opponent()
    {
        const string Frozen = "learns: false, weights: start";
        Assert.Equal(ExitCode.Done, (await CliRun.Of(Arguments("whole", Frozen))).Code);
        using (var stop = new CancellationTokenSource())
        {
            using var output = new StopAtLine("update     2", stop);
            Assert.Equal(ExitCode.Interrupted, await CommandLineApp.RunAsync(Arguments("stopped", Frozen), output, TextWriter.Null, cancellation: stop.Token));
        }

        Assert.Equal(ExitCode.Done, (await CliRun.Of([.. Arguments("stopped", Frozen), "--resume"])).Code);
        Assert.Equal(SmallTraining.Outcome(_folder.File("whole")), SmallTraining.Outcome(_folder.File("stopped")));

        // Against itself as it is now it would have learnt something else.
        Assert.Equal(ExitCode.Done, (await CliRun.Of(Arguments("shared", "learns: false"))).Code);
        Assert.NotEqual(SmallTraining.Outcome(_folder.File("whole"))[0], SmallTraining.Outcome(_folder.File("shared"))[0]);

        // Its checkpoints do not hold the start, which a frozen opponent would need.
        var without = await CliRun.Of([.. Arguments("shared", Frozen), "--set", "train.updates=5", "--resume"]);
        Assert.NotEqual(ExitCode.Done, without.Code);
        Assert.Contains("weights: start in train.roles needs the policy as it was before update 1", without.Error);
    }

    private string[] Arguments(string run, string role)
    {
        File.WriteAllText(_folder.File("board.yaml"), Yaml.Replace("ROLE", role, StringComparison.Ordinal));
        return ["train", _folder.File("board.yaml"), "--output", _folder.File(run)];
    }
}
