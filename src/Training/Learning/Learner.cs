using Agentic.Agents;
using Agentic.Training.Optimization;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>Optimiser steps over rows. Lives on the policy thread; owns the optimiser's state and the reference, borrows the policy.</summary>
public sealed class Learner : IDisposable
{
    private readonly QwenPolicy _policy;
    private readonly ImageProcessor _processor;
    private readonly IImageStore _images;
    private readonly LearnerSettings _settings;
    private ReferencePolicy? _reference;

    /// <summary>Fresh optimiser state, no reference yet.</summary>
    public Learner(QwenPolicy policy, IImageStore images, LearnerSettings settings)
    {
        (_policy, _images, _settings) = (policy, images, settings);
        _processor = new ImageProcessor(policy.Images);
        Optimizer = new Optimizer(policy.Trained, settings.Rules);
    }

    /// <summary>The loss of a slice. Slices must add up to the batch's loss.</summary>
    /// <param name="batch">The slice.</param>
    /// <param name="scores">What the policy says of its tokens.</param>
    public delegate Tensor SliceLoss(SequenceBatch batch, SliceScores scores);

    /// <summary>The optimiser.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Forecasts returns; owned. Null without one.</summary>
    public Critic? Critic { get; init; }

    /// <summary>What the reference holds, under the names of a checkpoint; borrowed. Empty without one.</summary>
    public IEnumerable<(string Name, Tensor Value)> Reference => _reference?.State ?? [];

    /// <summary>
    /// Holds the present weights as the reference, and lets the critic begin with them, where they are needed and no restored state brought
    /// them. Gives itself.
    /// </summary>
    /// <param name="updatesDone">Updates behind the present weights.</param>
    /// <exception cref="InvalidOperationException">The weights have moved already, so the reference is lost.</exception>
    /// <exception cref="Checkpoints.CheckpointException">They have, and there is no critic that has seen it.</exception>
    public Learner HoldReference(long updatesDone)
    {
        Critic?.Begin(_policy, updatesDone);
        if (KeepsReference && _reference is null)
        {
            var (key, without) = _settings.WithReference || _settings.PaysReference ? ("train.kl.coefficient", "set the coefficient to 0") : ("weights: start in train.roles", "let all roles have weights: shared");
            _reference = updatesDone == 0 ? ReferencePolicy.Of(_policy.Trained) : throw new InvalidOperationException(
                $"{key} needs the policy as it was before update 1, but the checkpoint after update {updatesDone} was written without it. Begin a new run, or {without}.");
        }

        return this;
    }

    /// <summary>Gives another policy of the same make the weights that the reference holds.</summary>
    /// <exception cref="InvalidOperationException">There is no reference, or the policy is of another make.</exception>
    public void CopyReferenceTo(QwenPolicy other) =>
        (_reference ?? throw new InvalidOperationException("Nobody asked for the weights of the start to be kept.")).CopyTo(other.Trained);

    /// <summary>One step: the gradient of the summed losses of all slices, clipped, applied.</summary>
    /// <param name="rows">What to learn from.</param>
    /// <param name="loss">Gives the loss of a slice.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="critic">A critic on this policy that learns in the same step; null for none.</param>
    /// <returns>The gradient's norm before clipping; when it is not finite, the step was left out.</returns>
    public StepResult Step(RowSet rows, SliceLoss loss, double learningRate, Critic? critic = null)
    {
        Optimizer.ClearGradients();
        critic?.Optimizer.ClearGradients();
        var (total, tokens) = (0.0, 0L);
        foreach (var slice in rows.Slices(_settings.MaxTokensPerPass))
        {
            using var scope = NewDisposeScope();
            var batch = new SequenceBatch(slice, _policy.Config, _policy.Device, _settings.Constraint);
            var reference_VR = (_settings.WithReference ? _reference : null)?.Ask(() => batch.Spread(Score(batch, Forward(batch), withEntropies: false).LogProbs_N));
            using var pass = Forward(batch);
            var scores = Score(batch, pass, _settings.WithEntropies);
            // A leaf: its gradient goes on together with that of the scores.
            var states_NH = critic is null ? null : scores.Hidden_NH.detach().requires_grad_(true);
            var value = loss(batch, new SliceScores(
                batch.Spread(scores.LogProbs_N), scores.Entropies_N is { } entropies_N ? batch.Spread(entropies_N) : null, reference_VR)
            {
                Values_VR = states_NH is null ? null : batch.Spread(critic!.Head.Forecast(states_NH)),
            });
            value.backward();
            scores.Backward(states_NH?.grad);
            pass.Continue();
            total += value.ReadNumber();
            tokens += batch.ComputedTokens;
        }

        var norm = GradientClipping.ByGlobalNorm(_policy.Trained.Select(entry => entry.Parameter), _settings.MaxGradNorm);
        if (double.IsFinite(norm))
        {
            Optimizer.Step(learningRate);
        }

        return new StepResult(total, norm, tokens);
    }

