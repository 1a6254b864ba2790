using System.Text.Json;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>TRL's policy losses with their gradients, case by case.</summary>
public sealed class TrlLossFixturesTests
{
    private static readonly string[] Prefixes = ["trl.grpo.", "trl.gmpo.", "trl.rloo."];

    public static TheoryData<string> Names => FixtureCases.NamesOf("objectives", Covers);

    public static bool Covers(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradient_agree_with_trl(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("objectives", name);
        var info = cases.Case(name);
        var settings = info.GetProperty("settings");
        var kind = name.StartsWith("trl.grpo.", StringComparison.Ordinal) ? settings.Text("loss_type")! : name.Split('.')[1];
        using var scope = NewDisposeScope();
        Tensor? Input(string key) => info.GetProperty("inputs").TryGetProperty(key, out var path) ? cases.Tensor(path.GetString()!) : null;
        var mask = Input("completion_mask")!;
        mask = Input("tool_mask") is { } tool ? mask.Times(tool) : mask;
        var isSampled = mask.to(ScalarType.Bool);
        var logProbs = Input("per_token_logps")!.requires_grad_();
        var advantages = Input("advantages")!;
        advantages = advantages.dim() == 1 ? advantages.unsqueeze(1).expand_as(logProbs) : advantages;
        var entropies = Input("entropies")!;
        if (kind == "gmpo" && settings.Number("top_entropy_quantile") is { } forking and < 1)
        {
            // The geometric mean is over the forking tokens alone.
            isSampled = TokenMasks.TopEntropy(entropies, isSampled, forking);
        }

        var wantsEntropy = settings.Number("entropy_coef") is not null;
        if (wantsEntropy)
        {
            entropies.requires_grad_();
        }

        var inputs = new ObjectiveInputs
        {
            LogProbs_BT = logProbs,
            OldLogProbs_BT = Old(kind, logProbs, isSampled, Input),
            Advantages_BT = advantages,
            IsSampled_BT = isSampled,
            RefLogProbs_BT = Input("ref_per_token_logps"),
            Entropies_BT = wantsEntropy ? entropies : null,
            Weights_BT = Weights(settings, kind, logProbs, advantages, entropies, isSampled, Input),
            Totals = Totals(kind, settings, isSampled),
        };
        using var result = Parts(kind, settings, Input).Evaluate(inputs);
        result.Loss.backward();
        Near.Equal(cases.Numbers($"{name}/loss"), result.Loss, name);
        Near.Equal(cases.Numbers($"{name}/grad_per_token_logps"), logProbs.grad!, $"{name} gradient");
        if (wantsEntropy)
        {
            Near.Equal(cases.Numbers($"{name}/grad_entropies"), entropies.grad ?? zeros_like(entropies), $"{name} gradient of the entropies");
            CheckCoefficient(settings, info.GetProperty("metrics"));
        }
    }

    private static void CheckCoefficient(JsonElement settings, JsonElement metrics)
    {
        if (settings.Flag("use_adaptive_entropy"))
        {
            var next = EntropyCoefficient.Next(settings.Number("entropy_coef")!.Value, settings.Number("last_entropy")!.Value, settings.Number("entropy_target")!.Value);
            Assert.Equal(metrics.Number("entropy_coef")!.Value, next, 1e-12);
        }
    }

    private static PolicyObjective Parts(string kind, JsonElement settings, Func<string, Tensor?> input)
    {
        var (low, high) = (settings.Number("epsilon")!.Value, settings.Number("epsilon_high")!.Value);
        var beta = settings.Number("beta") ?? 0;
        return new PolicyObjective
        {
            Ratio = Ratio(kind, settings, input),
            Surrogate = kind switch
            {
                "cispo" => WeightedLikelihoods.ClippedWeight(null, high),
                "sapo" => Surrogates.SoftGate(settings.Number("sapo_temperature_pos")!.Value, settings.Number("sapo_temperature_neg")!.Value),
                "vespo" => WeightedLikelihoods.GammaWeight(
                    settings.Number("vespo_k_pos")!.Value, settings.Number("vespo_lambda_pos")!.Value, settings.Number("vespo_k_neg")!.Value, settings.Number("vespo_lambda_neg")!.Value),
                "gmpo" => Surrogates.GeometricMean(low, high),
                _ => Surrogates.Clipped(low, high, cap: settings.Number("delta")),
            },
            Aggregate = kind switch
            {
                "grpo" or "sapo" or "gmpo" or "rloo" => Aggregations.SeqMeanTokenMean,
                "dr_grpo" => Aggregations.SeqMeanTokenSumNorm,
                "luspo" => Aggregations.SeqMeanTokenSum,
                _ => Aggregations.TokenMean,
            },
            Kl = beta != 0 ? KlEstimators.K3Unlimited : null,
            KlCoefficient = beta,
            KlRatio = !settings.Flag("use_bias_correction_kl") ? null
                : settings.Text("importance_sampling_level") == "sequence" ? LogRatios.Sequence() : LogRatios.Token(null),
            EntropyCoefficient = Entropy(settings),
            EntropyAggregate = settings.Number("top_entropy_quantile") is { } share and < 1 ? OverForkingTokens(share) : Aggregations.TokenMean,
        };
    }

    // Beside a mask of forking tokens the bonus is their mean entropy too.
    private static Aggregation OverForkingTokens(double share) => (entropies, isSampled, totals) =>
    {
        using var scope = NewDisposeScope();
        var chosen = TokenMasks.TopEntropy(entropies, isSampled, share);
        return Aggregations.TokenMean(entropies, chosen, BatchTotals.Of(chosen, totals.Horizon)).MoveToOuterDisposeScope();
    };

    private static LogRatio Ratio(string kind, JsonElement settings, Func<string, Tensor?> input) => (logProbs, old, isSampled) =>
    {
        // RLOO's ratio is that of the whole response, its plain product.
        if (kind == "rloo")
        {
            using var scope = NewDisposeScope();
            var sum = Masked.Zeroed(logProbs, isSampled).Minus(Masked.Zeroed(old, isSampled)).sum(1, keepdim: true);
            return Masked.Zeroed(sum.expand_as(logProbs), isSampled).MoveToOuterDisposeScope();
        }

        // The vespo weight takes the sampler's correction into its ratio.
        if (kind == "vespo" && input("importance_sampling_ratio") is { } correction)
        {
            var logs = correction.log().ClampedTo(Math.Log(1e-8), 20).expand_as(logProbs);
            return LogRatios.Token(20)(logProbs, old, isSampled).Plus(Masked.Zeroed(logs, isSampled));
        }

        return settings.Text("importance_sampling_level") == "sequence" && kind != "vespo"
            ? LogRatios.Sequence()(logProbs, old, isSampled)
            : LogRatios.Token(null)(logProbs, old, isSampled);
    };

    private static Tensor Old(string kind, Tensor logProbs, Tensor isSampled, Func<string, Tensor?> input)
    {
        if (kind != "rloo")
        {
            return input("old_per_token_logps") ?? logProbs.detach();
        }

        // Only the sum over the response is known here: it is put on the first token.
        var old = zeros_like(logProbs.detach());
        old.index_put_(input("old_logps")!, [TensorIndex.Colon, TensorIndex.Single(0)]);
        return old;
    }

    private static Tensor? Weights(
        JsonElement settings, string kind, Tensor logProbs, Tensor advantages, Tensor entropies, Tensor isSampled, Func<string, Tensor?> input)
    {
        var weights = new List<Tensor>();
        if (kind != "gmpo" && settings.Number("top_entropy_quantile") is { } quantile and < 1)
        {
            weights.Add(TokenMasks.TopEntropy(entropies, isSampled, quantile).to(ScalarType.Float32));
        }

        if (settings.Number("off_policy_mask_threshold") is { } most)
        {
            var sampler = input("sampling_per_token_logps") ?? input("old_per_token_logps")!;
            weights.Add(TokenMasks.OnPolicy(logProbs, sampler, advantages, isSampled, most).to(ScalarType.Float32));
        }

        if (kind != "vespo" && input("importance_sampling_ratio") is { } correction)
        {
            weights.Add(correction.expand_as(logProbs));
        }

        return weights.Count == 0 ? null : weights.Aggregate((a, b) => a.Times(b)).contiguous();
    }

    private static BatchTotals Totals(string kind, JsonElement settings, Tensor isSampled)
    {
        var isTraining = !settings.TryGetProperty("training", out _) || settings.Flag("training");
        var parts = isTraining ? settings.Number("gradient_accumulation_steps") ?? 1 : 1;
        var count = BatchTotals.Of(isSampled, settings.Number("max_completion_length") ?? 1);
        return new BatchTotals(
            Tokens: kind is "dapo" or "cispo" or "vespo" && settings.Number("num_items_in_batch") is { } items
                ? items * parts / (isTraining ? settings.Number("steps_per_generation")!.Value : 1)
                : count.Tokens * parts,
            Sequences: isSampled.shape[0] * parts, // empty rows are counted
            Horizon: count.Horizon);
    }

    private static double Entropy(JsonElement settings)
    {
        var coefficient = settings.Number("entropy_coef") ?? 0;
        return settings.Flag("use_adaptive_entropy")
            ? EntropyCoefficient.Active(coefficient, settings.Number("last_entropy")!.Value, settings.Number("entropy_target")!.Value)
            : coefficient;
    }
}
