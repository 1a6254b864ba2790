using Agentic.Training.ProcessRewards;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

public sealed class TurnCreditSectionTests
{
    private const string Maze = "world: { name: maze, options: { mode: stepwise } }\n";

    [Fact]
    public void Every_key_is_read_into_its_place()
    {
        var train = Read(Maze + """
            train:
              advantage: gigpo
              turn_discount: 0.95
              step_weight: 0.5
              state_similarity: 0.95
              process_rewards: { progress: { weight: 0.3 }, valid_prefix: { form: charge }, legal: { weight: 0.1 } }
              consistency_filter: { keep: 3, of: progress, only_right: true }
            """);

        Assert.Equal((0.95, 0.5, 0.95), (train.TurnDiscount, train.StepWeight, train.StateSimilarity));
        Assert.Equal(
            [new("progress", "potential", 0.3), new("valid_prefix", "charge", 1), new("legal", "charge", 0.1)], train.ProcessRewards!.Sources);
        Assert.Equal(new ConsistencyFilterSettings(3, "progress", true), train.ConsistencyFilter);
    }

    [Fact]
    public void Without_the_keys_there_is_nothing()
    {
        var train = Read(Maze + "train: { updates: 1 }");

        Assert.Equal(new TrainSettings { Updates = 1 }, train);
        Assert.Null(Recipe.Of(train).TurnAdvantage);
    }

    [Theory]
    [InlineData("process_rewards: { progress: { form: pay } }", "train.process_rewards.progress.form: 'pay' pays each step forward and charges no step back", "take form: potential")]
    [InlineData("process_rewards: { legal: { form: pay } }", "'pay' pays each such turn", "take form: charge. To see what a policy makes of it, set train.process_rewards.allow_farming: true.")]
    [InlineData("turn_discount: 0.9, process_rewards: { distance: { form: difference } }", "at 0.9 of what the step forward paid", "or train.turn_discount: 1")]
    [InlineData("process_rewards: { legal: { form: potential } }", "must be one of charge, pay, but is 'potential'", "")]
    [InlineData("process_rewards: {}", "pays for nothing; name one of progress, distance, valid_prefix, legal, answer_prefix, learnt, such as", "")]
    [InlineData("process_rewards: { progres: {} }", "there is no such key", "progress")]
    [InlineData("process_rewards: { progress: { weigth: 1 } }", "train.process_rewards.progress.weigth: there is no such key", "weight")]
    [InlineData("process_rewards: { progress: { weight: -1 } }", "a number from 0 to 1000", "")]
    [InlineData("consistency_filter: { keep: 8 }", "must be below train.group_size, which is 8", "nobody would be left out")]
    [InlineData("negative_scaling: {}", "is for advantages of whole episodes, but train.advantage is 'turn_returns'", "")]
    [InlineData("state_similarity: 0.9", "is read by the advantages gigpo, gigpo_std only, but train.advantage is 'turn_returns'", "")]
    [InlineData("step_weight: 2", "is read by the advantages gigpo, gigpo_std only, but train.advantage is 'turn_returns'", "")]
    public void What_can_be_farmed_or_says_nothing_is_refused_with_the_way_out(string keys, string message, string way)
    {
        var error = Mistakes(Maze + $"train: {{ advantage: turn_returns, {keys} }}");

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains(way, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process_rewards: { progress: { form: pay }, allow_farming: true }")]
    [InlineData("process_rewards: { progress: { form: difference } }")]
    [InlineData("turn_discount: 0.9, process_rewards: { progress: { form: potential }, legal: {} }")]
    public void What_keeps_its_word_is_let_through(string keys) => Assert.NotNull(Read(Maze + $"train: {{ advantage: turn_returns, {keys} }}").ProcessRewards);

    [Fact]
    public void Advantages_of_whole_episodes_cannot_carry_rewards_of_turns()
    {
        Assert.Contains(
            "train.process_rewards: are paid turn by turn, but train.advantage 'grpo' reads no rewards of turns; take one of gigpo, gigpo_std, turn_returns, gae.",
            Mistakes(Maze + "train: { process_rewards: { legal: {} } }"), StringComparison.Ordinal);
        Assert.Contains("turn_discount: is read by the advantages gigpo, gigpo_std, turn_returns, gae with train.critic.level turn or bi_level only", Mistakes(Maze + "train: { turn_discount: 0.9 }"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gui", "process_rewards: { progress: {} }", "asks for progress, but world 'gui' has no oracle that could tell; take legal or learnt, or remove it.")]
    [InlineData("gui", "consistency_filter: { of: valid_prefix }", "asks for valid_prefix, but world 'gui' has no oracle")]
    [InlineData("gui", "process_rewards: { legal: {} }", null)]
    [InlineData("maze", "process_rewards: { answer_prefix: {} }", "which is for worlds with one answer, but an episode of world 'maze' has up to 12; take progress.")]
    [InlineData("maze, options: { mode: one_shot }", "process_rewards: { answer_prefix: { weight: 0.5 } }", null)]
    [InlineData("gui", "process_rewards: { answer_prefix: {} }", "asks for answer_prefix, but world 'gui' has no oracle")]
    [InlineData("connect", "process_rewards: { distance: {} }", "plays for all of its 2 roles and knows no goal of one; take legal or learnt.")]
    [InlineData("connect", "process_rewards: { legal: {} }", null)]
    public void A_world_that_cannot_tell_is_refused(string world, string keys, string? message)
    {
        var yaml = $"world: {{ name: {world} }}\ntrain: {{ advantage: turn_returns, {keys} }}";
        if (message is null)
        {
            Assert.NotNull(Read(yaml).ProcessRewards);
            return;
        }

        Assert.Contains(message, Mistakes(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_learns_by_whole_episodes_cannot_be_paid_by_turns_and_one_that_does_not_learn_may_be_anything()
    {
        const string Board = "world: { name: connect }\ntrain: { advantage: turn_returns, process_rewards: { legal: {} }, roles: { second: { advantage: grpo, learns: ";
        Assert.Contains("'grpo' reads no rewards of turns", Mistakes(Board + "true } } }"), StringComparison.Ordinal);
        Assert.Equal("grpo", Read(Board + "false } } }").Roles["second"].Advantage);
    }

    private static TrainSettings Read(string yaml) => ScenarioReader.Read(yaml, "s.yaml", ScenarioVocabulary.Default).Scenario.Train;

    private static string Mistakes(string yaml) => Assert.Throws<ScenarioException>(() => Read(yaml)).Message;
}
