using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Benchmarks;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Learning;

/// <summary>Learning on the device of shapes: an operator over it and the processor fails, so that a step that runs has all its tensors there.</summary>
public sealed class DevicePlacementTests : IDisposable
{
    private readonly MemoryImageStore _images = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("sgd", ComputeType.Float32, false, false)]
    [InlineData("muon", ComputeType.Float32, true, false)]
    [InlineData("adafactor", ComputeType.BFloat16, false, false)]
    [InlineData("muon", ComputeType.BFloat16, true, true)]
    public void A_step_runs_where_the_policy_lives_and_its_state_stays_there(string optimizer, ComputeType compute, bool recompute, bool adapts)
    {
        using var policy = Policy(compute, adapts);
        var settings = new LearnerSettings(UpdateRules.All[optimizer](new TrainSettings { Momentum = 0.9 }), 1)
        {
            WithEntropies = true, WithReference = true, Recompute = recompute, MaxTokensPerPass = 200,
        };
        using var learner = new Learner(policy, _images, settings).HoldReference(0);
        var rows = new BenchRows(policy.Config, policy.Images, _images, RandomKey.FromSeed(3)).Texts(4, 12, 80);
        var result = learner.Step(rows, Loss, 1e-3);
        Assert.True(result.Tokens > 4 * 12);
        Assert.Equal(0, result.Loss); // no other number comes home from there
        Assert.All(policy.Trained, entry =>
        {
            using var gradient = entry.Parameter.grad;
            Assert.True(gradient is not null && IsThere(gradient), entry.Name);
        });
        Assert.NotEmpty(learner.Optimizer.State);
        Assert.All(learner.Optimizer.State, part => Assert.True(IsThere(part.Value), part.Name));

        var path = Path.Combine(_folder.Path, "state.safetensors");
        SafetensorsWriter.Write(path, learner.State());
        using var written = SafetensorsFile.Open(path);
        Assert.Equal(learner.Optimizer.State.Count() + policy.Trained.Count(), written.Tensors.Count);
        learner.Restore(written);
        Assert.All(learner.Optimizer.State, part => Assert.True(IsThere(part.Value), part.Name));
        learner.Step(rows, Loss, 1e-3);
    }

    [Fact]
    public void The_state_of_AdamW_lies_beside_its_parameters()
    {
        using var policy = Policy(ComputeType.Float32, adapts: false);
        using var optimizer = new Optimizer(policy.Trained, new AdamW(new AdamWSettings { AmsGrad = true }));
        Assert.Equal(4 * policy.Trained.Count(), optimizer.State.Count());
        Assert.All(optimizer.State, part => Assert.True(IsThere(part.Value), part.Name));
    }

    public void Dispose() => _folder.Dispose();

    private static Tensor Loss(SequenceBatch batch, SliceScores scores)
    {
        var old_VR = batch.Device.Put(batch.OldLogProbs_VR, batch.Visits, batch.Longest);
        var isSampled_VR = batch.Device.Put(batch.IsSampled_VR, batch.Visits, batch.Longest);
        return scores.LogProbs_VR.Minus(old_VR).Plus(scores.Entropies_VR!).Minus(scores.RefLogProbs_VR!).FilledWhere(isSampled_VR.logical_not(), 0).sum();
    }

    private static QwenPolicy Policy(ComputeType compute, bool adapts)
    {
        var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1), compute, ComputeDevice.Shapes);
        if (adapts)
        {
            policy.Weights.Adapt(LoraAdapter.Create(policy.Parameters.Layout, new LoraSettings { Rank = 2, Vision = true }, RandomKey.FromSeed(2), null, policy.Device));
        }

        return policy;
    }

    private static bool IsThere(Tensor tensor) => tensor.device_type == DeviceType.META;
}
