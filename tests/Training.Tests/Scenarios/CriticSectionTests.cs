using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

public sealed class CriticSectionTests
{
    private const string Maze = "world: { name: maze, options: { mode: stepwise } }\n";

    [Fact]
    public void Every_key_is_read_into_its_place()
    {
        var train = Read(Maze + """
            train:
              advantage: gae
              turn_discount: 0.95
              critic: { gamma: 0.9, lambda: 0.8, level: bi_level, whiten: false, trunk: shared, learning_rate: 1e-4, clip: 0.2, coefficient: 0.5, warmup_updates: 7, epochs: 3 }
              kl: { in_reward: true, coefficient: 0.05 }
            """);

        Assert.Equal(
            new CriticSettings { Gamma = 0.9, Lambda = 0.8, Level = "bi_level", Whiten = false, Trunk = "shared", LearningRate = 1e-4, Clip = 0.2, Coefficient = 0.5, WarmupUpdates = 7, Epochs = 3 },
            train.Critic);
        Assert.Equal((new KlSettings("k1", 0.05) { InReward = true }, 0.95, false), (train.Kl, train.TurnDiscount, train.DropUniformGroups));
        // What is paid in the reward is no term of the loss.
        Assert.Null(Recipe.Of(train).Objective.Kl);
    }

    [Fact]
    public void The_published_numbers_are_the_defaults()
    {
        var critic = Read(Maze + "train: { advantage: gae }").Critic!;

        Assert.Equal((1.0, 1.0, true, "own", 0.5, 0, "token"), (critic.Gamma, critic.Lambda, critic.Whiten, critic.Trunk, critic.Clip, critic.WarmupUpdates, critic.Level));
        Assert.Null(Read(Maze + "train: { updates: 1 }").Critic);
    }

    [Theory]
    [InlineData("critic: {}", "train.critic: is read by the advantage gae only, but train.advantage is 'grpo'")]
    [InlineData("advantage: gae, critic: { coefficient: 1 }", "but trunk is 'own', where each has its own optimiser")]
    [InlineData("advantage: gae, critic: { trunk: shared, epochs: 2 }", "set train.epochs")]
    [InlineData("advantage: gae, critic: { trunk: mine }", "must be one of own, shared, but is 'mine'")]
    [InlineData("advantage: gae, critic: { level: word }", "must be one of bi_level, token, turn, but is 'word'")]
    [InlineData("advantage: gae, critic: { lam: 0.9 }", "did you mean 'train.critic.lambda'")]
    [InlineData("advantage: gae, critic: { level: turn, gamma: 0.9 }", "set train.turn_discount")]
    [InlineData("advantage: gae, turn_discount: 0.9", "gae with train.critic.level turn or bi_level only")]
    [InlineData("advantage: gae, drop_uniform_groups: true", "compares each with its critic, and learns from all")]
    [InlineData("advantage: gae, negative_scaling: {}", "is for advantages of whole episodes, but train.advantage is 'gae'")]
    [InlineData("advantage: gae, critic: { gamma: 0.9 }, process_rewards: { progress: {} }", "which is neutral only where the discount is one of turns")]
    [InlineData("kl: { in_reward: true, coefficient: 0.1 }", "has in_reward, which pays token by token, but train.advantage 'grpo'")]
    [InlineData("advantage: gae, kl: { in_reward: true, estimator: k3 }", "in_reward pays the log-ratio itself, which is k1")]
    public void What_says_nothing_is_refused_with_the_way_out(string keys, string message) =>
        Assert.Contains(message, Mistakes(Maze + $"train: {{ {keys} }}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("{ level: turn }")]
    [InlineData("{ trunk: shared, coefficient: 0.3 }")]
    public void The_resolved_form_reads_back_to_the_same_critic(string critic)
    {
        var loaded = ScenarioReader.Read($"name: s\n{Maze}train: {{ advantage: gae, critic: {critic} }}", "s.yaml", ScenarioVocabulary.Default);

        Assert.Equal(loaded.Scenario.Train.Critic, ScenarioReader.Read(loaded.Values.ToYaml(), "again.yaml", ScenarioVocabulary.Default).Scenario.Train.Critic);
    }

    [Fact]
    public void One_critic_is_not_shared_by_several_roles() =>
        Assert.Contains("its one critic would have to forecast the returns of roles that want different things", Mistakes("world: { name: connect }\ntrain: { advantage: gae }"), StringComparison.Ordinal);

    private static TrainSettings Read(string yaml) => ScenarioReader.Read("name: s\n" + yaml, "s.yaml", ScenarioVocabulary.Default).Scenario.Train;

    private static string Mistakes(string yaml) => Assert.Throws<ScenarioException>(() => Read(yaml)).Message;
}
