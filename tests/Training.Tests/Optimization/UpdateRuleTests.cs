using Agentic.Testing;
using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;
using Agentic.Training.Tests.Objectives;
using Agentic.Training.Tests.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Optimization;

[NoTensorLeaks]
public sealed class UpdateRuleTests
{
    // Gradient 1 each step, momentum ½: the buffer is 1, then 1.5; a rate of .1 moves by .1 and .15. Looking ahead: 1 + ½ · 1, then 1 + ½ · 1.5.
    [Theory]
    [InlineData(false, 1 - 0.1 - 0.15)]
    [InlineData(true, 1 - 0.15 - 0.175)]
    public void Momentum_adds_up(bool isNesterov, double expected)
    {
        using var scope = NewDisposeScope();
        var weight = ones(1).requires_grad_();
        using var optimizer = new Optimizer([("w", weight)], new Sgd(new SgdSettings { Momentum = 0.5, IsNesterov = isNesterov }));
        weight.grad = ones(1);
        optimizer.Step(0.1);
        optimizer.Step(0.1);
        Near.Equal([expected], weight, "weight", 1e-6);
    }

    // A step of Muon is orthogonal up to the Newton–Schulz error: singular values near 1, whatever those of the gradient are (3 and 0.01 here).
    [Fact]
    public void Muon_moves_all_directions_alike()
    {
        using var scope = NewDisposeScope();
        var weight = zeros(2, 2).requires_grad_();
        using var optimizer = new Optimizer([("w", weight)], new Muon(new MuonSettings { WeightDecay = 0, IsNesterov = false }));
        weight.grad = tensor(new[] { 3f, 0, 0, -0.01f }, 2, 2);
        optimizer.Step(1);
        var moved = Near.Numbers(weight);
        Assert.InRange(moved[0], -1.3, -0.6);
        Assert.True(moved[3] > 0.02, $"the small direction moved by {moved[3]}: no more than its share of the gradient");
        Assert.Equal(0, moved[1], 1e-6);
    }

    [Fact]
    public void Muon_takes_matrices_and_leaves_tables_and_vectors_to_adamw()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] parameters = [("model.embed_tokens.weight", ones(3, 2)), ("model.layers.0.mlp.up_proj.weight", ones(3, 2)), ("model.norm.weight", ones(2))];
        using var optimizer = new Optimizer(parameters, UpdateRules.All["muon"](new TrainSettings()));
        Assert.Equal(
            ["model.embed_tokens.weight.exp_avg", "model.layers.0.mlp.up_proj.weight.momentum_buffer", "model.norm.weight.exp_avg"],
            optimizer.State.Select(part => part.Name).Where(name => name.EndsWith("exp_avg", StringComparison.Ordinal) || name.EndsWith("buffer", StringComparison.Ordinal)));
        var refusal = Assert.Throws<ArgumentException>(() => new Optimizer([("w", ones(3))], new Muon(new MuonSettings())));
        Assert.Contains("has shape [3]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adafactor_remembers_rows_and_columns_alone()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new Optimizer([("w", ones(30, 20))], new Adafactor(new AdafactorSettings()));
        Assert.Equal(1 + 30 + 20, optimizer.State.Sum(part => part.Value.numel()));
    }

    [Theory]
    [InlineData("optimizer: muon, momentum: 0.9, nesterov: false")]
    [InlineData("optimizer: sgd, momentum: 0.9, nesterov: true")]
    [InlineData("optimizer: adafactor")]
    public void Scenarios_choose_an_optimiser(string keys) =>
        Assert.Equal(keys.Split(", ")[0].Split(": ")[1], ScenarioSamples.Read($"world: {{ name: garden }}\ntrain: {{ {keys} }}").Scenario.Train.Optimizer);

    [Theory]
    [InlineData("optimizer: adm", "Did you mean 'adam'")]
    [InlineData("momentum: 0.9", "train.momentum: is read by")]
    [InlineData("optimizer: sgd, nesterov: true", "needs train.momentum above 0")]
    public void Settings_that_no_optimiser_reads_are_mistakes(string keys, string message) =>
        Assert.Contains(message, string.Join('\n', ScenarioSamples.Mistakes($"world: {{ name: garden }}\ntrain: {{ {keys} }}")), StringComparison.Ordinal);
}