    /// <summary>The rows with the present policy's log-probabilities for ratios to start from.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="which">Rows that are asked about; the others stay as they are. Null for all.</param>
    public RowSet Rescore(RowSet rows, Func<TrainingRow, bool>? which = null)
    {
        var fresh = LogProbs(which is null ? rows : RowSet.Fold(rows.Visits.SelectMany(visits => visits).Where(which)));
        return rows.Map(row => fresh.TryGetValue(row, out var logProbs) ? row with { OldLogProbs = [.. logProbs] } : row);
    }

    /// <summary>log π_old − log π_ref of each learnt token, at the log-probabilities that ratios start from.</summary>
    /// <exception cref="InvalidOperationException">There is no reference.</exception>
    public IReadOnlyDictionary<TrainingRow, float[]> DistancesToReference(RowSet rows)
    {
        var reference = _reference ?? throw new InvalidOperationException("Nobody asked for the weights of the start to be kept.");
        var distances = new Dictionary<TrainingRow, float[]>(ReferenceEqualityComparer.Instance);
        foreach (var (row, reference_R) in reference.Ask(() => LogProbs(rows)))
        {
            distances[row] = [.. row.StartLogProbs().Zip(reference_R, (old, then) => old - then)];
        }

        return distances;
    }

    /// <summary>What a checkpoint needs beside the weights: the optimiser's state, and the reference where there is one.</summary>
    public IEnumerable<TensorData> State() => Optimizer.State.Concat(Reference).Concat(Critic?.State ?? [])
        .Select(part => TensorData.Of(part.Name, [.. part.Value.shape], part.Value.Read<float>()));

    /// <summary>Takes up a state that was written; the run goes on to the same bits.</summary>
    /// <exception cref="ArgumentException">A part is missing or of another shape.</exception>
    /// <exception cref="SafetensorsException">A part of the reference or of the critic is missing or of another shape, or the critic stands on another trunk.</exception>
    public void Restore(ITensorSource source)
    {
        using var scope = NewDisposeScope();
        Optimizer.Load(name => source.Tensors.TryGetValue(name, out var entry) ? ComputeDevice.Cpu.Put(source.ReadFloats(name), entry.Shape.AsSpan()) : null);
        _reference?.Dispose();
        _reference = KeepsReference ? ReferencePolicy.Read(source, _policy.Trained) : null;
        Critic?.Restore(source);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        _reference?.Dispose();
        Critic?.Dispose();
    }

    private Dictionary<TrainingRow, float[]> LogProbs(RowSet rows) => TokenNumbers.Of(rows, _settings.MaxTokensPerPass, slice =>
    {
        var batch = new SequenceBatch(slice, _policy.Config, _policy.Device, _settings.Constraint);
        using var pass = Forward(batch);
        return (batch, batch.Spread(Score(batch, pass, withEntropies: false).LogProbs_N));
    });

    private bool KeepsReference => _settings.WithReference || _settings.PaysReference || _settings.KeepsStart;

    private DecoderPass Forward(SequenceBatch batch) => batch.Forward(_policy.Model, _processor, _images, _settings.Recompute);

    private TokenScores Score(SequenceBatch batch, DecoderPass pass, bool withEntropies) => new(
        batch.Chosen(pass.Hidden_BRH), _policy.Model.Head, _policy.Model.Unsaid, batch.Refused((int)_policy.Model.Head.shape[0]), batch.Masks_N, batch.Targets_N, batch.Temperature, withEntropies, _settings.LogitBytes);
}

/// <summary>What the policy says of a slice. Axes: V visits, R learnt tokens of the longest row; 0 in padding.</summary>
/// <param name="LogProbs_VR">log π of the learnt tokens; carries the gradient.</param>
/// <param name="Entropies_VR">Entropy in nats of the whole distribution before each; carries a gradient; null unless the settings ask for it.</param>
/// <param name="RefLogProbs_VR">log π of the reference; null without one.</param>
public sealed record SliceScores(Tensor LogProbs_VR, Tensor? Entropies_VR, Tensor? RefLogProbs_VR)
{
    /// <summary>Forecasts of a critic that shares the trunk; carries a gradient; null without one.</summary>
    public Tensor? Values_VR { get; init; }
}

/// <summary>What one optimiser step did.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="GradNorm">The gradient's norm before clipping.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
public readonly record struct StepResult(double Loss, double GradNorm, long Tokens);
