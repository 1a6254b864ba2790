using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Sampling;

public sealed class TokenSamplerTests
{
    // exp: 1, 2, 4, 1 → total 8.
    private static readonly float[] Logits = [0, MathF.Log(2), MathF.Log(4), 0];

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.124, 0)]
    [InlineData(0.126, 1)]
    [InlineData(0.376, 2)]
    [InlineData(0.874, 2)]
    [InlineData(0.876, 3)]
    public void The_number_inverts_the_cumulative_distribution(double uniform, int expected)
    {
        var token = Draw(new SamplingOptions(), uniform);
        Assert.Equal(expected, token.Id);
        Assert.Equal(Math.Log(new[] { 1, 2, 4, 1 }[expected] / 8.0), token.LogProb, 6);
    }

    [Fact]
    public void Entropy_is_that_of_the_whole_distribution()
    {
        // −(2·⅛ ln ⅛ + ¼ ln ¼ + ½ ln ½)
        var expected = -((2 * 0.125 * Math.Log(0.125)) + (0.25 * Math.Log(0.25)) + (0.5 * Math.Log(0.5)));
        Assert.Equal(expected, Draw(new SamplingOptions(), 0.5).Entropy, 6);
    }

    [Fact]
    public void A_low_temperature_sharpens_and_the_log_probability_says_so()
    {
        // At T = ½ the weights are squared: 1, 4, 16, 1 → 22.
        Assert.Equal(Math.Log(16 / 22.0), Draw(new SamplingOptions(0.5), 0.5).LogProb, 6);
    }

    [Fact]
    public void Greedy_takes_the_most_likely_whatever_the_number() => Assert.Equal(2, Draw(SamplingOptions.Greedy, 0.01).Id);

    [Fact]
    public void Top_k_removes_the_rest_but_keeps_ties()
    {
        Assert.All(Numbers(), number => Assert.Contains(Draw(new SamplingOptions(1, TopK: 2), number).Id, new[] { 1, 2 }));
        Assert.Contains(0, Numbers().Select(number => Draw(new SamplingOptions(1, TopK: 3), number).Id)); // 0 and 3 tie for third
        Assert.Contains(3, Numbers().Select(number => Draw(new SamplingOptions(1, TopK: 3), number).Id));
    }

    [Fact]
    public void Top_p_keeps_the_smallest_set_that_reaches_it()
    {
        Assert.All(Numbers(), number => Assert.Equal(2, Draw(new SamplingOptions(1, TopP: 0.5), number).Id)); // 4/8 alone reaches ½
        Assert.All(Numbers(), number => Assert.Contains(Draw(new SamplingOptions(1, TopP: 0.6), number).Id, new[] { 1, 2 }));
    }

    [Fact]
    public void Min_p_keeps_what_is_likely_enough_beside_the_best()
    {
        // 4 is the best: half of it keeps 2 and 4, more than half keeps 4 alone.
        Assert.Equal([1, 2], Numbers().Select(number => Draw(new SamplingOptions { MinP = 0.49 }, number).Id).Distinct().Order());
        Assert.Equal([2], Numbers().Select(number => Draw(new SamplingOptions { MinP = 0.51 }, number).Id).Distinct());
    }

    [Fact]
    public void What_is_stored_is_the_policys_own_and_what_is_drawn_is_told_beside_it()
    {
        var filtered = Draw(new SamplingOptions(1, TopK: 1), 0.5);
        Assert.Equal(Math.Log(4 / 8.0), filtered.LogProb, 6);
        Assert.Equal(0, filtered.DrawnLogProb, 6);
        // 4 halved in its logit is 2: of 1, 2, 2, 1 it has a third.
        var penalised = TokenSampler.Draw(Logits, new SamplingOptions { RepetitionPenalty = 2 }, new DrawContext { Ids = [2, 2] }, 0.6, new float[8]);
        Assert.Equal(2, penalised.Id);
        Assert.Equal(Math.Log(0.5), penalised.LogProb, 6);
        Assert.Equal(Math.Log(1 / 3.0), penalised.DrawnLogProb, 6);
        // Annealed draws are stored at temperature 1.
        var annealed = TokenSampler.Draw(Logits, new SamplingOptions { Annealing = new(Min: 0.5) }, new DrawContext { Answered = 10_000 }, 0.5, new float[8]);
        Assert.Equal(Math.Log(4 / 8.0), annealed.LogProb, 6);
        Assert.Equal(Math.Log(16 / 22.0), annealed.DrawnLogProb, 6);
        Assert.Equal(0, Draw(SamplingOptions.Greedy, 0.5).DrawnLogProb);
        Assert.Equal(Math.Log(0.5), Draw(SamplingOptions.Greedy, 0.5).LogProb, 6);
    }

    [Theory]
    [InlineData(5, 0, 1)]
    [InlineData(10, 0, 1.1798)]
    [InlineData(100, 0, 0.9786)]
    [InlineData(300, 0, 0.3779)]
    [InlineData(371, 0, 0.1)]
    [InlineData(500, 100, 1.1512)]
    public void Annealing_follows_the_published_numbers(int token, int updates, double expected) =>
        Assert.Equal(expected, new AnnealedTemperature().At(token, updates), 4);

    [Fact]
    public void A_mask_is_part_of_the_policys_own_distribution()
    {
        var context = new DrawContext { Allowed = new TokenMask(4, [0, 1]) };
        var token = TokenSampler.Draw(Logits, new SamplingOptions(), context, 0.5, new float[8]);
        Assert.Equal(1, token.Id);
        Assert.Equal(Math.Log(2 / 3.0), token.LogProb, 6);
        Assert.Throws<InvalidOperationException>(() => TokenSampler.Draw(
            Logits, new SamplingOptions { Suppressed = [0, 1] }, new DrawContext { Allowed = new TokenMask(4, [0, 1]) }, 0.5, new float[8]));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(512)]
    [InlineData(30_011)]
    public void Borders_found_in_buckets_are_those_of_a_sort(int vocabulary)
    {
        var random = RandomKey.FromSeed((ulong)vocabulary).Stream();
        for (var round = 0; round < 20; round++)
        {
            // Some rows have many ties, some are wide, some have holes.
            var scores = new float[vocabulary];
            for (var id = 0; id < vocabulary; id++)
            {
                var score = (random.NextDouble() - 0.5) * Math.Pow(4, round % 5);
                scores[id] = random.NextBool(0.1) ? float.NegativeInfinity : (float)(round % 2 == 0 ? Math.Round(score) : score);
            }

            var sorted = scores.OrderDescending().ToArray();
            var k = 1 + random.NextInt(vocabulary);
            Assert.Equal(sorted[k - 1], ScoreRanking.KthLargest(scores, k, new float[vocabulary]));

            var p = random.NextDouble();
            var weights = sorted.Select(score => Math.Exp((double)score - sorted[0])).ToArray();
            var (kept, before) = (0, 0.0);
            while (kept < vocabulary && before < p * weights.Sum())
            {
                before += weights[kept++];
            }

            var (limit, ties) = ScoreRanking.Nucleus(scores, p, new float[vocabulary]);
            Assert.Equal(sorted[kept - 1], limit);
            Assert.Equal(sorted.Take(kept).Count(score => score == limit), ties);
        }
    }

    [Fact]
    public void Diverged_weights_are_said_out_loud() =>
        Assert.Throws<InvalidOperationException>(() => TokenSampler.Draw([0, float.NaN, 1], new SamplingOptions(), default, 0.5, new float[6]));

    private static IEnumerable<double> Numbers() => Enumerable.Range(0, 100).Select(index => index / 100.0);

    private static SampledToken Draw(SamplingOptions options, double uniform) => TokenSampler.Draw(Logits, options, default, uniform, new float[8]);
}
