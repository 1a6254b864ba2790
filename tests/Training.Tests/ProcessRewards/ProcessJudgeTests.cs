using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Logging;
using Agentic.Training.ProcessRewards;
using Agentic.Worlds;
using Agentic.Worlds.NumberLine;

namespace Agentic.Training.Tests.ProcessRewards;

public sealed class ProcessJudgeTests
{
    private static readonly NumberLineKind Line = new(ImmutableDictionary<string, string>.Empty);

    // From 1 to 4: three moves. 1 → 2 → 1 → 2 → 3 → 4, solved; a limit of 10 turns.
    private static readonly string[] BackAndForth = ["+", "-", "+", "+", "+"];

    [Theory]
    [InlineData(TurnWorths.Progress, new[] { 0, 1 / 3.0, 0, 1 / 3.0, 2 / 3.0, 1 })]
    [InlineData(TurnWorths.Distance, new[] { 0.7, 0.8, 0.7, 0.8, 0.9, 1 })]
    [InlineData(TurnWorths.ValidPrefix, new[] { 1.0, 1, 1, 1, 1, 1 })]
    public async Task States_are_worth_what_the_oracle_has_left(string name, double[] worth_S)
    {
        var worths_K = new ProcessJudge(Line, 10).Worths(name, [await WalkAsync(10, BackAndForth)])[0];

        Near(worth_S[..^1], worths_K.Select(worth => worth.Before));
        Near(worth_S[1..], worths_K.Select(worth => worth.After));
    }

    // γ = .9: .3, −1/3, .3, .6 − 1/3, −2/3; discounted from the start 0 = −Φ(s₀).
    [Theory]
    [InlineData(ShapingForms.Potential, new[] { 0.3, -1 / 3.0, 0.3, 0.6 - (1 / 3.0), -2 / 3.0 }, 0)]
    [InlineData(ShapingForms.Difference, new[] { 1 / 3.0, -1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0 }, (1 / 3.0) - 0.3)]
    [InlineData(ShapingForms.Pay, new[] { 1 / 3.0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0 }, 1 / 3.0)]
    [InlineData(ShapingForms.Charge, new[] { 0, -1 / 3.0, 0, 0, 0 }, 0)]
    public async Task Worth_becomes_rewards_and_what_they_earn_in_circles_is_told(string form, double[] rewards_K, double gain)
    {
        var (rewards_BK, measures) = new ProcessJudge(Line, 10).Pay(Of((TurnWorths.Progress, form, 1)), 0.9, [await WalkAsync(10, BackAndForth)]);

        Near(rewards_K, rewards_BK[0]);
        Assert.Equal(gain, measures[MetricNames.ProcessCycleGain], 1e-12);
        Assert.Equal(gain > 0 ? 1 : 0, measures[MetricNames.ProcessCycleShare]);
        Assert.Equal(rewards_K.Sum(), measures[MetricNames.ProcessRewardOf + TurnWorths.Progress], 1e-12);
        Assert.Equal(rewards_K.Sum(), measures[MetricNames.ProcessRewardSolved], 1e-12);
        Assert.False(measures.ContainsKey(MetricNames.ProcessRewardUnsolved));
        if (form == ShapingForms.Potential)
        {
            Assert.Equal(0, rewards_BK[0].Select((reward, turn) => reward * Math.Pow(0.9, turn)).Sum(), 1e-12);
        }
    }

    // Cut at 2, one of three moves made: the potential is 0 there (−Φ(s₀) = 0 in all), the progress is not.
    [Fact]
    public async Task At_a_cut_nothing_of_the_potential_is_left()
    {
        var cut = await WalkAsync(1, "+");
        var judge = new ProcessJudge(Line, 10);

        Near([0], judge.Pay(Of((TurnWorths.Progress, ShapingForms.Potential, 1)), 0.9, [cut]).Rewards_BK[0]);
        Near([1 / 3.0], judge.Pay(Of((TurnWorths.Progress, ShapingForms.Difference, 1)), 0.9, [cut]).Rewards_BK[0]);
        Near([-0.7], judge.Pay(Of((TurnWorths.Distance, ShapingForms.Potential, 1)), 0.9, [cut]).Rewards_BK[0]);
    }

