using Agentic.Agents;
using Agentic.Training.Optimization;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>Optimiser steps over rows. Lives on the policy thread; owns the optimiser's state, borrows the policy.</summary>
public sealed class Learner : IDisposable
{
    // Tokens that go through the model together: large enough to fill two cores, small enough for the caches.
    private const int MaxTokens = 8192;
    private readonly QwenPolicy _policy;
    private readonly ImageProcessor _processor;
    private readonly IImageStore _images;
    private readonly double _maxGradNorm;

    /// <summary>Fresh optimiser state.</summary>
    public Learner(QwenPolicy policy, IImageStore images, AdamWSettings settings, double maxGradNorm)
    {
        (_policy, _images, _maxGradNorm) = (policy, images, maxGradNorm);
        _processor = new ImageProcessor(policy.Images);
        Optimizer = new AdamW(policy.Trained, settings);
    }

    /// <summary>The optimiser.</summary>
    public AdamW Optimizer { get; }

    /// <summary>One step: the gradient of the summed losses of all slices, clipped, applied.</summary>
    /// <param name="rows">What to learn from.</param>
    /// <param name="loss">Gives the loss of a slice from its log-probabilities [V, R]. Slices must add up to the batch's loss.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>The gradient's norm before clipping; when it is not finite, the step was left out.</returns>
    public StepResult Step(RowSet rows, Func<SequenceBatch, Tensor, Tensor> loss, double learningRate)
    {
        Optimizer.ClearGradients();
        var (total, tokens) = (0.0, 0L);
        foreach (var slice in rows.Slices(MaxTokens))
        {
            using var scope = NewDisposeScope();
            var batch = new SequenceBatch(slice, _policy.Config);
            var value = loss(batch, batch.LogProbs(_policy.Model, _processor, _images));
            value.backward();
            total += value.detach().to(ScalarType.Float64).data<double>()[0];
            tokens += batch.ComputedTokens;
        }

        var norm = GradientClipping.ByGlobalNorm(_policy.Trained.Select(entry => entry.Parameter), _maxGradNorm);
        if (double.IsFinite(norm))
        {
            Optimizer.Step(learningRate);
        }

        return new StepResult(total, norm, tokens);
    }

    /// <summary>The optimiser's state as it is written to a checkpoint.</summary>
    public IEnumerable<TensorData> State() =>
        Optimizer.State.Select(part => TensorData.Of(part.Name, [.. part.Value.shape], part.Value.data<float>().ToArray()));

    /// <summary>Takes up a state that was written; the run goes on to the same bits.</summary>
    /// <exception cref="ArgumentException">A part is missing or of another shape.</exception>
    public void Restore(ITensorSource source)
    {
        using var scope = NewDisposeScope();
        Optimizer.Load(name => source.Tensors.TryGetValue(name, out var entry) ? tensor(source.ReadFloats(name), [.. entry.Shape]) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => Optimizer.Dispose();
}

/// <summary>What one optimiser step did.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="GradNorm">The gradient's norm before clipping.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
public readonly record struct StepResult(double Loss, double GradNorm, long Tokens);
