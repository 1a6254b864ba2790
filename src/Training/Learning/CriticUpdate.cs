using Agentic.Agents;
using Agentic.Training.Objectives;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>What an update teaches the critic.</summary>
public static class CriticUpdate
{
    /// <summary>Whether the critic still learns alone.</summary>
    /// <param name="settings">How the role learns.</param>
    /// <param name="update">Number of the update, from 0.</param>
    public static bool IsAlone(TrainSettings settings, long update) => update < settings.Critic?.WarmupUpdates;

    /// <summary>Takes the critic's own steps: of a trunk of its own always, of a head on a shared trunk while it learns alone.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="rows">Rows with their targets.</param>
    /// <param name="settings">How the role learns.</param>
    /// <param name="isAlone">Whether the policy stays as it is.</param>
    /// <param name="key">Decides which rows share a mini-batch.</param>
    /// <param name="statistics">Counts.</param>
    public static void Run(Critic critic, RowSet rows, TrainSettings settings, bool isAlone, RandomKey key, CriticStatistics statistics)
    {
        if (settings.Critic is not { } asked || (critic.IsShared && !isAlone))
        {
            return;
        }

        for (var epoch = 0; epoch < asked.Epochs; epoch++)
        {
            foreach (var part in rows.Deal(settings.MiniBatchRows, key.Derive("critic").Derive((ulong)epoch).Stream()))
            {
                var taught = Taught(part);
                var step = critic.Step(part, (batch, values_VR) => Loss(batch, values_VR, asked.Clip, taught, statistics), asked.LearningRate);
                statistics.Step(step.GradNorm, step.Tokens);
            }
        }
    }

    /// <summary>Tokens of a mini-batch at which the critic is taught: what its loss is divided by, whatever the slices.</summary>
    internal static double Taught(RowSet rows) => rows.Visits.Sum(visits => visits.Sum(row => (double)(row.Values?.IsTaught.Count(isTaught => isTaught) ?? 0)));

    /// <summary>The policy's loss of a slice and the weighted value loss of a critic on its trunk.</summary>
    internal static Tensor Beside(Tensor policy, SequenceBatch batch, Tensor values_VR, CriticSettings settings, double taught, CriticStatistics statistics)
    {
        using var scope = NewDisposeScope();
        return policy.Plus(Loss(batch, values_VR, settings.Clip, taught, statistics), settings.Coefficient).MoveToOuterDisposeScope();
    }

    /// <summary>The value loss of a slice, with a graph.</summary>
    /// <param name="batch">The slice.</param>
    /// <param name="values_VR">The critic's forecasts now.</param>
    /// <param name="clip">How far they may move.</param>
    /// <param name="taught">Taught tokens of the whole mini-batch.</param>
    /// <param name="statistics">Counts.</param>
    internal static Tensor Loss(SequenceBatch batch, Tensor values_VR, double clip, double taught, CriticStatistics statistics)
    {
        using var scope = NewDisposeScope();
        var (targets, shape) = (batch.Targets ?? throw new InvalidOperationException("The rows have no targets for a critic."), values_VR.shape);
        var isTaught_VR = batch.Device.Put(targets.IsTaught_VR, shape);
        var (old_VR, returns_VR) = (batch.Device.Put(targets.Old_VR, shape), batch.Device.Put(targets.Returns_VR, shape));
        var tokens_VR = ValueLosses.Clipped(values_VR, old_VR, returns_VR, isTaught_VR, clip);
        var loss = Aggregations.TokenMean(tokens_VR, isTaught_VR, new BatchTotals(taught, batch.Visits, 1));
        var clipped = ValueLosses.IsClipped(values_VR, old_VR, returns_VR, isTaught_VR, clip).sum().ReadNumber();
        statistics.Add(loss.ReadNumber(), (long)clipped, targets.IsTaught_VR.Count(isTaught => isTaught));
        return loss.MoveToOuterDisposeScope();
    }
}
