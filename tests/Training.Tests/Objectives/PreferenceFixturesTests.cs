using System.Text.Json;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Losses of imitation, of preferences and of judgements, with their gradients, against TRL.</summary>
public sealed class PreferenceFixturesTests
{
    private static readonly string[] Prefixes = ["trl.dpo.", "trl.cpo.", "trl.orpo", "trl.kto.", "trl.reward.", "trl.sft."];

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
        using var scope = NewDisposeScope();
        Tensor Input(string key) => cases.Tensor(info.GetProperty("inputs").GetProperty(key).GetString()!);
        switch (name.Split('.')[1])
        {
            case "sft":
                var isLearnt = Input("mask").to(ScalarType.Bool);
                var totals = BatchTotals.Of(isLearnt, 1);
                totals = totals with { Tokens = settings.Number("num_items_in_batch") ?? totals.Tokens };
                Check(cases, name, "log_probs", Input("log_probs"), logProbs => Aggregations.TokenMean(
                    settings.Text("loss_type") == "dft" ? LikelihoodLosses.Dynamic(logProbs, isLearnt) : LikelihoodLosses.Negative(logProbs, isLearnt), isLearnt, totals));
                break;
            case "dpo":
                var (reference, answers) = (Input("ref_log_probs"), Input("completion_mask").to(ScalarType.Bool));
                answers = answers.narrow(1, 1, answers.shape[1] - 1);
                var weights = settings.Flag("use_weighting") ? Likelihood(Input("log_probs").Minus(Input("log_sum_sq_probs")), answers) : null;
                Check(cases, name, "log_probs", Input("log_probs"), logProbs => Dpo(settings, logProbs, reference, answers, weights));
                break;
            case "kto":
                var (before, spoken, isGood) = (Input("ref_log_probs"), Input("completion_mask").to(ScalarType.Bool), Input("label").to(ScalarType.Bool));
                Check(cases, name, "log_probs", Input("log_probs"), logProbs => Judged(settings, Masked.Zeroed(logProbs.Minus(before), spoken).sum(1), isGood).mean());
                break;
            case "reward":
                Check(cases, name, "logits", Input("logits"), rewards =>
                {
                    var pairs = rewards.shape[0] / 2;
                    return JudgedLosses.BradleyTerry(
                        rewards.narrow(0, 0, pairs), rewards.narrow(0, pairs, pairs), settings.Number("center_rewards_coefficient") ?? 0).mean();
                });
                break;
            default:
                CheckPairs(cases, name, settings, Input("policy_chosen_logps").requires_grad_(), Input("policy_rejected_logps").requires_grad_());
                break;
        }
    }

    // Without a reference, and of log-probabilities that were summed or averaged before.
    private static void CheckPairs(FixtureCases cases, string name, JsonElement settings, Tensor chosen, Tensor rejected)
    {
        var (beta, alpha) = (settings.Number("beta")!.Value, settings.Number("alpha") ?? 0);
        var pairs = new PreferencePairs
        {
            Chosen_P = chosen,
            Rejected_P = rejected,
            Score = alpha == 0 ? RatioScores.ReverseKl : RatioScores.AlphaReward(alpha),
        };
        var loss = settings.Text("loss_type") switch
        {
            null => PreferenceLosses.OddsRatio(beta),
            "hinge" => PreferenceLosses.Hinge(beta),
            "ipo" => PreferenceLosses.Ipo(beta),
            "simpo" => PreferenceLosses.Sigmoid(beta, settings.Number("label_smoothing")!.Value, settings.Number("simpo_gamma")!.Value),
            "sigmoid" => PreferenceLosses.Sigmoid(beta, settings.Number("label_smoothing")!.Value),
            var kind => throw new NotSupportedException($"{name} has the loss {kind}."),
        };
        var losses = loss(pairs);
        losses.sum().backward();
        Near.Equal(cases.Numbers($"{name}/losses"), losses, name);
        Near.Equal(cases.Numbers($"{name}/grad_policy_chosen_logps"), chosen.grad!, $"{name} gradient of the preferred");
        Near.Equal(cases.Numbers($"{name}/grad_policy_rejected_logps"), rejected.grad!, $"{name} gradient of the others");
        Near.Equal(cases.Numbers($"{name}/chosen_rewards"), pairs.Score(chosen).Times(beta), $"{name} rewards");
        if (cases.Has($"{name}/mean_log_odds"))
        {
            Near.Equal(cases.Numbers($"{name}/mean_log_odds"), PreferenceLosses.LogOdds(pairs).mean(), $"{name} odds");
        }
    }

    private static Tensor Dpo(JsonElement settings, Tensor logProbs, Tensor reference, Tensor answers, Tensor? weights)
    {
        var pairs = PreferencePairs.Of(logProbs, reference, answers, settings.Number("ld_alpha") ?? 1) with { Score = Score(settings) };
        var kinds = settings.GetProperty("loss_type").EnumerateArray().Select(kind => kind.GetString()!).ToArray();
        double[] shares = settings.TryGetProperty("loss_weights", out var given) && given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(share => share.GetDouble())]
            : [.. kinds.Select(_ => 1.0)];
        return kinds.Zip(shares).Select(part => One(part.First).Times(part.Second)).Aggregate((a, b) => a.Plus(b));

        Tensor One(string kind)
        {
            if (kind == "sft")
            {
                var half = logProbs.shape[0] / 2;
                var chosen = answers.narrow(0, 0, half);
                return Aggregations.TokenMean(LikelihoodLosses.Negative(logProbs.narrow(0, 0, half), chosen), chosen, BatchTotals.Of(chosen, 1));
            }

            var losses = Loss(kind, settings)(pairs);
            return (weights is null ? losses : losses.Times(weights)).mean();
        }
    }

    private static PreferenceLoss Loss(string kind, JsonElement settings)
    {
        var (beta, smoothing) = (settings.Number("beta")!.Value, settings.Number("label_smoothing")!.Value);
        return kind switch
        {
            "sigmoid" => PreferenceLosses.Sigmoid(beta),
            "sigmoid_norm" => PreferenceLosses.SigmoidNorm(beta),
            "hinge" => PreferenceLosses.Hinge(beta),
            "ipo" => PreferenceLosses.Ipo(beta),
            "exo_pair" => PreferenceLosses.ExoPair(beta, smoothing),
            "nca_pair" => PreferenceLosses.NcaPair(beta),
            "robust" => PreferenceLosses.Robust(beta, smoothing),
            "bco_pair" => PreferenceLosses.BcoPair(beta),
            "sppo_hard" => PreferenceLosses.SppoHard(beta),
            "aot" => PreferenceLosses.Aot(beta, smoothing),
            "aot_unpaired" => PreferenceLosses.AotUnpaired(beta, smoothing),
            "apo_zero" => PreferenceLosses.ApoZero(beta),
            "apo_down" => PreferenceLosses.ApoDown(beta),
            "discopop" => PreferenceLosses.DiscoPop(beta, settings.Number("discopop_tau")!.Value),
            _ => throw new NotSupportedException($"There is no loss {kind}."),
        };
    }

    private static RatioScore Score(JsonElement settings) => settings.Text("f_divergence_type") switch
    {
        "reverse_kl" => RatioScores.ReverseKl,
        "forward_kl" => RatioScores.ForwardKl,
        "js_divergence" => RatioScores.JensenShannon,
        "alpha_divergence" => RatioScores.Alpha(settings.Number("f_alpha_divergence_coef")!.Value),
        var kind => throw new NotSupportedException($"There is no divergence {kind}."),
    };

    // Apo-zero without pairs is KTO's loss with no divergence, up to the constant of its bad answers: σ(x) = 1 − σ(−x).
    private static Tensor Judged(JsonElement settings, Tensor logRatios, Tensor isGood) => JudgedLosses.Kto(
        logRatios, isGood, settings.Number("kl_logps_minus_ref") ?? 0, settings.Number("beta")!.Value,
        settings.Number("desirable_weight")!.Value, settings.Number("undesirable_weight")!.Value);

    // WPO: how likely the policy itself finds both answers, at most 1.
    private static Tensor Likelihood(Tensor adjusted, Tensor answers)
    {
        var means = Masked.RowMean(adjusted, answers).squeeze(1);
        var pairs = means.shape[0] / 2;
        return means.narrow(0, 0, pairs).Plus(means.narrow(0, pairs, pairs)).exp().ClampedTo(null, 1);
    }

    private static void Check(FixtureCases cases, string name, string input, Tensor values, Func<Tensor, Tensor> function)
    {
        values.requires_grad_();
        var found = function(values);
        found.backward();
        Near.Equal(cases.Numbers($"{name}/loss"), found, name);
        Near.Equal(cases.Numbers($"{name}/grad_{input}"), values.grad!, $"{name} gradient");
    }
}
