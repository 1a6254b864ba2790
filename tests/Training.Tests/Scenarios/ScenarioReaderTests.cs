using Agentic.Agents;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    private const string World = "world: { name: garden }\n";

    [Fact]
    public void Every_value_is_read_into_its_place()
    {
        var scenario = ScenarioSamples.Read(ScenarioSamples.Valid).Scenario;

        Assert.Equal("sample", scenario.Name);
        Assert.Equal("summer", scenario.World.Options["season"]);
        Assert.Equal(new AxisRange(2, 5), scenario.World.Difficulty["size"]);
        Assert.Equal(new AxisRange(0.25, 0.25), scenario.World.Difficulty["rain"]);
        Assert.Equal(ContextWindow.Last(2), scenario.Context);
        Assert.Equal(new EpisodeLimits(3, 5), scenario.Limits);
        Assert.Equal(RewardWeights.Of(("outcome", 0.8), ("format", 0.1), ("progress", 0.1)), scenario.Reward);
        Assert.Equal(ulong.MaxValue, scenario.Seed);
        Assert.Equal(new WarmStartSettings { Updates = 3 }, scenario.WarmStart);
        Assert.Equal(new TrainSettings { Groups = 4, LearningRate = 1e-3, Kl = new KlSettings("k3", 0.01) }, scenario.Train);
        Assert.Equal(Split.Validation, scenario.Eval.Split);
    }

    [Fact]
    public void A_world_alone_gets_every_default()
    {
        var scenario = ScenarioSamples.Read(World).Scenario;

        Assert.Equal("s", scenario.Name);
        Assert.Equal("Dig: here.", scenario.Instruction);
        Assert.Equal(7, scenario.Limits.MaxTurns);
        Assert.Equal("spring", scenario.World.Options["season"]);
        Assert.Empty(scenario.World.Difficulty);
        Assert.Null(scenario.WarmStart);
        Assert.Equal(new TrainSettings(), scenario.Train);
        Assert.Equal(new PolicySettings("tiny", null), scenario.Policy);
    }

    [Fact]
    public void All_mistakes_come_together_each_with_its_place()
    {
        var mistakes = ScenarioSamples.Mistakes("""
            world: { name: garden, difficulty: { size: 99 } }
            limits: { turns: many }
            train:
              grops: 3
              drop_uniform_groups: yes
              advantage: gpro
            """);

        Assert.Equal(
        [
            "s.yaml:1:44: world.difficulty.size: must be a number or [low, high], whole numbers from 1 to 9 with low ≤ high, but is '99'.",
            "s.yaml:2:18: limits.turns: must be a whole number from 1 to 100000, but is 'many'.",
            "s.yaml:4:3: train.grops: there is no such key; did you mean 'train.groups'?",
            "s.yaml:5:24: train.drop_uniform_groups: must be true or false, but is 'yes'.",
        ], mistakes[..4]);
        Assert.StartsWith("s.yaml:6:14: train.advantage: must be one of ", mistakes[4]);
        Assert.EndsWith("but is 'gpro'. Did you mean 'grpo'?", mistakes[4]);
        Assert.Equal(5, mistakes.Length);
    }

    [Theory]
    [InlineData("rollout: { n: 8 }", "rollout.n", "train.group_size")]
    [InlineData("num_generations: 8", "num_generations", "train.group_size")]
    [InlineData("train: { lr: 1e-3 }", "train.lr", "train.learning_rate")]
    [InlineData("train: { batch_size: 4 }", "train.batch_size", "train.groups")]
    [InlineData("limits: { max_turns: 4 }", "limits.max_turns", "limits.turns")]
    [InlineData("train: { kl_coef: 0.1 }", "train.kl_coef", "train.kl.coefficient")]
    [InlineData("learning_rate: 0.1", "learning_rate", "train.learning_rate")]
    [InlineData("reward: { progres: 1 }", "reward.progres", "reward.progress")]
    public void Names_of_other_trainers_are_told_the_right_one(string line, string key, string right)
    {
        var mistake = Assert.Single(ScenarioSamples.Mistakes(World + line));

        Assert.Contains($"{key}: there is no such key; did you mean '{right}'?", mistake);
    }

    [Theory]
    [InlineData("world: { name: gardn }", "there is no world 'gardn'; known are: garden. Did you mean 'garden'?")]
    [InlineData("name: x", "world.name: must be a text of at most 4096 characters, but is missing.")]
    [InlineData("world: { name: garden, options: { season: winter } }", "must be one of spring, summer, but is 'winter'.")]
    [InlineData("world: { name: garden }\ntrain: { advantage: gpro }", "Did you mean 'grpo'?")]
    [InlineData("world: { name: garden }\nseed: 1\nseed: 2", "s.yaml:3:1: seed: the key is given twice, first at s.yaml:2:1")]
    [InlineData("world: { name: garden }\ncontext: last -1", "must be 'full' or 'last K'")]
    [InlineData("world: { name: garden }\npolicy: { preset: tiny, checkpoint: here }", "either a preset or a checkpoint")]
    [InlineData("world: { name: garden }\nlimits: { tokens: 3, tokens_per_turn: 4 }", "must not exceed limits.tokens, but 4 > 3.")]
    [InlineData("world: &a { name: garden }", "anchors (&name) and tags (!name) are not used")]
    [InlineData("world: *a", "")]
    [InlineData("world: { name: garden }\n---\nworld: 1", "a scenario is one document")]
    [InlineData("[1, 2]", "but this is a list of 2.")]
    [InlineData("world: {", "this is not YAML")]
    [InlineData("world: { name: garden, difficulty: { size: 2.5 } }", "whole numbers from 1 to 9")]
    [InlineData("world: { name: garden }\nseed: \"1\"", "seed: must be a whole number")]
    [InlineData("world: { name: garden }\ntrain: { learning_rate: .nan }", "train.learning_rate: must be a number from 0 to 10")]
    public void What_cannot_be_used_is_refused_with_the_way_out(string yaml, string message) =>
        Assert.Contains(ScenarioSamples.Mistakes(yaml), mistake => mistake.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Nesting_and_length_are_limited()
    {
        Assert.Contains("nested at most 12 deep", ScenarioSamples.Mistakes("a: " + new string('[', 5000))[0]);
        Assert.Contains("at most 65536 characters", ScenarioSamples.Mistakes(new string('#', 65537))[0]);
    }

    [Fact]
    public void The_command_line_wins_over_the_file_and_is_named_as_the_origin()
    {
        var loaded = ScenarioSamples.Read(ScenarioSamples.Valid, "train.groups=9", "world.difficulty.size=[1, 3]", "train.groups=10");

        Assert.Equal(10, loaded.Scenario.Train.Groups);
        Assert.Equal(new AxisRange(1, 3), loaded.Scenario.World.Difficulty["size"]);
        Assert.Equal("command line", Origin(loaded, "train.groups"));
        Assert.Equal("s.yaml:4:18", Origin(loaded, "limits.turns"));
        Assert.Equal("default", Origin(loaded, "train.epochs"));
    }

    [Theory]
    [InlineData("groups", "--set must be key=value, such as train.groups=4, but is 'groups'.")]
    [InlineData("train.groups=0", "command line: train.groups: must be a whole number from 1 to 1000000, but is '0'.")]
    [InlineData("train.groups=[", "command line: train.groups: this is not YAML")]
    [InlineData("train=3", "command line: train: must be a section with keys, but is '3'.")]
    [InlineData("rollout.n=3", "command line: rollout.n: there is no such key; did you mean 'train.group_size'?")]
    public void A_wrong_setting_is_a_mistake_like_any_other(string setting, string message) =>
        Assert.Contains(ScenarioSamples.Mistakes(World, setting), mistake => mistake.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void The_resolved_scenario_reads_back_to_the_same_values()
    {
        var loaded = ScenarioSamples.Read(ScenarioSamples.Valid.Replace("name: sample", "name: \"a \\\"b\\\" #c \\u2028\\n\\\\ ü\"", StringComparison.Ordinal));
        var again = ScenarioSamples.Read(loaded.Values.ToYaml());

        Assert.Equal("a \"b\" #c \u2028\n\\ ü", again.Scenario.Name);
        Assert.Equal(loaded.Values.ToYaml(withOrigins: false), again.Values.ToYaml(withOrigins: false));
        Assert.Contains("  rain: 0.25  # s.yaml:2:", loaded.Values.ToYaml());
        Assert.Contains("    # size: 4  # default", ScenarioSamples.Read(World).Values.ToYaml());
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere.yaml: the scenario cannot be opened", Assert.Throws<ScenarioException>(
            () => ScenarioReader.Load("nowhere.yaml", ScenarioSamples.Vocabulary)).Message);

    private static string Origin(LoadedScenario loaded, string path) => loaded.Values.Values.Single(value => value.Path == path).Origin.ToString();
}
