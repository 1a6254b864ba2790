using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>A loss per pair of answers, to be minimised in the mean.</summary>
/// <param name="pairs">The pairs; borrowed.</param>
/// <returns>One loss per pair [P]. The caller disposes it.</returns>
public delegate Tensor PreferenceLoss(PreferencePairs pairs);

/// <summary>Losses that compare a preferred answer with another: the family of DPO (arXiv 2305.18290). β is the strength of the tie to the reference.</summary>
public static class PreferenceLosses
{
    /// <summary>−log σ(β Δ − γ): DPO; without a reference CPO, and with γ SimPO (arXiv 2405.14734).</summary>
    /// <param name="beta">β.</param>
    /// <param name="smoothing">Share of labels that are taken for wrong (cDPO): the loss of the flipped pair gets this weight.</param>
    /// <param name="margin">γ, by how much β Δ is to pass 0.</param>
    public static PreferenceLoss Sigmoid(double beta, double smoothing = 0, double margin = 0) => pairs =>
    {
        using var scope = NewDisposeScope();
        return Smoothed(pairs.Margins().Times(beta).Minus(margin), smoothing).MoveToOuterDisposeScope();
    };

    /// <summary>The same of the mean score of a token, so that length does not count.</summary>
    public static PreferenceLoss SigmoidNorm(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        return Smoothed(pairs.MeanMargins().Times(beta), 0).MoveToOuterDisposeScope();
    };

    /// <summary>max(0, 1 − β Δ): SLiC, arXiv 2305.10425.</summary>
    public static PreferenceLoss Hinge(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        return pairs.Margins().Times(beta).SubtractedFrom(1).ClampedTo(0, null).MoveToOuterDisposeScope();
    };

    /// <summary>(Δ̄ − 1/(2β))², Δ̄ of scores per token: a margin that is met, not grown for ever. IPO, arXiv 2310.12036.</summary>
    public static PreferenceLoss Ipo(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        return pairs.MeanMargins().Minus(1 / (2 * beta)).Squared().MoveToOuterDisposeScope();
    };

    /// <summary>The divergence of σ(β Δ) from the smoothed label: EXO, arXiv 2402.00856, equation 16.</summary>
    /// <param name="beta">β.</param>
    /// <param name="smoothing">Above 0.</param>
    public static PreferenceLoss ExoPair(double beta, double smoothing = 1e-3) => pairs =>
    {
        using var scope = NewDisposeScope();
        var scaled_P = pairs.Margins().Times(beta);
        var won_P = scaled_P.sigmoid().Times(LogSigmoid(scaled_P).Minus(Math.Log(1 - smoothing)));
        var lost_P = scaled_P.Negated().sigmoid().Times(LogSigmoid(scaled_P.Negated()).Minus(Math.Log(smoothing)));
        return won_P.Plus(lost_P).MoveToOuterDisposeScope();
    };

    /// <summary>−log σ(r⁺) − ½ log σ(−r⁺) − ½ log σ(−r⁻), r = β score: NCA, arXiv 2402.05369.</summary>
    public static PreferenceLoss NcaPair(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = Rewards(pairs, beta);
        var held_P = LogSigmoid(chosen_P.Negated()).Plus(LogSigmoid(rejected_P.Negated())).Times(0.5);
        return LogSigmoid(chosen_P).Plus(held_P).Negated().MoveToOuterDisposeScope();
    };

    /// <summary>DPO's loss as it would be without the share of wrong labels: rDPO, arXiv 2403.00409.</summary>
    /// <param name="beta">β.</param>
    /// <param name="smoothing">Share of labels that are wrong, below ½.</param>
    public static PreferenceLoss Robust(double beta, double smoothing) => pairs =>
    {
        using var scope = NewDisposeScope();
        var scaled_P = pairs.Margins().Times(beta);
        var kept_P = LogSigmoid(scaled_P).Times(-(1 - smoothing));
        return kept_P.Plus(LogSigmoid(scaled_P.Negated()).Times(smoothing)).Over(1 - (2 * smoothing)).MoveToOuterDisposeScope();
    };

