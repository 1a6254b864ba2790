using Agentic.Training.Objectives;

namespace Agentic.Training.Learning;

/// <summary>What happened in one update.</summary>
public sealed class UpdateStatistics
{
    private double _mismatch;
    private long _compared;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; private set; }

    /// <summary>Tokens that went through the model.</summary>
    public long Tokens { get; private set; }

    /// <summary>Mean loss of the steps.</summary>
    public double Loss => Steps == 0 ? 0 : _loss / Steps;

    /// <summary>Mean norm of the gradient before clipping.</summary>
    public double GradNorm => Steps == 0 ? 0 : _norm / Steps;

    /// <summary>How far the policy moved from the one that sampled.</summary>
    public RatioStatistics Ratios { get; private set; } = RatioStatistics.None;

    /// <summary>Mean of exp(d) − d − 1 in float64, d = the trainer's log-probability before the first step minus the sampler's.</summary>
    public double MismatchKl => _compared == 0 ? 0 : _mismatch / _compared;

    /// <summary>Largest |d|.</summary>
    public double MismatchMax { get; private set; }

    private double _loss;
    private double _norm;

    /// <summary>Adds a step.</summary>
    public void Add(StepResult step)
    {
        Steps++;
        Tokens += step.Tokens;
        _loss += step.Loss;
        _norm += step.GradNorm;
    }

    /// <summary>Adds a micro-batch's ratios.</summary>
    public void Add(RatioStatistics ratios) => Ratios = Ratios.Plus(ratios);

    /// <summary>Compares sampler and trainer, token by token.</summary>
    public void Compare(float[] logProbs_VR, SequenceBatch batch)
    {
        for (var at = 0; at < logProbs_VR.Length; at++)
        {
            if (batch.IsSampled_VR[at])
            {
                var d = (double)logProbs_VR[at] - batch.OldLogProbs_VR[at];
                _mismatch += Math.Exp(d) - d - 1;
                _compared++;
                MismatchMax = Math.Max(MismatchMax, Math.Abs(d));
            }
        }
    }
}
