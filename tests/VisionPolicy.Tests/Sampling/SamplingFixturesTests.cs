using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Sampling;

/// <summary>Logits processors, one by one and together, against transformers' <c>generate</c>.</summary>
public sealed class SamplingFixturesTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<TheoryDataRow<string>> Names => SamplingCases.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_and_draws_agree_with_the_reference(string name)
    {
        using var cases = new SamplingCases();
        var info = cases.Case(name);
        var options = SamplingCases.Options(info.GetProperty("settings"));
        var inputs = $"inputs/{name.Split('/')[0]}";
        for (var row = 0; row < cases.Rows; row++)
        {
            var (ids, padding) = cases.Before(row);
            var prompt = info.GetProperty("prompt").GetInt32();
            var isMasked = info.GetProperty("masked").GetBoolean();
            var context = new DrawContext
            {
                Ids = isMasked ? ids.AsSpan(padding) : ids,
                PromptLength = prompt,
                Answered = ids.Length - prompt,
                Ends = cases.Ends.AsSpan(),
            };
            var logits = cases.Floats(inputs, "logits", row);
            var expected = cases.Floats(name, "scores", row);
            var scores = (float[])logits.Clone();
            ScoreProcessors.Apply(scores, options, context, new float[scores.Length]);
            CompareScores($"{name} row {row}", expected, scores, cases.Whole(name, "kept", row), logits.Distinct().Count() == logits.Length);
            CompareDraws($"{name} row {row}", cases, (inputs, name), row, options, context);
        }
    }

    private static void CompareScores(string what, float[] expected, float[] actual, long kept, bool isUnique)
    {
        Assert.True(kept == actual.Count(float.IsFinite), $"{what}: {actual.Count(float.IsFinite)} tokens are kept, but the reference keeps {kept}.");
        var tolerance = Tolerance * Math.Max(1, expected.Where(float.IsFinite).Max(Math.Abs));
        // Which of tied tokens stay is arbitrary: then only the values count.
        var (left, right) = isUnique ? (expected, actual) : ([.. expected.Order()], [.. actual.Order()]);
        for (var at = 0; at < left.Length; at++)
        {
            Assert.True(
                left[at] == right[at] || Math.Abs(left[at] - right[at]) <= tolerance, $"{what}: score {at} is {right[at]}, but the reference has {left[at]}.");
        }
    }

    // What is drawn is one of the kept, with the reference's probability; what is stored is of the distribution before all that.
    private static void CompareDraws(
        string what, SamplingCases cases, (string Before, string After) names, int row, SamplingOptions options, in DrawContext context)
    {
        var logits = cases.Floats(names.Before, "logits", row);
        var logProbs = cases.Floats(names.Before, "logprobs", row);
        var probs = cases.Floats(names.After, "probs", row).Order().ToArray();
        var scratch = new float[2 * logits.Length];
        var random = RandomKey.FromSeed((ulong)row).Stream();
        var largest = logits.Where(float.IsFinite).Max(Math.Abs);
        var scale = cases.Floats(names.After, "scores", row).Where(float.IsFinite).Max(Math.Abs);
        var exact = Entropy(logits);
        for (var draw = 0; draw < 20; draw++)
        {
            var token = TokenSampler.Draw(logits, options, context, random.NextDouble(), scratch);
            var drawn = Math.Exp(token.DrawnLogProb);
            // The reference divides logits by the temperature before it subtracts the largest; the spacing of the quotients shows in its probabilities.
            Assert.True(probs.Any(prob => Math.Abs(prob - drawn) <= Math.Max(Tolerance, Spacing(scale))), $"{what}: token {token.Id} was drawn with probability {drawn}, which the reference gives to none.");
            if (options.StoredTemperature == 1)
            {
                Assert.True(Math.Abs(token.LogProb - logProbs[token.Id]) <= Tolerance * Math.Max(1, Math.Abs(logProbs[token.Id])), $"{what}: token {token.Id} has stored log-probability {token.LogProb}, but {logProbs[token.Id]} is the policy's.");
                // The same with logits of this size and its entropy.
                var entropy = cases.Floats(names.Before, "entropy", row)[0];
                Assert.True(Math.Abs(token.Entropy - entropy) <= Math.Max(Tolerance * Math.Max(1, entropy), Spacing(largest)), $"{what}: entropy {token.Entropy}, but the reference has {entropy}.");
                Assert.True(Math.Abs(token.Entropy - exact) <= Tolerance * Math.Max(1, exact), $"{what}: entropy {token.Entropy}, but it is {exact} in float64.");
            }
        }
    }

    private static float Spacing(float value) => value >= 64 ? MathF.BitIncrement(value) - value : 0;

    private static double Entropy(float[] logits)
    {
        var weights = logits.Select(logit => Math.Exp((double)logit - logits.Max())).ToArray();
        return -weights.Where(weight => weight > 0).Sum(weight => weight / weights.Sum() * Math.Log(weight / weights.Sum()));
    }
}
