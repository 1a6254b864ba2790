using Agentic.Training.Objectives;
using Agentic.VisionPolicy;

namespace Agentic.Training.Learning;

/// <summary>What happened in one update.</summary>
public sealed class UpdateStatistics
{
    private double _loss;
    private double _norm;
    private double _mismatch;
    private double _referenceKl;
    private double _entropy;
    private long _compared;
    private long _learnt;
    private double _rejected;
    private bool _hasRejection;
    private bool _hasReference;
    private bool _hasEntropies;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; private set; }

    /// <summary>What a critic learnt; null without one.</summary>
    public CriticStatistics? Critic { get; set; }

    /// <summary>Tokens that went through the model.</summary>
    public long Tokens { get; private set; }

    /// <summary>Mean loss of the steps.</summary>
    public double Loss => Steps == 0 ? 0 : _loss / Steps;

    /// <summary>Mean norm of the gradient before clipping.</summary>
    public double GradNorm => Steps == 0 ? 0 : _norm / Steps;

    /// <summary>How far the policy moved from the one that sampled.</summary>
    public RatioStatistics Ratios { get; private set; } = RatioStatistics.None;

    /// <summary>Share of learnt tokens that the rejection left out, in all steps. Null without one.</summary>
    public double? RejectedShare => _hasRejection && Ratios.Tokens > 0 ? _rejected / Ratios.Tokens : null;

    /// <summary>
    /// Mean of exp(d) − d − 1 in float64, d = the trainer's log-probability before the first step minus the sampler's. Where another role has
    /// learnt since the episodes were sampled, that is how far its update moved the policy on these tokens.
    /// </summary>
    public double MismatchKl => _compared == 0 ? 0 : _mismatch / _compared;

    /// <summary>Largest |d|.</summary>
    public double MismatchMax { get; private set; }

    /// <summary>Mean divergence from the reference in nats a token: exp(D) − D − 1 with D = log π_ref − log π. Null without a reference.</summary>
    public double? ReferenceKl => _hasReference ? _referenceKl / _learnt : null;

    /// <summary>Mean entropy of the policy in nats a token, as the trainer computes it. Null where the objective asks for none.</summary>
    public double? Entropy => _hasEntropies ? _entropy / _learnt : null;

    /// <summary>Adds a step.</summary>
    public void Add(StepResult step)
    {
        Steps++;
        Tokens += step.Tokens;
        _loss += step.Loss;
        _norm += step.GradNorm;
    }

    /// <summary>Adds what a micro-batch's objective saw.</summary>
    /// <param name="result">Its result; borrowed.</param>
    /// <param name="withRejection">Whether the objective may leave tokens out.</param>
    public void Add(ObjectiveResult result, bool withRejection)
    {
        Ratios = Ratios.Plus(result.Ratios);
        (_rejected, _hasRejection) = (_rejected + result.RejectedTokens, withRejection);
    }

    /// <summary>Looks at a micro-batch, token by token: compares with the sampler before the first step, with the reference always.</summary>
    public void Add(SequenceBatch batch, SliceScores scores)
    {
        var logProbs = scores.LogProbs_VR.Read<float>();
        var reference = scores.RefLogProbs_VR?.Read<float>();
        var entropies = scores.Entropies_VR?.Read<float>();
        foreach (var at in Enumerable.Range(0, logProbs.Length).Where(at => batch.IsSampled_VR[at]))
        {
            _learnt++;
            _referenceKl += reference is null ? 0 : Excess(reference[at] - (double)logProbs[at]);
            _entropy += entropies?[at] ?? 0;
            if (Steps == 0 && !batch.IsRelabelled_V[at / batch.Longest])
            {
                var d = (double)logProbs[at] - batch.SampledLogProbs_VR[at];
                _mismatch += Excess(d);
                _compared++;
                MismatchMax = Math.Max(MismatchMax, Math.Abs(d));
            }
        }

        (_hasReference, _hasEntropies) = (reference is not null, entropies is not null);
    }

    private static double Excess(double d) => Math.Exp(d) - d - 1;
}
