using Agentic.Testing;
using Agentic.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Rollout rejection inside an objective, by hand: two responses of two tokens, the second token of the first one far from its sampler.</summary>
[NoTensorLeaks]
public sealed class RejectionTests
{
    public RejectionTests() => VisionPolicy.TorchRuntime.Load();

    [Fact]
    public void A_rejected_token_gets_no_gradient_and_still_counts_in_the_average()
    {
        using var scope = NewDisposeScope();
        var (loss, gradient, rejected) = Evaluate(ObjectiveParts.Rejections["token_k1"](null, 2), Inputs());

        // −A log π over four tokens; ratios to the sampler 1, e, 1, 1, and e > 2 is left out: −(1·(−1) + 2·(−1) + 2·(−1))/4.
        Assert.Equal(1.25, loss, 1e-6);
        Near.Equal([-0.25, 0, -0.5, -0.5], gradient, "gradient");
        Assert.Equal(1, rejected);
    }

    [Fact]
    public void A_response_is_left_out_as_a_whole()
    {
        using var scope = NewDisposeScope();

        // k2 of the first response: (0 + 1/2)/2 = 0.25.
        Assert.Equal(2, Evaluate(ObjectiveParts.Rejections["seq_mean_k2"](null, 0.24), Inputs()).Rejected);
        Assert.Equal(0, Evaluate(ObjectiveParts.Rejections["seq_mean_k2"](null, 0.26), Inputs()).Rejected);
    }

    [Fact]
    public void Micro_batches_add_up_to_the_batch()
    {
        using var scope = NewDisposeScope();
        var rule = ObjectiveParts.Rejections["token_k1"](null, 2);
        var whole = Inputs();
        var parts = new[] { 0L, 1L }.Select(row => Evaluate(rule, whole with
        {
            LogProbs_BT = whole.LogProbs_BT.narrow(0, row, 1),
            OldLogProbs_BT = whole.OldLogProbs_BT.narrow(0, row, 1),
            Advantages_BT = whole.Advantages_BT.narrow(0, row, 1),
            IsSampled_BT = whole.IsSampled_BT.narrow(0, row, 1),
        })).ToList();

        Assert.Equal(Evaluate(rule, whole).Loss, parts.Sum(part => part.Loss), 1e-6);
    }

    private static ObjectiveInputs Inputs()
    {
        var isSampled = ones(2, 2, ScalarType.Bool);
        return new()
        {
            LogProbs_BT = tensor(new float[] { -1, -1, -1, -1 }, [2, 2]),
            OldLogProbs_BT = tensor(new float[] { -1, -2, -1, -1 }, [2, 2]),
            Advantages_BT = tensor(new float[] { 1, 1, 2, 2 }, [2, 2]),
            IsSampled_BT = isSampled,
            Totals = BatchTotals.Of(isSampled, 2),
        };
    }

    private static (double Loss, double[] Gradient, double Rejected) Evaluate(RejectionRule rule, ObjectiveInputs inputs)
    {
        using var scope = NewDisposeScope();
        var logProbs = inputs.LogProbs_BT.clone().requires_grad_();
        using var result = (ObjectiveParts.Methods["gpg"](new()) with { Rejection = rule }).Evaluate(inputs with { LogProbs_BT = logProbs });
        result.Loss.backward();
        using var gradient = logProbs.grad!;
        return (Near.Numbers(result.Loss)[0], Near.Numbers(gradient), result.RejectedTokens);
    }
}
