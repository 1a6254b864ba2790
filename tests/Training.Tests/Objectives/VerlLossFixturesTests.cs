using System.Text.Json;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>verl's policy losses with their gradients and metrics, case by case.</summary>
public sealed class VerlLossFixturesTests
{
    private const string Prefix = "verl.loss.";

    public static TheoryData<string> Names => FixtureCases.NamesOf("objectives", Covers);

    public static bool Covers(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradient_agree_with_verl(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("objectives", name);
        var (info, kind) = (cases.Case(name), name.Split('.')[2]);
        var settings = info.GetProperty("settings");
        var parts = Parts(kind, settings);
        Assert.SkipWhen(parts is null, $"{name} is not part of the product yet.");
        using var scope = NewDisposeScope();
        Tensor Input(string key) => cases.Tensor(info.GetProperty("inputs").GetProperty(key).GetString()!);
        var isSampled = Input("response_mask").to(ScalarType.Bool);
        var old = Input(info.GetProperty("inputs").TryGetProperty("old_log_prob", out _) ? "old_log_prob" : "rollout_log_prob");
        var advantages = Input("advantages");
        var weights = info.GetProperty("inputs").TryGetProperty("rollout_is_weights", out _) ? Input("rollout_is_weights") : null;
        var logProbs = Input("log_prob").requires_grad_();
        if (kind == "bypass_mode")
        {
            (isSampled, weights) = Correct(settings.GetProperty("rollout_correction"), logProbs, old, isSampled);
        }

        // GMPO is one term per response, and the mean counts empty responses too; its weight is their geometric mean.
        if (kind == "geo_mean" && weights is not null)
        {
            weights = Masked.RowMean(weights.Plus(1e-10).log(), isSampled).exp().expand_as(logProbs).contiguous();
        }

        var count = BatchTotals.Of(isSampled, settings.Number("loss_scale_factor") ?? isSampled.shape[1]);
        var ranks = settings.Number("dp_size") ?? 1;
        var objective = parts with { Clip = new ClipRange(Low(settings), High(settings)) };
        var inputs = new ObjectiveInputs
        {
            LogProbs_BT = logProbs,
            OldLogProbs_BT = old,
            Advantages_BT = advantages,
            IsSampled_BT = isSampled,
            Weights_BT = weights,
            Totals = count with
            {
                Tokens = settings.Number("batch_num_tokens") is { } tokens ? tokens / ranks : count.Tokens,
                Sequences = settings.Number("global_batch_size") is { } rows ? rows / ranks : kind == "geo_mean" ? isSampled.shape[0] : count.Sequences,
            },
        };
        if (kind is "kl_cov" or "clip_cov")
        {
            inputs = inputs with { Weights_BT = Covariance(kind, settings, inputs, cases, name) };
        }

        using var result = objective.Evaluate(inputs);
        if (kind == "kl_cov")
        {
            // The divergence of the chosen tokens comes on top of the surrogate.
            var chosen = TokenMasks.LargestCovariance(logProbs, advantages, isSampled, settings.Number("kl_cov_ratio")!.Value).to(ScalarType.Float32);
            var extra = KlEstimators.Absolute(logProbs, old, isSampled).Times(chosen).Times(settings.Number("ppo_kl_coef")!.Value);
            var both = result.Loss.Plus(objective.Aggregate(weights is null ? extra : extra.Times(weights), isSampled, inputs.Totals));
            both.backward();
            Near.Equal(cases.Numbers($"{name}/loss"), both, name);
        }
        else
        {
            result.Loss.backward();
            Near.Equal(cases.Numbers($"{name}/loss"), result.Loss, name);
        }

        Near.Equal(cases.Numbers($"{name}/grad_log_prob"), logProbs.grad!, $"{name} gradient");
        CheckMetrics(info, kind, result.Ratios);
    }

    private static PolicyObjective? Parts(string kind, JsonElement settings)
    {
        var (low, high, dual) = (Low(settings), High(settings), settings.Number("clip_ratio_c"));
        var aggregation = kind is "sapo" or "geo_mean" ? "seq-mean-token-mean" : settings.Text("loss_agg_mode")!;
        PolicyObjective Of(Surrogate surrogate, LogRatio? ratio = null) => new()
        {
            Ratio = ratio ?? LogRatios.Token(),
            Surrogate = surrogate,
            Aggregate = ObjectiveParts.Aggregations[aggregation],
        };
        return kind switch
        {
            "vanilla" => Of(Surrogates.Clipped(low, high, dual)),
            "bypass_mode" when settings.GetProperty("rollout_correction").Text("loss_type") == "reinforce" => Of(WeightedLikelihoods.Plain()),
            "bypass_mode" => Of(Surrogates.Clipped(low, high, dual)),
            "gspo" => Of(Surrogates.Clipped(low, high), LogRatios.SequenceToken()),
            "sapo" => Of(Surrogates.SoftGate(settings.Number("tau_pos") ?? 1, settings.Number("tau_neg") ?? 1.05)),
            "gpg" or "reinforce" => Of(WeightedLikelihoods.Plain()),
            "dro" => Of(WeightedLikelihoods.Regularised(settings.Number("dro_beta")!.Value), LogRatios.Token(null)),
            "cispo" => Of(WeightedLikelihoods.ClippedWeight(1 - low, 1 + high)),
            "dppo_tv" => Of(WeightedLikelihoods.BoundedVariation(low, high, dual ?? 20)),
            "dppo_kl" => Of(WeightedLikelihoods.BoundedDivergence(low, high, dual ?? 20)),
            "geo_mean" => Of(Surrogates.GeometricMean(low, high), LogRatios.Token(null)),
            "kl_cov" => Of(Surrogates.Unclipped(), LogRatios.Token(null)),
            "clip_cov" => Of(Surrogates.Clipped(low, high), LogRatios.Token(null)),
            _ => null,
        };
    }

    // Clip-Cov takes some of the candidates out of the loss; which ones is the permutation that came with the case.
    private static Tensor? Covariance(string kind, JsonElement settings, ObjectiveInputs inputs, FixtureCases cases, string name)
    {
        if (kind == "kl_cov")
        {
            return inputs.Weights_BT;
        }

        var (logProbs, advantages, mask) = (inputs.LogProbs_BT, inputs.Advantages_BT, inputs.IsSampled_BT);
        var candidates = TokenMasks.CovarianceBetween(logProbs, advantages, mask, settings.Number("clip_cov_lb")!.Value, settings.Number("clip_cov_ub")!.Value);
        var ratio = LogRatios.Token(null)(logProbs.detach(), inputs.OldLogProbs_BT, mask).exp();
        var (low, high, zero) = (Scalars.Of(1 - Low(settings)), Scalars.Of(1 + High(settings)), Scalars.Of(0.0));
        var isClipped = ratio.lt(low).logical_and(advantages.lt(zero)).logical_or(ratio.gt(high).logical_and(advantages.gt(zero)));
        var places = candidates.logical_and(isClipped.logical_not()).flatten().nonzero().flatten().data<long>().ToArray();
        var wanted = Math.Max((int)(settings.Number("clip_cov_ratio")!.Value * inputs.Totals.Tokens), 1);
        long[] order = cases.Has($"{name}/permutation") ? [.. cases.Numbers($"{name}/permutation").Select(place => (long)place)] : [];
        var keep = Enumerable.Repeat(1f, (int)logProbs.numel()).ToArray();
        foreach (var place in order.Take(Math.Min(wanted, places.Length)))
        {
            keep[places[place]] = 0;
        }

        var kept = tensor(keep, logProbs.shape);
        return inputs.Weights_BT is null ? kept : kept.Times(inputs.Weights_BT);
    }

    private static (Tensor IsSampled, Tensor? Weights) Correct(JsonElement correction, Tensor logProbs, Tensor sampler, Tensor isSampled)
    {
        var bound = ImportanceWeights.Truncate(null, correction.Number("rollout_is_threshold") ?? 2);
        var weights = correction.Text("loss_type") != "reinforce" ? null : correction.Text("rollout_is") switch
        {
            "token" => ImportanceWeights.Token(logProbs, sampler, isSampled, bound, correction.Flag("rollout_is_batch_normalize")),
            "sequence" => ImportanceWeights.Sequence(logProbs, sampler, isSampled, bound, correction.Flag("rollout_is_batch_normalize")),
            _ => null,
        };
        if (correction.Text("rollout_rs") == "token_k1")
        {
            var band = correction.Text("rollout_rs_threshold")!.Split('_').Select(double.Parse).ToArray();
            using var noGrad = no_grad();
            var kept = ImportanceWeights.Token(logProbs, sampler, isSampled, ImportanceWeights.Drop(band[0], band[1])).gt(Scalars.Of(0.0));
            return (kept.logical_and(isSampled), weights);
        }

        return (isSampled, weights);
    }

    private static void CheckMetrics(JsonElement info, string kind, RatioStatistics ratios)
    {
        if (!info.TryGetProperty("metrics", out var metrics) || kind is "kl_cov" or "clip_cov")
        {
            return;
        }

        // The peer holds log-ratios within 20 in this metric too; ours does not hide how far they went.
        if (metrics.Number("actor/ppo_kl") is { } kl && ratios.HighestRatio < Math.Exp(19) && ratios.LowestRatio > Math.Exp(-19))
        {
            Assert.Equal(kl, ratios.ApproximateKl, 1e-5);
        }

        if (kind is "vanilla" or "gspo")
        {
            Assert.Equal(metrics.Number("actor/pg_clipfrac")!.Value, ratios.ClipFraction, 1e-5);
        }
    }

    private static double Low(JsonElement settings) => settings.Number("clip_ratio_low") ?? settings.Number("clip_ratio")!.Value;

    private static double High(JsonElement settings) => settings.Number("clip_ratio_high") ?? settings.Number("clip_ratio")!.Value;
}
