using Agentic.Agents;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Tests.ProcessRewards;

/// <summary>What shaping does to the best policy, on problems that are solved exactly.</summary>
public sealed class ShapingOptimumTests
{
    private static readonly RandomProblem[] Problems = [.. Enumerable.Range(0, 100).Select(seed => new RandomProblem((ulong)seed))];

    // Q′(s, a) = Q(s, a) − w Φ(s): the same for all actions of a state.
    [Fact]
    public void A_potential_leaves_the_best_policy_of_a_hundred_random_problems_as_it_is()
    {
        foreach (var problem in Problems)
        {
            var (plain_SA, shaped_SA) = (problem.Solve(null), problem.Solve(ShapingForms.Potential));
            Assert.Equal(problem.Best(plain_SA), problem.Best(shaped_SA));
            Assert.All(problem.Pairs(), at => Assert.Equal(plain_SA[at.State, at.Action] - (problem.Weight * problem.Worth(at.State)), shaped_SA[at.State, at.Action], 1e-10));
        }
    }

    [Fact]
    public void It_does_so_where_episodes_are_cut_as_long_as_the_cut_counts_as_an_end()
    {
        var moved = 0;
        foreach (var problem in Problems)
        {
            var (plain, shaped, kept) = (problem.SolveWithin(null, 5), problem.SolveWithin(ShapingForms.Potential, 5), problem.SolveWithin(ShapingForms.Potential, 5, paysAtCut: true));
            Assert.Equal(plain.Select(problem.Best), shaped.Select(problem.Best));
            moved += plain.Select(problem.Best).SequenceEqual(kept.Select(problem.Best)) ? 0 : 1;
        }

        Assert.True(moved > 30, $"a potential that was kept at the cut moved the best policy of {moved} problems only");
    }

    // The same problems, the same test: other forms must fail it.
    [Theory]
    [InlineData(ShapingForms.Pay, 30)]
    [InlineData(ShapingForms.Difference, 30)]
    [InlineData(ShapingForms.Charge, 10)]
    public void Other_forms_move_it(string form, int least)
    {
        var moved = Problems.Count(problem => problem.Best(problem.Solve(null)) != problem.Best(problem.Solve(form)));
        Assert.True(moved >= least, $"{form} moved the best policy of {moved} problems only");
    }

    [Fact]
    public void What_can_be_farmed_is_caught_on_every_problem_and_nothing_else_is()
    {
        foreach (var (problem, seed) in Problems.Select((problem, seed) => (problem, (ulong)seed)))
        {
            double Gain(string form)
            {
                var (states, rewards) = problem.Walk(form, 400, seed);
                return RewardCycles.Gain(states, rewards, problem.Discount);
            }

            Assert.Equal(0, Gain(ShapingForms.Potential));
            Assert.Equal(0, Gain(ShapingForms.Charge));
            if (Returns(problem, seed))
            {
                Assert.True(Gain(ShapingForms.Pay) > 0.001, $"problem {seed}: paid steps forward were not caught");
                Assert.NotNull(ShapingForms.Farm(ShapingForms.Pay, problem.Discount, isOfState: true));
            }
        }

        Assert.True(Problems.Where((problem, seed) => Returns(problem, (ulong)seed)).Count() > 60, "too few problems lead back to where they began");
        Assert.Null(ShapingForms.Farm(ShapingForms.Potential, 0.5, isOfState: true));
        Assert.Null(ShapingForms.Farm(ShapingForms.Charge, 0.5, isOfState: false));
        Assert.Null(ShapingForms.Farm(ShapingForms.Difference, 1, isOfState: true));
        Assert.Contains("turn_discount: 1", ShapingForms.Farm(ShapingForms.Difference, 0.9, isOfState: true));
    }

    // Five places in a row, the goal at the end pays 1, worth k/4. Paid γ = .95 for each step forward, back and forth gives .25/(1 − γ²) = 2.56,
    // more than any way to the goal: (1 + .25) γ^i at most. The policy that is best by it never arrives, and its own walk shows it.
    [Theory]
    [InlineData(null, true, 0)]
    [InlineData(ShapingForms.Potential, true, 0)]
    [InlineData(ShapingForms.Charge, true, 0)]
    [InlineData(ShapingForms.Pay, false, 0.25)]
    [InlineData(ShapingForms.Difference, true, 0)]
    public void Whoever_can_farm_never_arrives_and_is_seen(string? form, bool arrives, double gain)
    {
        const double Discount = 0.95;
        var values = new double[5];
        double Pay(int from, int to) => (to == 4 ? 1 : 0) + Shaped(form, from, to);
        double Value(int from, int to) => Pay(from, to) + (Discount * values[to]);
        for (var sweep = 0; sweep < 2000; sweep++)
        {
            for (var at = 0; at < 4; at++)
            {
                values[at] = Math.Max(Value(at, Math.Max(0, at - 1)), Value(at, at + 1));
            }
        }

        var (states, rewards, place) = (new List<StateKey>(), new List<double>(), 0);
        while (place < 4 && states.Count < 20)
        {
            var next = Value(place, place + 1) > Value(place, Math.Max(0, place - 1)) ? place + 1 : place - 1;
            states.Add(default(StateKey).With((ulong)place));
            rewards.Add(Shaped(form, place, next));
            place = next;
        }

        Assert.Equal(arrives, place == 4);
        Assert.Equal(gain, RewardCycles.Gain(states.ToArray(), rewards.ToArray(), Discount), 1e-12);

        static double Shaped(string? form, int from, int to) => form is null ? 0 : ShapingForms.All[form](new TurnWorth(from / 4.0, to / 4.0), to == 4, Discount);
    }

    private static bool Returns(RandomProblem problem, ulong seed)
    {
        var (states, rewards) = problem.Walk(ShapingForms.Pay, 400, seed);
        return Enumerable.Range(0, states.Length).Any(turn => rewards[turn] > 0.01 && states.Skip(turn + 1).Contains(states[turn]));
    }
}
