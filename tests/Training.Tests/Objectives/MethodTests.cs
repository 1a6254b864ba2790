using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>What every method of the table must keep, on ragged random rows: 7 responses, up to 9 tokens, one of them empty.</summary>
[NoTensorLeaks]
public sealed class MethodTests
{
    private const int Rows = 7;
    private const int Width = 9;
    private static readonly ObjectiveSettings WithTerms = new() { KlCoefficient = 0.05, EntropyCoefficient = 0.01 };

    public static TheoryData<string> Methods => [.. ObjectiveParts.Methods.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Masked_slots_may_hold_anything_and_get_no_gradient(string method)
    {
        using var scope = NewDisposeScope();
        var objective = ObjectiveParts.Methods[method](WithTerms);
        var clean = Draw(masked: 0);
        var (loss, gradient) = Run(objective, clean);
        foreach (var poison in new[] { float.NaN, float.NegativeInfinity, float.PositiveInfinity })
        {
            var (poisoned, found) = Run(objective, Draw(poison));
            Assert.Equal(loss, poisoned);
            Assert.Equal(gradient, found);
        }

        var sampled = Near.Numbers(clean.IsSampled_BT);
        Assert.All(Enumerable.Range(0, gradient.Length).Where(place => sampled[place] == 0), place => Assert.Equal(0, gradient[place]));
        Assert.Contains(gradient, value => value != 0);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Micro_batches_add_up_to_the_batch(string method)
    {
        using var scope = NewDisposeScope();
        var objective = ObjectiveParts.Methods[method](WithTerms);
        var whole = Draw(masked: 0);
        var (loss, gradient) = Run(objective, whole);
        foreach (var size in new[] { 1, 2, 3 })
        {
            var (sum, parts) = (0.0, new List<double>());
            for (var start = 0; start < Rows; start += size)
            {
                var (part, found) = Run(objective, Take(whole, [.. Enumerable.Range(start, Math.Min(size, Rows - start))]));
                sum += part;
                parts.AddRange(found);
            }

            Assert.Equal(loss, sum, 1e-5);
            Near.Equal(gradient, [.. parts], $"{method} in micro-batches of {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Permuting_rows_permutes_gradients(string method)
    {
        using var scope = NewDisposeScope();
        var objective = ObjectiveParts.Methods[method](WithTerms);
        var whole = Draw(masked: 0);
        int[] order = [4, 0, 6, 2, 1, 5, 3];
        var (_, gradient) = Run(objective, whole);
        var (_, moved) = Run(objective, Take(whole, order));
        Near.Equal([.. order.SelectMany(row => gradient[(row * Width)..((row + 1) * Width)])], moved, method);
    }

    // Before the first step every ratio is 1 and every method is the plain policy gradient, weighted by its aggregation.
    [Theory]
    [InlineData("gspo", "grpo")]
    [InlineData("sapo", "grpo")]
    [InlineData("gmpo", "grpo")]
    [InlineData("cispo", "ppo")]
    [InlineData("dapo", "ppo")]
    [InlineData("gpg", "ppo")]
    [InlineData("dppo_tv", "ppo")]
    [InlineData("vespo", "ppo")]
    public void Methods_of_one_aggregation_agree_before_the_policy_moves(string one, string other)
    {
        using var scope = NewDisposeScope();
        var still = Draw(masked: 0);
        still = still with { OldLogProbs_BT = still.LogProbs_BT.detach() };
        var gradient = Run(ObjectiveParts.Methods[one](new()), still).Gradient;

        Near.Equal(Run(ObjectiveParts.Methods[other](new()), still).Gradient, gradient, $"{one} and {other}");
    }

    // With every response n tokens long, LUSPO is n times GSPO.
    [Fact]
    public void Luspo_is_n_times_gspo_at_equal_lengths()
    {
        using var scope = NewDisposeScope();
        var full = ones(Rows, Width).to(ScalarType.Bool);
        var inputs = Draw(masked: 0);
        var shared = inputs.Advantages_BT.index_select(1, tensor(new[] { 0L })).expand(Rows, Width);
        inputs = inputs with { Advantages_BT = shared, IsSampled_BT = full, Totals = BatchTotals.Of(full, Width) };
        var clip = new ObjectiveSettings { ClipLow = 2e-3, ClipHigh = 2.5e-3 };
        var (gspo, gradient) = Run(ObjectiveParts.Methods["gspo"](clip), inputs);
        var (luspo, longer) = Run(ObjectiveParts.Methods["luspo"](clip), inputs);
        Assert.Equal(Width * gspo, luspo, 1e-4);
        Near.Equal([.. gradient.Select(value => Width * value)], longer, "gradient");
    }

    // GRPO's effective weight of a token is 1/(B |o|), Dr.GRPO's 1/(B · budget) whatever the length.
    [Fact]
    public void Dr_grpo_weighs_every_token_alike_and_grpo_by_length()
    {
        using var scope = NewDisposeScope();
        var inputs = Draw(masked: 0);
        var still = inputs with { OldLogProbs_BT = inputs.LogProbs_BT.detach(), Advantages_BT = ones(Rows, Width) };
        var lengths = Near.Numbers(inputs.IsSampled_BT.sum(1));
        var sampled = Near.Numbers(inputs.IsSampled_BT);
        var rows = inputs.Totals.Sequences;
        var equal = Run(ObjectiveParts.Methods["dr_grpo"](new()), still).Gradient;
        var byLength = Run(ObjectiveParts.Methods["grpo"](new()), still).Gradient;
        for (var place = 0; place < sampled.Length; place++)
        {
            Assert.Equal(sampled[place] == 0 ? 0 : -1 / (rows * inputs.Totals.Horizon), equal[place], 1e-7);
            Assert.Equal(sampled[place] == 0 ? 0 : -1 / (rows * lengths[place / Width]), byLength[place], 1e-7);
        }
    }

    [Fact]
    public void Statistics_of_micro_batches_add_up()
    {
        using var scope = NewDisposeScope();
        var objective = ObjectiveParts.Methods["ppo"](new());
        var whole = Draw(masked: 0);
        using var all = objective.Evaluate(whole);
        using var first = objective.Evaluate(Take(whole, [0, 1, 2]));
        using var second = objective.Evaluate(Take(whole, [3, 4, 5, 6]));
        var sum = RatioStatistics.None.Plus(first.Ratios).Plus(second.Ratios);
        Assert.Equal(all.Ratios.Tokens, sum.Tokens);
        Assert.Equal(all.Ratios.ClipFraction, sum.ClipFraction);
        Assert.Equal(all.Ratios.ApproximateKl, sum.ApproximateKl, 1e-12);
        Assert.Equal(all.Ratios.LowVarianceKl, sum.LowVarianceKl, 1e-12);
        Assert.Equal((all.Ratios.LowestRatio, all.Ratios.HighestRatio), (sum.LowestRatio, sum.HighestRatio));
        Assert.InRange(all.Ratios.ClipFraction, 0.05, 0.95);
    }

    [Fact]
    public void A_term_without_its_input_says_what_is_missing()
    {
        using var scope = NewDisposeScope();
        var bare = Draw(masked: 0) with { RefLogProbs_BT = null };
        var error = Assert.Throws<ArgumentException>(() => ObjectiveParts.Methods["grpo"](WithTerms).Evaluate(bare));
        Assert.Contains("RefLogProbs_BT is needed for a KL term", error.Message, StringComparison.Ordinal);
    }

    private static (double Loss, double[] Gradient) Run(PolicyObjective objective, ObjectiveInputs inputs)
    {
        using var scope = NewDisposeScope();
        var logProbs = inputs.LogProbs_BT.detach().clone().requires_grad_();
        using var result = objective.Evaluate(inputs with { LogProbs_BT = logProbs });
        result.Loss.backward();
        using var gradient = logProbs.grad!;
        return (Near.Numbers(result.Loss)[0], Near.Numbers(gradient));
    }

    // One advantage per response; old log-probs up to ±.6 away, so that clips bind.
    private static ObjectiveInputs Draw(float masked)
    {
        int[] lengths = [9, 1, 4, 0, 7, 2, 6];
        var stream = RandomKey.FromSeed(11).Stream();
        var values = new float[5][];
        for (var part = 0; part < values.Length; part++)
        {
            values[part] = new float[Rows * Width];
        }

        var mask = new long[Rows * Width];
        for (var row = 0; row < Rows; row++)
        {
            var advantage = (float)((2 * stream.NextDouble()) - 1);
            for (var token = 0; token < Width; token++)
            {
                var place = (row * Width) + token;

                // A hole in the middle of the first and the fifth row: text of the world between two turns.
                mask[place] = token < lengths[row] && !(row is 0 or 4 && token is 3 or 4) ? 1 : 0;
                var now = -0.2 - stream.NextDouble();
                float[] drawn =
                [
                    (float)now, (float)(now + (1.2 * (stream.NextDouble() - 0.5))), advantage, (float)(now + (0.4 * (stream.NextDouble() - 0.5))), (float)(2 * stream.NextDouble()),
                ];
                for (var part = 0; part < values.Length; part++)
                {
                    values[part][place] = mask[place] == 1 ? drawn[part] : masked;
                }
            }
        }

        var isSampled = tensor(mask, [Rows, Width]).to(ScalarType.Bool);
        return new ObjectiveInputs
        {
            LogProbs_BT = tensor(values[0], [Rows, Width]),
            OldLogProbs_BT = tensor(values[1], [Rows, Width]),
            Advantages_BT = tensor(values[2], [Rows, Width]),
            IsSampled_BT = isSampled,
            RefLogProbs_BT = tensor(values[3], [Rows, Width]),
            Entropies_BT = tensor(values[4], [Rows, Width]),
            Totals = BatchTotals.Of(isSampled, 20),
        };
    }

    private static ObjectiveInputs Take(ObjectiveInputs inputs, int[] rows)
    {
        var index = tensor(Array.ConvertAll(rows, row => (long)row));
        Tensor Of(Tensor values) => values.index_select(0, index);
        return inputs with
        {
            LogProbs_BT = Of(inputs.LogProbs_BT),
            OldLogProbs_BT = Of(inputs.OldLogProbs_BT),
            Advantages_BT = Of(inputs.Advantages_BT),
            IsSampled_BT = Of(inputs.IsSampled_BT),
            RefLogProbs_BT = Of(inputs.RefLogProbs_BT!),
            Entropies_BT = Of(inputs.Entropies_BT!),
        };
    }
}
