using Agentic.Testing;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Losses of pairs and teachers by hand, and what they do with numbers that must not count.</summary>
[NoTensorLeaks]
public sealed class PreferenceTests
{
    public PreferenceTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Dpo_of_one_pair_is_as_by_hand_whatever_stands_behind_the_mask(float masked)
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(new[] { -0.5f, -0.5f, -3, masked }, [2, 2]).requires_grad_();
        var reference = tensor(new[] { -1f, -1, -1, masked }, [2, 2]);
        var isAnswer = tensor(new[] { true, true, true, false }, [2, 2]);

        // Log-ratios 1 and −2; β Δ = 0.5 · 3 = 1.5; log(1 + e^−1.5) = 0.201413; slope −0.5 σ(−1.5) = −0.091213.
        var loss = PreferenceLosses.Sigmoid(0.5)(PreferencePairs.Of(logProbs, reference, isAnswer));
        loss.sum().backward();

        Assert.Equal(0.201413, Near.Numbers(loss)[0], 1e-6);
        using var gradient = logProbs.grad!;
        Near.Equal([-0.091213, -0.091213, 0.091213, 0], gradient, "gradient", 1e-5);
    }

    [Fact]
    public void Tokens_beyond_the_shorter_answer_weigh_less()
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(new float[] { -1, -2, -4, -1, -1, -1 }, [2, 3]);
        var isAnswer = tensor(new[] { true, true, true, true, false, false }, [2, 3]);

        // The shorter answer has one token: −1 + 0.25 (−2 − 4) = −2.5.
        var pairs = PreferencePairs.Of(logProbs, null, isAnswer, tailWeight: 0.25);

        Assert.Equal((-2.5, -1), (Near.Numbers(pairs.Chosen_P)[0], Near.Numbers(pairs.Rejected_P)[0]));
        Near.Equal([3], pairs.ChosenLengths_P!, "lengths");
    }

    [Fact]
    public void An_odd_number_of_rows_is_no_set_of_pairs()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => PreferencePairs.Of(zeros(3, 2), null, ones(3, 2, ScalarType.Bool)));
        Assert.Contains("even number of rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void A_student_like_its_teacher_has_nothing_to_learn_and_ruled_out_tokens_give_no_nan(double beta)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1f, 2, float.NegativeInfinity, 0 }, [1, 4]).requires_grad_();
        var student = DistillationLosses.LogProbs(logits);
        var loss = DistillationLosses.JensenShannon(student, student.detach(), beta).sum();
        loss.backward();

        Assert.Equal(0, Near.Numbers(loss)[0], 1e-6);
        using var gradient = logits.grad!;
        Assert.All(Near.Numbers(gradient), slope => Assert.Equal(0, slope, 1e-6));
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 4)]
    public void Kept_tokens_are_a_distribution_with_and_without_the_rest(bool withTail, long width)
    {
        using var scope = NewDisposeScope();
        var whole = DistillationLosses.LogProbs(tensor(new[] { 1f, 2, 3, 0 }, [1, 4]));
        var top = DistillationLosses.Top(whole, 2);
        var kept = DistillationLosses.Kept(whole, top, withTail);

        Near.Equal([0, 1, 1, 0], top.to(ScalarType.Float32), "the likeliest two");
        Assert.Equal(width, kept.shape[1]);
        Assert.Equal(1, Near.Numbers(kept.exp().sum())[0], 1e-6);
        // e² and e³ of e + e² + e³ + 1: with the rest they keep their share, without it they are scaled up.
        var all = Math.E + Math.Exp(2) + Math.Exp(3) + 1;
        Assert.Equal(Math.Exp(3) / (withTail ? all : Math.Exp(2) + Math.Exp(3)), Near.Numbers(kept.exp())[2], 1e-6);
    }
}
