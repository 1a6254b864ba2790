using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Objectives;

/// <summary>Divergences of a student's next-token distributions from a teacher's. Axes: N positions, V vocabulary, K kept tokens.</summary>
public static class DistillationLosses
{
    /// <summary>
    /// β KL(teacher‖M) + (1 − β) KL(student‖M), M = β teacher + (1 − β) student; β = 0 is KL(teacher‖student), β = 1 KL(student‖teacher).
    /// GKD, arXiv 2306.13649.
    /// </summary>
    /// <param name="studentLogProbs_NV">The student's log-probabilities; carry the gradient.</param>
    /// <param name="teacherLogProbs_NV">The teacher's.</param>
    /// <param name="beta">β, 0 to 1.</param>
    /// <returns>What each token of the vocabulary adds, of the same shape; a position's divergence is the sum.</returns>
    public static Tensor JensenShannon(Tensor studentLogProbs_NV, Tensor teacherLogProbs_NV, double beta)
    {
        Shape.Require(teacherLogProbs_NV, studentLogProbs_NV.shape);
        using var scope = NewDisposeScope();
        var (student_NV, teacher_NV) = (studentLogProbs_NV, teacherLogProbs_NV.detach());
        var divergence_NV = beta switch
        {
            0 => Kl(teacher_NV, student_NV),
            1 => Kl(student_NV, teacher_NV),
            _ => Mixed(student_NV, teacher_NV, beta),
        };
        return divergence_NV.MoveToOuterDisposeScope();
    }

    /// <summary>Log-probabilities at a temperature.</summary>
    public static Tensor LogProbs(Tensor logits_NV, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        return logits_NV.Over(temperature).log_softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The distributions over the kept tokens alone.</summary>
    /// <param name="logProbs_NV">Log-probabilities of the whole vocabulary.</param>
    /// <param name="isKept_NV">Boolean; which tokens are kept at each position.</param>
    /// <param name="withTail">Puts all others together into one more token; otherwise the kept ones are scaled up to 1.</param>
    /// <returns>Log-probabilities [N, V], or [N, V + 1] with a tail; −∞ where a token is not kept.</returns>
    public static Tensor Kept(Tensor logProbs_NV, Tensor isKept_NV, bool withTail)
    {
        const double Least = -1e-7;
        Shape.Require(isKept_NV, logProbs_NV.shape);
        using var scope = NewDisposeScope();
        var kept_NV = logProbs_NV.FilledWhere(isKept_NV.logical_not(), double.NegativeInfinity);
        var mass_N1 = kept_NV.logsumexp(-1, keepdim: true);
        if (!withTail)
        {
            return kept_NV.Minus(mass_N1).MoveToOuterDisposeScope();
        }

        // log(1 − e^m); a mass that rounds to 1 would make it −∞ and its gradient NaN.
        var tail_N1 = mass_N1.ClampedTo(null, Least).exp().Negated().log1p();
        return cat([kept_NV, tail_N1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Which tokens are among the likeliest K of a distribution, boolean [N, V].</summary>
    public static Tensor Top(Tensor logProbs_NV, int count)
    {
        using var scope = NewDisposeScope();
        var (_, ids_NK) = logProbs_NV.detach().topk(count, -1);
        var isTop_NV = zeros(logProbs_NV.shape, ScalarType.Bool, device: logProbs_NV.device);
        return isTop_NV.scatter(-1, ids_NK, ones_like(ids_NK).to(ScalarType.Bool)).MoveToOuterDisposeScope();
    }

    /// <summary>Σ p_teacher (log p_teacher − log p_student) over the tokens that a teacher named: its top k, sent without the rest. verl's forward_kl_topk.</summary>
    /// <param name="studentLogProbs_NV">The student's log-probabilities; carry the gradient.</param>
    /// <param name="teacherIds_NK">The named tokens.</param>
    /// <param name="teacherLogProbs_NK">Their log-probabilities.</param>
    /// <param name="lowest">Log-probabilities of both below this count as this; null for no bound.</param>
    /// <returns>One divergence per position [N].</returns>
    public static Tensor Named(Tensor studentLogProbs_NV, Tensor teacherIds_NK, Tensor teacherLogProbs_NK, double? lowest = null)
    {
        Shape.Require(teacherLogProbs_NK, teacherIds_NK.shape);
        using var scope = NewDisposeScope();
        var student_NK = studentLogProbs_NV.gather(-1, teacherIds_NK);
        var (ours_NK, theirs_NK) = lowest is { } least
            ? (student_NK.ClampedTo(least, null), teacherLogProbs_NK.detach().ClampedTo(least, null))
            : (student_NK, teacherLogProbs_NK.detach());
        return Kl(theirs_NK, ours_NK).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>sg[log p_student − log p_teacher] · log p_student of the sampled token: the reverse divergence's policy gradient.</summary>
    /// <param name="studentLogProbs_N">The student's log-probabilities of the sampled tokens; carry the gradient.</param>
    /// <param name="teacherLogProbs_N">The teacher's.</param>
    /// <returns>One loss per position [N].</returns>
    public static Tensor Sampled(Tensor studentLogProbs_N, Tensor teacherLogProbs_N)
    {
        Shape.Require(teacherLogProbs_N, studentLogProbs_N.shape);
        using var scope = NewDisposeScope();
        return studentLogProbs_N.Minus(teacherLogProbs_N).detach().Times(studentLogProbs_N).MoveToOuterDisposeScope();
    }

    private static Tensor Mixed(Tensor student_NV, Tensor teacher_NV, double beta)
    {
        // Where both are −∞ the gradient of their sum would be NaN.
        static Tensor Finite(Tensor logProbs_NV) => logProbs_NV.ClampedTo(-1e4, null);
        var mixture_NV = stack([Finite(student_NV).Plus(Math.Log(1 - beta)), Finite(teacher_NV).Plus(Math.Log(beta))]).logsumexp(0);
        return Kl(teacher_NV, mixture_NV).Times(beta).Plus(Kl(student_NV, mixture_NV).Times(1 - beta));
    }

    // p (log p − log q), 0 where p is 0; −∞ is replaced before it is used, or its gradient would be NaN.
    private static Tensor Kl(Tensor logP_NV, Tensor logQ_NV)
    {
        var isOut_NV = logP_NV.isneginf();
        var known_NV = logP_NV.FilledWhere(isOut_NV, 0);
        var terms_NV = known_NV.exp().Times(known_NV.Minus(logQ_NV.FilledWhere(isOut_NV, 0)));
        return terms_NV.FilledWhere(isOut_NV, 0);
    }
}
