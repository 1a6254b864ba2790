using System.Text.Json;
using Agentic.Training.Advantages;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>The pieces that losses are made of, and the weights of rollout correction, against verl.</summary>
public sealed class PartFixturesTests
{
    private static readonly string[] Prefixes =
    [
        "verl.agg_loss.", "verl.kl_penalty.", "verl.value_loss.", "verl.entropy_loss.", "verl.logits.", "verl.compute_rewards", "verl.adaptive_kl_controller",
        "verl.rollout_correction.", "verl.pf_ppo.",
    ];

    public static TheoryData<string> Names => FixtureCases.NamesOf("objectives", Covers);

    public static bool Covers(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Part_agrees_with_verl(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("objectives", name);
        var info = cases.Case(name);
        var settings = info.GetProperty("settings");
        using var scope = NewDisposeScope();
        Tensor Input(string key) => cases.Tensor(info.GetProperty("inputs").GetProperty(key).GetString()!);
        var aggregation = ObjectiveParts.Aggregations[settings.Text("loss_agg_mode") ?? "token-mean"];
        switch (name.Split('.')[1])
        {
            case "agg_loss":
                var mask = Input("loss_mask").to(ScalarType.Bool);
                Check(cases, name, "loss", "loss_mat", Input("loss_mat"), values =>
                    aggregation(values, mask, Totals(settings, mask)).Times(Ranks(settings)));
                break;
            case "kl_penalty":
                var reference = Input("ref_logprob");
                var all = ones_like(reference).to(ScalarType.Bool);
                var estimator = ObjectiveParts.KlEstimators[settings.Text("kl_penalty")!];
                Check(cases, name, "kl", "logprob", Input("logprob"), values => estimator(values, reference, all));
                break;
            case "value_loss":
                var (returns, old, sampled) = (Input("returns"), Input("values"), Input("response_mask").to(ScalarType.Bool));
                var width = settings.Number("cliprange_value")!.Value;
                Check(cases, name, "loss", "vpreds", Input("vpreds"), values =>
                    aggregation(ValueLosses.Clipped(values, old, returns, sampled, width), sampled, Totals(settings, sampled)));
                break;
            case "entropy_loss":
                var spoken = Input("response_mask").to(ScalarType.Bool);
                Check(cases, name, "loss", "logits", Input("logits"), logits =>
                    aggregation(LogitStatistics.Entropy(logits.flatten(0, 1)).view(spoken.shape), spoken, Totals(settings, spoken)));
                break;
            case "logits":
                Check(cases, name, name.Split('.')[2], "logits", Input("logits"), logits => name.Split('.')[2] switch
                {
                    "log_prob" => LogitStatistics.LogProbs(logits.flatten(0, 1), Input("labels").flatten()),
                    "entropy" => LogitStatistics.Entropy(logits.flatten(0, 1)),
                    _ => LogitStatistics.SquaredProbs(logits.flatten(0, 1)),
                });
                break;
            case "compute_rewards":
                string Path(string key) => info.GetProperty("inputs").GetProperty(key).GetString()!;
                var scores = cases.Grid(Path("token_level_scores"));
                var every = new bool[scores.GetLength(0), scores.GetLength(1)];
                for (var i = 0; i < every.Length; i++)
                {
                    every[i / every.GetLength(1), i % every.GetLength(1)] = true;
                }

                var paid = KlCoefficient.Penalised(scores, cases.Grid(Path("old_log_prob")), cases.Grid(Path("ref_log_prob")), every, settings.Number("kl_ratio")!.Value);
                Near.Equal(cases.Numbers($"{name}/token_level_rewards"), [.. paid.Cast<double>()], name);
                break;
            case "pf_ppo":
                CheckFiltration(cases, name, settings, cases.Grid(info.GetProperty("inputs").GetProperty("token_level_scores").GetString()!));
                break;
            case "adaptive_kl_controller":
                CheckController(cases, name, settings);
                break;
            default:
                if (settings.Text("rollout_rs") is { } kinds)
                {
                    CheckRejection(cases, name, kinds, settings, Input("old_log_prob"), Input("rollout_log_prob"), Input("response_mask").to(ScalarType.Bool));
                }

                if (!cases.Has($"{name}/rollout_is_weights"))
                {
                    if (settings.Text("rollout_rs") is null)
                    {
                        CheckDrift(info, name, Input(info.GetProperty("inputs").TryGetProperty("log_prob", out _) ? "log_prob" : "old_log_prob"), Input("rollout_log_prob"), Input("response_mask").to(ScalarType.Bool));
                    }

                    break;
                }

                CheckCorrection(cases, name, settings, Input("old_log_prob"), Input("rollout_log_prob"), Input("response_mask").to(ScalarType.Bool));
                break;
        }
    }

    [Fact]
    public void Every_case_is_compared_by_some_test()
    {
        Func<string, bool>[] tests =
        [
            Covers, VerlLossFixturesTests.Covers, TrlLossFixturesTests.Covers, PreferenceFixturesTests.Covers, DistillationFixturesTests.Covers,
            Advantages.AdvantageFixturesTests.Covers,
        ];
        Testing.FixtureFolder.Require("objectives", "cases.json");
        string[] others = [.. FixtureCases.Find("objectives")!.Names.Where(name => !tests.Any(covers => covers(name)))];
        Assert.SkipWhen(others.Length > 0, $"Not offered: {string.Join(", ", others)}.");
    }

    private static void Check(FixtureCases cases, string name, string output, string input, Tensor values, Func<Tensor, Tensor> function)
    {
        values.requires_grad_();
        var found = function(values);
        found.sum().backward();
        Near.Equal(cases.Numbers($"{name}/{output}"), found, name);
        Near.Equal(cases.Numbers($"{name}/grad_{input}"), values.grad!, $"{name} gradient");
    }

    // Thresholds are "low_high" or one number; those of k1 are ratios, and one number stands for its inverse too.
    private static void CheckRejection(FixtureCases cases, string name, string kinds, JsonElement settings, Tensor old, Tensor sampler, Tensor mask)
    {
        var thresholds = (settings.Text("rollout_rs_threshold") ?? settings.Number("rollout_rs_threshold")!.Value.ToString("R")).Split(',');
        var kept = mask;
        foreach (var (kind, threshold) in kinds.Split(',').Zip(thresholds))
        {
            double[] bounds = [.. threshold.Split('_').Select(double.Parse)];
            var rule = ObjectiveParts.Rejections[kind](bounds.Length > 1 ? bounds[0] : null, bounds[^1]);
            kept = kept.logical_and(rule.Kept(old, sampler, mask));
        }

        Near.Equal(cases.Numbers($"{name}/modified_response_mask"), kept.to(ScalarType.Float32), $"{name} mask");
    }

    // The peer multiplies a sum by the number of machines, which later average their gradients.
    private static double Ranks(JsonElement settings) => settings.Text("loss_agg_mode") == "token-sum" ? settings.Number("dp_size") ?? 1 : 1;

    private static BatchTotals Totals(JsonElement settings, Tensor mask)
    {
        var count = BatchTotals.Of(mask, settings.Number("loss_scale_factor") ?? mask.shape[1]);
        var ranks = settings.Number("dp_size") ?? 1;
        return count with
        {
            Tokens = settings.Number("batch_num_tokens") is { } tokens ? tokens / ranks : count.Tokens,
            Sequences = settings.Number("global_batch_size") is { } rows ? rows / ranks : count.Sequences,
        };
    }

    private static void CheckFiltration(FixtureCases cases, string name, JsonElement settings, double[,] scores)
    {
        double[] returns = [.. scores.Cast<double>().Chunk(scores.GetLength(1)).Select(row => row.Sum())];
        var weights = settings.Text("reweight_method") switch
        {
            "pow" => PolicyFiltration.Power(returns, settings.Number("weight_pow")!.Value),
            "max_min" => PolicyFiltration.Extremes(returns),
            "max_random" => PolicyFiltration.Best(returns),
            var method => throw new NotSupportedException($"{name} has the method {method}."),
        };
        Near.Equal(cases.Numbers($"{name}/weights"), weights, name);
    }

    private static void CheckDrift(JsonElement info, string name, Tensor logProbs, Tensor sampler, Tensor isSampled)
    {
        var drift = SamplerDrift.Of(logProbs, sampler, isSampled);
        var metrics = info.GetProperty("metrics");
        foreach (var (key, ours) in new[]
        {
            ("kl", drift.Kl), ("k3_kl", drift.LowVarianceKl), ("training_log_ppl", drift.LogPerplexity), ("rollout_log_ppl", drift.SamplerLogPerplexity),
            ("training_ppl", drift.Perplexity), ("rollout_ppl", drift.SamplerPerplexity), ("ppl_ratio", drift.PerplexityRatio),
            ("log_ppl_diff", drift.LogPerplexityGap), ("log_ppl_abs_diff", drift.MeanAbsoluteGap), ("log_ppl_diff_max", drift.HighestGap), ("log_ppl_diff_min", drift.LowestGap),
            ("chi2_token", drift.TokenChi2), ("chi2_seq", drift.SequenceChi2),
        })
        {
            var theirs = metrics.Number($"rollout_corr/{key}")!.Value;
            Assert.True(Math.Abs(theirs - ours) <= 1e-4 * Math.Max(0.1, Math.Abs(theirs)), $"{name} {key}: expected {theirs} but got {ours}.");
        }
    }

    private static void CheckController(FixtureCases cases, string name, JsonElement settings)
    {
        var (coefficient, found) = (settings.Number("kl_coef")!.Value, new List<double>());
        foreach (var (kl, steps) in settings.GetProperty("current_kl").EnumerateArray().Zip(settings.GetProperty("n_steps").EnumerateArray()))
        {
            coefficient = KlCoefficient.Next(coefficient, kl.GetDouble(), settings.Number("target_kl")!.Value, steps.GetDouble(), settings.Number("horizon")!.Value);
            found.Add(coefficient);
        }

        Near.Equal(cases.Numbers($"{name}/values"), [.. found], name);
    }

    private static void CheckCorrection(FixtureCases cases, string name, JsonElement settings, Tensor old, Tensor sampler, Tensor isSampled)
    {
        var normalise = settings.Flag("rollout_is_batch_normalize");
        var bound = settings.Number("rollout_is_threshold") is { } most
            ? ImportanceWeights.Truncate(null, most)
            : Band(settings.Text("rollout_is_threshold")!);
        var weights = settings.Text("rollout_is") == "token"
            ? ImportanceWeights.Token(old, sampler, isSampled, bound, normalise)
            : ImportanceWeights.Sequence(old, sampler, isSampled, bound, normalise);
        Near.Equal(cases.Numbers($"{name}/rollout_is_weights"), weights, name);
    }

    private static ImportanceWeights.Bound Band(string text)
    {
        var ends = text.Split('_').Select(double.Parse).ToArray();
        return ImportanceWeights.Drop(ends[0], ends[1]);
    }
}
