using Agentic.Testing;
using Agentic.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

[NoTensorLeaks]
public sealed class AggregationTests
{
    // Responses of 2 and 6 tokens, A = +1 and −1, r = 1: token losses −1, −1 and six times +1; budget 10.
    // Token mean (6 − 2)/8; sum of sums 4 over 2 rows; means −1 + 1; 4 / (2 · 10).
    [Theory]
    [InlineData("token-mean", 0.5)]
    [InlineData("seq-mean-token-mean", 0)]
    [InlineData("seq-mean-token-sum", 2)]
    [InlineData("seq-mean-token-sum-norm", 0.2)]
    [InlineData("token-sum", 4)]
    public void Aggregations_weigh_a_long_and_a_short_response(string name, double expected)
    {
        using var scope = NewDisposeScope();
        var (loss, mask) = TwoAndSix(width: 6);
        Near.Equal([expected], ObjectiveParts.Aggregations[name](loss, mask, BatchTotals.Of(mask, horizon: 10)), name);
    }

    [Theory]
    [InlineData("token-mean")]
    [InlineData("seq-mean-token-sum-norm")]
    [InlineData("seq-mean-token-mean")]
    public void Padding_a_batch_wider_changes_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var ((narrow, narrowMask), (wide, wideMask)) = (TwoAndSix(6), TwoAndSix(11));
        var aggregation = ObjectiveParts.Aggregations[name];
        Near.Equal(
            Near.Numbers(aggregation(narrow, narrowMask, BatchTotals.Of(narrowMask, 10))), aggregation(wide, wideMask, BatchTotals.Of(wideMask, 10)), name);
    }

    [Fact]
    public void A_batch_without_a_token_has_the_loss_0()
    {
        using var scope = NewDisposeScope();
        var none = zeros(2, 3).to(ScalarType.Bool);
        foreach (var (name, aggregation) in ObjectiveParts.Aggregations)
        {
            Near.Equal([0], aggregation(ones(2, 3), none, BatchTotals.Of(none, 10)), name);
        }
    }

    [Fact]
    public void Totals_count_tokens_and_rows_that_have_some()
    {
        using var scope = NewDisposeScope();
        var mask = tensor(new[] { 1L, 1, 0, 0, 0, 0, 1, 0, 0 }, [3, 3]).to(ScalarType.Bool);
        Assert.Equal(new BatchTotals(3, 2, 7), BatchTotals.Of(mask, 7));
        Assert.Equal(new BatchTotals(6, 4, 7), BatchTotals.Of(mask, 7).Plus(BatchTotals.Of(mask, 7)));
    }

    // Padding holds NaN: it must not be looked at.
    private static (Tensor Loss, Tensor Mask) TwoAndSix(int width)
    {
        var (loss, mask) = (new float[2 * width], new long[2 * width]);
        Array.Fill(loss, float.NaN);
        for (var token = 0; token < 6; token++)
        {
            (loss[width + token], mask[width + token]) = (1, 1);
            if (token < 2)
            {
                (loss[token], mask[token]) = (-1, 1);
            }
        }

        return (tensor(loss, [2, width]), tensor(mask, [2, width]).to(ScalarType.Bool));
    }
}