    /// <summary>−log σ(r⁺ − δ) − log σ(δ − r⁻): each answer by itself against a bar. BCO, arXiv 2404.04656.</summary>
    /// <param name="beta">β.</param>
    /// <param name="bar">δ, the mean reward seen so far; 0 before any was seen.</param>
    public static PreferenceLoss BcoPair(double beta, double bar = 0) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = Rewards(pairs, beta);
        return LogSigmoid(chosen_P.Minus(bar)).Plus(LogSigmoid(rejected_P.SubtractedFrom(bar))).Negated().MoveToOuterDisposeScope();
    };

    /// <summary>(s⁺ − 1/(2β))² + (s⁻ + 1/(2β))²: SPPO with hard labels, arXiv 2405.00675.</summary>
    public static PreferenceLoss SppoHard(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = pairs.Scores();
        return chosen_P.Minus(0.5 / beta).Squared().Plus(rejected_P.Plus(0.5 / beta).Squared()).MoveToOuterDisposeScope();
    };

    /// <summary>The margins under the policy, sorted, against those under the reference, sorted: one distribution over the other. AOT, arXiv 2406.05882.</summary>
    public static PreferenceLoss Aot(double beta, double smoothing = 0) => pairs =>
    {
        using var scope = NewDisposeScope();
        var now_P = pairs.Chosen_P.Minus(pairs.Rejected_P);
        var then_P = pairs.RefChosen_P is { } chosen_P && pairs.RefRejected_P is { } rejected_P ? chosen_P.Minus(rejected_P) : zeros_like(now_P);
        return Smoothed(now_P.sort().Values.Minus(then_P.sort().Values).Times(beta), smoothing).MoveToOuterDisposeScope();
    };

    /// <summary>The sorted log-ratios of preferred answers against those of the others: AOT without pairs.</summary>
    public static PreferenceLoss AotUnpaired(double beta, double smoothing = 0) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = pairs.LogRatios();
        return Smoothed(chosen_P.sort().Values.Minus(rejected_P.sort().Values).Times(beta), smoothing).MoveToOuterDisposeScope();
    };

    /// <summary>1 − σ(β ρ⁺) + σ(β ρ⁻): up with the preferred, down with the other, for a policy worse than its data. APO-zero, arXiv 2408.06266.</summary>
    public static PreferenceLoss ApoZero(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = pairs.LogRatios();
        return chosen_P.Times(beta).sigmoid().SubtractedFrom(1).Plus(rejected_P.Times(beta).sigmoid()).MoveToOuterDisposeScope();
    };

    /// <summary>σ(β ρ⁺) + 1 − σ(β (ρ⁺ − ρ⁻)): down with both, the other more, for a policy better than its data. APO-down.</summary>
    public static PreferenceLoss ApoDown(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        var (chosen_P, rejected_P) = pairs.LogRatios();
        var apart_P = chosen_P.Minus(rejected_P).Times(beta).sigmoid().SubtractedFrom(1);
        return chosen_P.Times(beta).sigmoid().Plus(apart_P).MoveToOuterDisposeScope();
    };

    /// <summary>A blend of −log σ(z) and e^−z, z = β Δ, by σ(z/τ): the loss that a search found. DiscoPOP, arXiv 2406.08414.</summary>
    public static PreferenceLoss DiscoPop(double beta, double temperature = 0.05) => pairs =>
    {
        using var scope = NewDisposeScope();
        var scaled_P = pairs.Margins().Times(beta);
        var blend_P = scaled_P.Over(temperature).sigmoid();
        var logistic_P = LogSigmoid(scaled_P).Negated().Times(blend_P.SubtractedFrom(1));
        return logistic_P.Plus(scaled_P.Negated().exp().Times(blend_P)).MoveToOuterDisposeScope();
    };

    /// <summary>β log σ(log odds ratio), the odds π/(1 − π) of a mean token: added to −log π of the preferred with a minus. ORPO, arXiv 2403.07691.</summary>
    public static PreferenceLoss OddsRatio(double beta) => pairs =>
    {
        using var scope = NewDisposeScope();
        return LogSigmoid(LogOdds(pairs)).Times(beta).MoveToOuterDisposeScope();
    };

    /// <summary>The log odds ratio itself.</summary>
    public static Tensor LogOdds(PreferencePairs pairs)
    {
        using var scope = NewDisposeScope();
        static Tensor Others(Tensor logProbs_P) => logProbs_P.exp().Negated().log1p();
        return pairs.Chosen_P.Minus(pairs.Rejected_P).Minus(Others(pairs.Chosen_P).Minus(Others(pairs.Rejected_P))).MoveToOuterDisposeScope();
    }

    private static (Tensor Chosen_P, Tensor Rejected_P) Rewards(PreferencePairs pairs, double beta)
    {
        var (chosen_P, rejected_P) = pairs.Scores();
        return (chosen_P.Times(beta), rejected_P.Times(beta));
    }

    private static Tensor Smoothed(Tensor scaled_P, double smoothing)
    {
        var kept_P = LogSigmoid(scaled_P).Times(-(1 - smoothing));
        return smoothing == 0 ? kept_P : kept_P.Minus(LogSigmoid(scaled_P.Negated()).Times(smoothing));
    }

    private static Tensor LogSigmoid(Tensor values_P) => nn.functional.logsigmoid(values_P);
}
