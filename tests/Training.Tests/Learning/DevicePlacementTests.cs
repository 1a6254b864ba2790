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

/// <summary>Learning on a device that is not the processor: optimiser state, reference and inputs are made there.</summary>
public sealed class DevicePlacementTests : IDisposable
{
    private readonly MemoryImageStore _images = new();
    private readonly TemporaryFolder _folder = new();
    private readonly QwenPolicy _policy = QwenPolicy.Tiny(RandomKey.FromSeed(1), device: ComputeDevice.Shapes);

    [Theory]
    [InlineData("sgd")]
    [InlineData("muon")]
    [InlineData("adafactor")]
    [InlineData("adamw")]
    public void State_lies_beside_the_parameters_through_steps_and_checkpoints(string optimizer)
    {
        using var learner = new Learner(
            _policy, _images, new LearnerSettings(UpdateRules.All[optimizer](new TrainSettings { Momentum = 0.9 }), 1) { WithReference = true }).HoldReference(0);
        RequireThere(learner);
        // libtorch has no fused AdamW, which muon takes for embeddings too, for a device without numbers.
        if (optimizer is "sgd" or "adafactor")
        {
            foreach (var (_, parameter) in _policy.Trained)
            {
                parameter.grad = zeros_like(parameter);
            }

            Assert.Equal(0, GradientClipping.ByGlobalNorm(_policy.Trained.Select(entry => entry.Parameter), 1));
            learner.Optimizer.Step(1e-3);
            learner.Optimizer.ClearGradients();
        }

        var path = Path.Combine(_folder.Path, "state.safetensors");
        SafetensorsWriter.Write(path, learner.State());
        using var written = SafetensorsFile.Open(path);
        Assert.Equal(learner.Optimizer.State.Count() + _policy.Trained.Count(), written.Tensors.Count);
        learner.Restore(written);
        RequireThere(learner);
    }

    [Fact]
    public void Rows_become_tensors_there()
    {
        using var scope = NewDisposeScope();
        var rows = new BenchRows(_policy.Config, _policy.Images, _images, RandomKey.FromSeed(3)).Texts(4, 12, 80);
        var batch = new SequenceBatch(rows, _policy.Config, _policy.Device);
        Assert.Same(_policy.Device, batch.Device);
        Assert.True(IsThere(batch.Targets_N));
        Assert.Equal(4 * 11, batch.Targets_N.shape[0]);
    }

    public void Dispose()
    {
        _policy.Dispose();
        _folder.Dispose();
    }

    private static void RequireThere(Learner learner)
    {
        Assert.NotEmpty(learner.Optimizer.State);
        Assert.All(learner.Optimizer.State.Concat(learner.Reference), part => Assert.True(IsThere(part.Value), part.Name));
    }

    private static bool IsThere(Tensor tensor) => tensor.device_type == DeviceType.META;
}
