using Agentic.Testing;
using Agentic.Training.Optimization;
using Agentic.Training.Tests.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Optimization;

[NoTensorLeaks]
public sealed class AdamWTests
{
    // First step: both means are corrected to g and g², so the move is lr · g/|g| = .1 against the gradient, beside the decay 1 · (1 − .1 · .5).
    [Fact]
    public void The_first_step_moves_by_the_rate_against_the_sign_and_decays()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new[] { 1f, 1f }).requires_grad_();
        using var optimizer = new Optimizer([("w", weight)], new AdamW(new AdamWSettings { WeightDecay = 0.5 }));
        weight.grad = tensor(new[] { 3f, -0.01f });
        optimizer.Step(0.1);
        Near.Equal([0.95 - 0.1, 0.95 + 0.1], weight, "weight", 1e-6);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        var (moved, still) = (tensor(new[] { 1f }).requires_grad_(), tensor(new[] { 1f }).requires_grad_());
        using var optimizer = new Optimizer([("moved", moved), ("still", still)], new AdamW(new AdamWSettings { WeightDecay = 0.5 }));
        moved.grad = tensor(new[] { 1f });
        optimizer.Step(0.1);
        Assert.Equal([1.0], Near.Numbers(still));
        Assert.Equal(0, Near.Numbers(optimizer.State.Single(part => part.Name == "still.step").Value)[0]);
        Assert.Equal(1, Near.Numbers(optimizer.State.Single(part => part.Name == "moved.step").Value)[0]);
    }

    [Fact]
    public void A_run_resumed_from_its_state_goes_on_to_the_same_bits()
    {
        using var scope = NewDisposeScope();
        var settings = new AdamWSettings { Beta2 = 0.95 };
        var straight = Weights();
        using var first = new Optimizer([("w", straight)], new AdamW(settings));
        Walk(first, straight, 0, 5);
        var saved = first.State.ToDictionary(part => part.Name, part => part.Value.clone());
        var resumed = straight.detach().clone().requires_grad_();
        Walk(first, straight, 5, 10);

        using var second = new Optimizer([("w", resumed)], new AdamW(settings));
        second.Load(name => saved.GetValueOrDefault(name));
        Walk(second, resumed, 5, 10);
        Assert.Equal(Near.Numbers(straight), Near.Numbers(resumed));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var weight = Weights();
        using var optimizer = new Optimizer([("w", weight)], new AdamW(new AdamWSettings()));
        var missing = Assert.Throws<ArgumentException>(() => optimizer.Load(name => name == "w.exp_avg" ? ones(2, 3) : null));
        Assert.Contains("'w.exp_avg_sq' must have shape [2, 3] but is missing", missing.Message, StringComparison.Ordinal);
        var other = Assert.Throws<ArgumentException>(() => optimizer.Load(_ => ones(4)));
        Assert.Contains("has shape [4]", other.Message, StringComparison.Ordinal);
        Assert.All(optimizer.State, part => Assert.All(Near.Numbers(part.Value), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Parameters_that_cannot_be_trained_are_refused()
    {
        using var scope = NewDisposeScope();
        var half = Assert.Throws<ArgumentException>(() => new Optimizer([("w", ones(2).to(ScalarType.BFloat16))], new AdamW(new AdamWSettings())));
        Assert.Contains("'w' must be float32", half.Message, StringComparison.Ordinal);
        var twice = Assert.Throws<ArgumentException>(() => new Optimizer([("w", ones(2)), ("w", ones(2))], new AdamW(new AdamWSettings())));
        Assert.Contains("'w'", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clearing_gradients_leaves_none()
    {
        using var scope = NewDisposeScope();
        var weight = Weights();
        using var optimizer = new Optimizer([("w", weight)], new AdamW(new AdamWSettings()));
        weight.sum().backward();
        optimizer.ClearGradients();
        Assert.Null(weight.grad);
        Assert.Equal(0, GradientClipping.ByGlobalNorm([weight], 1));
    }

    // 3 and 4 in two tensors: norm 5, scaled by 1/5; a norm below the bound changes nothing.
    [Fact]
    public void Clipping_scales_all_gradients_alike()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ones(1).requires_grad_(), ones(1).requires_grad_());
        (a.grad, b.grad) = (tensor(new[] { 3f }), tensor(new[] { 4f }));
        Assert.Equal(5, GradientClipping.ByGlobalNorm([a, b], 1), 1e-6);
        Near.Equal([0.6], a.grad!, "a");
        Near.Equal([0.8], b.grad!, "b");
        Assert.Equal(1, GradientClipping.ByGlobalNorm([a, b], 2), 1e-6);
        Near.Equal([0.6], a.grad!, "a");
    }

    private static Tensor Weights() => tensor(new[] { 0.3f, -1f, 2f, 0.1f, -0.4f, 0.9f }, [2, 3]).requires_grad_();

    // Gradients of Σ w⁴/4 − w: w³ − 1.
    private static void Walk(Optimizer optimizer, Tensor weight, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            optimizer.ClearGradients();
            weight.Squared().Squared().Times(0.25).Minus(weight).sum().backward();
            optimizer.Step(0.01 * (step + 1));
        }
    }
}
