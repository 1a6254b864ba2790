using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.SelfPlay;

namespace Agentic.Training.Tests.SelfPlay;

public sealed class SelfPlayPartsTests
{
    // Five solvers, two of which succeed: p = 2/5.
    [Theory]
    [InlineData("difficulty", 0.4, 0.6)]
    [InlineData("difficulty", 0, 1)]
    [InlineData("difficulty", 1, 0)]
    [InlineData("intermediate", 0.4, 0.96)] // 4 · 0.4 · 0.6
    [InlineData("intermediate", 0.5, 1)]
    [InlineData("intermediate", 0, 0)]
    [InlineData("intermediate", 1, 0)]
    [InlineData("format", 0.4, 1)]
    public void A_proposal_is_worth_what_its_solvers_leave(string name, double solved, double worth) =>
        Assert.Equal(worth, ProposerRewards.All[name](solved), 1e-12);

    // Mean 0.4, standard deviation over n − 1 √0.3 = 0.5477: 0.6 / 0.5477 and −0.4 / 0.5477.
    [Fact]
    public void Its_solvers_are_compared_with_one_another() => Assert.Equal(
        [1.0954, 1.0954, -0.7303, -0.7303, -0.7303], GroupAdvantages.Grpo([1, 1, 0, 0, 0], [0, 0, 0, 0, 0]), (left, right) => Math.Abs(left - right) < 1e-4);

    [Fact]
    public void A_pool_gives_what_still_asks_for_practice()
    {
        var pool = ProblemPool.Empty.With(new Problem("easy", 1, 1)).With(new Problem("half", 0.5, 2)).With(new Problem("hard", 0, 3));
        Assert.Equal(["half", "hard"], Drawn(pool, 0.5));
        Assert.Equal(["easy", "half", "hard"], Drawn(pool, 1));
        Assert.Equal(["hard"], Drawn(pool, 0.4));
        Assert.Equal([], Drawn(ProblemPool.Empty, 1));

        // A replayed one comes back with its new success, as the newest.
        var again = pool.With(new Problem("easy", 0.2, 4));
        Assert.Equal(["half", "hard", "easy"], again.Problems.Select(problem => problem.Task));
        Assert.Equal(["easy", "half", "hard"], Drawn(again, 0.5));

        Assert.Equal(["hard", "easy"], again.Keep(0.7).Problems.Select(problem => problem.Task));
        Assert.Empty(again.Keep(0).Problems);
        Assert.Equal(3, again.Keep(1).Problems.Length);
    }

    [Fact]
    public void A_pool_comes_back_from_a_checkpoint()
    {
        var pool = ProblemPool.Empty.With(new Problem("""{"question":"wh\u00e4t ?"}""", 1 / 3.0, 7)).With(new Problem("b", 0, 8));
        Assert.Equal(pool.Problems, ProblemPool.Read(JsonNode.Parse(pool.ToJson().ToJsonString())).Problems);
        foreach (var wrong in new[] { "null", "{}", "[1]", """[{"task":"a"}]""", """[{"task":"a","success":"x","update":1}]""" })
        {
            Assert.Throws<FormatException>(() => ProblemPool.Read(JsonNode.Parse(wrong)));
        }
    }

    [Fact]
    public void Noise_is_other_evidence_in_an_order_that_gives_nothing_away()
    {
        string[] texts = ["a", "b", "c", "d", "e", "f", "mine"];
        var places = new HashSet<int>();
        for (ulong key = 0; key < 64; key++)
        {
            var shown = Noise.Among("mine", texts, 4, RandomKey.FromSeed(key));
            Assert.Equal(5, shown.Distinct().Count());
            Assert.Contains("mine", shown);
            Assert.Equal(shown, Noise.Among("mine", texts, 4, RandomKey.FromSeed(key)));
            places.Add(shown.IndexOf("mine"));
        }

        Assert.Equal(5, places.Count);
        Assert.Equal(["mine", "x"], Noise.Among("mine", ["mine", "x"], 4, RandomKey.FromSeed(1)).Order());
        Assert.Equal(["mine"], Noise.Among("mine", texts, 0, RandomKey.FromSeed(1)));
    }

    private static List<string> Drawn(ProblemPool pool, double mostSuccess)
    {
        var random = RandomKey.FromSeed(3).Stream();
        var drawn = new SortedSet<string>(StringComparer.Ordinal);
        for (var draw = 0; draw < 200; draw++)
        {
            if (pool.Draw(mostSuccess, ref random) is { } problem)
            {
                drawn.Add(problem.Task);
            }
        }

        return [.. drawn];
    }
}