    // Lost with the second step down: the way ends there, and nothing is worth anything any more.
    [Fact]
    public async Task Where_no_answer_can_succeed_any_more_nothing_is_worth_anything()
    {
        var judge = new ProcessJudge(new CountedEpisodes.Counter(3), 6);
        var lost = await CountedEpisodes.PlayAsync(3, 4, 0, "up", "down", "down", "up");

        Near([0, 1 / 3.0, 0, 0, 0], States(TurnWorths.Progress));
        Near([0.5, 4 / 6.0, 0.5, 0, 0], States(TurnWorths.Distance));
        Near([1, 1, 1, 0, 0], States(TurnWorths.ValidPrefix));
        Near([0, 0, -1, 0], judge.Pay(Of((TurnWorths.ValidPrefix, ShapingForms.Charge, 1)), 1, [lost]).Rewards_BK[0]);

        IEnumerable<double> States(string name)
        {
            var worths_K = judge.Worths(name, [lost])[0];
            return [worths_K[0].Before, .. worths_K.Select(worth => worth.After)];
        }
    }

    // GiGPO's penalty, .1 on the offending turn; and pay for each legal turn, which grows with the episode.
    [Fact]
    public async Task Turns_that_are_not_allowed_are_charged_where_they_are()
    {
        var judge = new ProcessJudge(null, 8);
        var episode = await CountedEpisodes.PlayAsync(3, 5, 0, "up", "sideways", "up", "down", "up");

        Near([0, -0.1, 0, 0, 0], judge.Pay(Of((TurnWorths.Legal, ShapingForms.Charge, 0.1)), 1, [episode]).Rewards_BK[0]);
        var (paid_BK, measures) = judge.Pay(Of((TurnWorths.Legal, ShapingForms.Pay, 0.1)), 1, [episode]);
        Near([0.1, 0, 0.1, 0.1, 0.1], paid_BK[0]);

        // 1 → 1 (refused) → 2 → 1: three turns from 1 to 1 at most, and from 1 back at once 0; the way over 2 is paid twice.
        Assert.Equal(0.2, measures[MetricNames.ProcessCycleGain], 1e-12);
        Assert.Equal(0.4, measures[MetricNames.ProcessRewardUnsolved], 1e-12);
    }

    [Fact]
    public async Task Sources_add_up_by_their_weights_and_a_weight_of_nothing_is_only_seen()
    {
        var settings = Of((TurnWorths.Progress, ShapingForms.Difference, 0.5), (TurnWorths.Legal, ShapingForms.Charge, 2), (TurnWorths.Distance, ShapingForms.Difference, 0));
        var (rewards_BK, measures) = new ProcessJudge(Line, 10).Pay(settings, 1, [await WalkAsync(10, "+", "what", "+", "+")]);

        Near([0.5 / 3, -2, 0.5 / 3, 0.5 / 3], rewards_BK[0]);
        Assert.Equal(0.3, measures[MetricNames.ProcessRewardOf + TurnWorths.Distance], 1e-12);
    }

    // The paper's: RRU for RRU is 3 · 2 · 2, RRD keeps RR without a turn, RUD of RUU keeps RU with one. Too long or too short is a prefix.
    [Theory]
    [InlineData("R R U", "R R U", 12)]
    [InlineData("R R U", "R R D", 2)]
    [InlineData("R U U", "R U D", 4)]
    [InlineData("R R U", "U R R", 0)]
    [InlineData("R R U", "R R U U", 6)]
    [InlineData("R R U", "R", 1)]
    public void An_answer_is_worth_how_far_it_goes_as_the_wanted_one_does(string wanted, string said, int reward)
    {
        Assert.Equal(reward, AnswerPrefix.Reward(wanted.Split(' '), said.Split(' ')));
        Assert.Equal(reward / 12.0, AnswerPrefix.Share(wanted.Split(' '), said.Split(' ')), 1e-12);
    }

    // A room without walls, from its top left to its bottom right: the oracle goes one way, any of the shortest ones is right, and half of it is half.
    [Fact]
    public async Task Another_right_answer_is_worth_as_much_as_the_oracles()
    {
        var maze = WorldCatalog.Create("maze", new Dictionary<string, string> { ["mode"] = "one_shot" });
        using var state = JsonDocument.Parse("""{"rows":["6ec","7fd","3b9"],"start":[0,0],"goal":[2,2]}""");
        var task = maze.Read(state.RootElement);
        var wanted = ((IOracleSource)maze).CreateOracle(task).Next([])!;
        var other = string.Join(' ', wanted.Split(' ').Reverse());
        Assert.NotEqual(wanted, other);

        foreach (var (said, worth) in new[] { (wanted, 1.0), (other, 1.0), (wanted.Split(' ')[0], AnswerPrefix.Share(wanted.Split(' '), [wanted.Split(' ')[0]])), ("nonsense", 0.0) })
        {
            var episode = await CountedEpisodes.PlayAsync(maze, task, 1, 0, null, said);
            Assert.Equal([new TurnWorth(0, worth)], new ProcessJudge((IOracleSource)maze, 1).Worths(TurnWorths.Answer, [episode])[0]);
        }
    }

    [Fact]
    public void A_world_without_an_oracle_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ProcessJudge.For(new Blind(), 3, [TurnWorths.Legal, TurnWorths.Distance]));

        Assert.Contains("World 'numberline' has no oracle that could tell distance", error.Message, StringComparison.Ordinal);
        Assert.NotNull(ProcessJudge.For(new Blind(), 3, [TurnWorths.Legal]));
    }

    [Theory]
    [InlineData(new ulong[] { 1, 2, 1, 2 }, new[] { 1.0, -1, 1, -1 }, 1, 0)]
    [InlineData(new ulong[] { 1, 2, 1, 2 }, new[] { 1.0, -1, 1, -1 }, 0.9, 0.1)]
    [InlineData(new ulong[] { 1, 1, 1 }, new[] { 0.25, 0.5, 9 }, 1, 0.5)]
    [InlineData(new ulong[] { 1, 2, 3, 4 }, new[] { 1.0, 1, 1, 1 }, 1, 0)]
    [InlineData(new ulong[] { 1, 2, 3, 1 }, new[] { 1.0, 2, 4, 0 }, 0.5, 3)]
    [InlineData(new ulong[] { }, new double[] { }, 1, 0)]
    public void A_way_back_is_worth_its_discounted_sum(ulong[] states, double[] rewards_K, double discount, double gain) =>
        Assert.Equal(gain, RewardCycles.Gain([.. states.Select(state => new StateKey(state))], rewards_K, discount), 1e-12);

    private static ProcessRewardSettings Of(params (string Of, string Form, double Weight)[] sources) =>
        new([.. sources.Select(source => new ProcessSource(source.Of, source.Form, source.Weight))]);

    private static Task<ScoredEpisode> WalkAsync(int turns, params string[] answers)
    {
        using var task = JsonDocument.Parse("""{"max":5,"target":4,"current":1}""");
        return CountedEpisodes.PlayAsync(Line, Line.Read(task.RootElement), turns, 0, null, answers);
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual) => Assert.Equal(expected, actual, (left, right) => Math.Abs(left - right) < 1e-12);

    /// <summary>A number line that nobody knows the way on.</summary>
    private sealed class Blind : IWorldKind
    {
        public WorldDescriptor Descriptor => Line.Descriptor;

        public TaskInstance Generate(ulong seed, Difficulty difficulty) => Line.Generate(seed, difficulty);

        public TaskInstance Read(JsonElement state) => Line.Read(state);

        public ActionParse Parse(TaskInstance task, string text) => Line.Parse(task, text);

        public IWorld Open(TaskInstance task, WorldContext context) => Line.Open(task, context);
    }
}
