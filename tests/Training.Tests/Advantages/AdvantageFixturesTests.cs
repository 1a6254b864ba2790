using System.Text.Json;
using Agentic.Training.Advantages;
using Agentic.Training.Tests.Objectives;

namespace Agentic.Training.Tests.Advantages;

/// <summary>Advantages of verl and TRL, case by case.</summary>
public sealed class AdvantageFixturesTests
{
    private static readonly string[] Prefixes = ["verl.advantage.", "trl.grpo_advantages.", "trl.rloo_advantages."];

    public static TheoryData<string> Names => FixtureCases.NamesOf("objectives", Covers);

    public static bool Covers(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Advantages_agree_with_the_peer(string name)
    {
        var cases = FixtureCases.Require("objectives", name);
        var info = cases.Case(name);
        var (settings, inputs) = (info.GetProperty("settings"), info.GetProperty("inputs"));
        string Input(string key) => inputs.GetProperty(key).GetString()!;
        if (name.StartsWith("trl.", StringComparison.Ordinal))
        {
            // A response that no function judged has no return: it is not passed at all, where the peer gives it 0.
            var parts = cases.Grid(Input("rewards_per_func"));
            int[] judged = [.. Enumerable.Range(0, parts.GetLength(0)).Where(row => Enumerable.Range(0, parts.GetLength(1)).Any(part => !double.IsNaN(parts[row, part])))];
            double[] expected = [.. judged.Select(row => cases.Numbers($"{name}/advantages")[row])];
            Near.Equal(expected, Trl(name, cases, settings, Input, Select(parts, judged), judged), name);
            return;
        }

        var mask = cases.Mask(Input("response_mask"));
        var found = Verl(name.Split('.')[2], cases, settings, mask, key => inputs.TryGetProperty(key, out var value) ? value.GetString() : null);
        Assert.SkipWhen(found is null, $"{name} is not part of the product yet.");

        // Masked positions carry no gradient: the peer leaves numbers there (GAE), ours are 0.
        Compare(cases.Grid($"{name}/advantages"), found, mask, name);
    }

    private static double[,]? Verl(string kind, FixtureCases cases, JsonElement settings, bool[,] mask, Func<string, string?> input)
    {
        var rewards = cases.Grid(input("token_level_rewards")!);
        var returns = RowSums(rewards);
        int[] groups = input("index") is { } index ? [.. cases.Numbers(index).Select(group => (int)group)] : [];
        var usesStd = !settings.TryGetProperty("norm_adv_by_std_in_grpo", out _) || settings.Flag("norm_adv_by_std_in_grpo");
        double[,] Spread(double[] advantages) => TokenGrid.Broadcast(advantages, mask);
        return kind switch
        {
            "gae" => Whitening.Masked(
                GeneralizedAdvantage.Estimate(rewards, cases.Grid(input("values")!), mask, settings.Number("gamma")!.Value, settings.Number("lam")!.Value).Advantages_BT, mask),
            "grpo" or "grpo_vectorized" when usesStd => Spread(GroupAdvantages.Grpo(returns, groups)),
            "grpo" or "grpo_vectorized" => Spread(GroupAdvantages.DrGrpo(returns, groups)),
            "grpo_passk" => Spread(GroupAdvantages.BestAgainstSecond(returns, groups, usesStd ? 1e-6 : null)),
            "rloo" => Spread(GroupAdvantages.Rloo(returns, groups)),
            "rloo_vectorized" => Spread(GroupAdvantages.Rloo(returns, groups, zeroLone: true)),
            "opo" => Spread(GroupAdvantages.Opo(returns, groups, TokenGrid.Lengths(mask))),
            "gpg" => Spread(GroupAdvantages.Gpg(returns, groups)),
            "reinforce_plus_plus_baseline" => ReinforcePlusPlus.Baseline(returns, groups, mask),
            "reinforce_plus_plus" => ReinforcePlusPlus.Token(rewards, mask, settings.Number("gamma")!.Value),
            "remax" => Remax(rewards, cases.Numbers(input("reward_baselines")!), mask),
            "gdpo" => Gdpo(cases, settings, input, returns, groups, mask, usesStd),
            "optimal_token_baseline" or "tir_optimal_token_baseline" => OptimalTokenBaseline.Estimate(
                rewards,
                groups,
                cases.Grid(input("old_log_probs")!),
                cases.Grid(input("sum_pi_squared")!),
                mask,
                input("rollout_is_weights") is { } weights ? cases.Grid(weights) : null,
                settings.Flag("handle_zero_tail"),
                kind[0] == 't' ? OptimalTokenBaseline.ByOrder : OptimalTokenBaseline.ByPosition),
            _ => null,
        };
    }

    private static double[,] Remax(double[,] rewards, double[] baselines, bool[,] mask)
    {
        var returns = TokenReturns.ToGo(rewards, mask);
        return TokenGrid.Map(mask, (row, token) => returns[row, token] - baselines[row]);
    }

    private static double[,] Gdpo(
        FixtureCases cases, JsonElement settings, Func<string, string?> input, double[] returns, int[] groups, bool[,] mask, bool usesStd)
    {
        double[] weights = settings.TryGetProperty("reward_weights", out var found) && found.ValueKind == JsonValueKind.Array
            ? [.. found.EnumerateArray().Select(value => value.GetDouble())]
            : [1, 1];
        double[][] parts = input("reward_a") is { } a ? [cases.Numbers(a), cases.Numbers(input("reward_b")!)] : [returns];
        var grid = new double[returns.Length, parts.Length];
        for (var row = 0; row < returns.Length; row++)
        {
            for (var part = 0; part < parts.Length; part++)
            {
                grid[row, part] = parts[part][row];
            }
        }

        var sums = RewardParts.Weighted(RewardParts.Normalised(grid, groups, usesStd ? 1e-6 : null), weights.AsSpan(0, parts.Length));
        return Whitening.Masked(TokenGrid.Broadcast(sums, mask), mask);
    }

    private static double[] Trl(string name, FixtureCases cases, JsonElement settings, Func<string, string> input, double[,] parts, int[] judged)
    {
        double[] weights = [.. settings.GetProperty("reward_weights").EnumerateArray().Select(value => value.GetDouble())];
        int[] groups = [.. judged.Select(row => row / (int)settings.Number("num_generations")!.Value)];
        if (settings.Text("multi_objective_aggregation") == "normalize_then_sum")
        {
            return GroupAdvantages.Standardised(RewardParts.Weighted(RewardParts.Normalised(parts, groups, 1e-4), weights));
        }

        var returns = RewardParts.Weighted(parts, weights);
        if (name.StartsWith("trl.grpo", StringComparison.Ordinal))
        {
            return settings.Text("scale_rewards") switch
            {
                "group" => GroupAdvantages.Grpo(returns, groups, 1e-4),
                "batch" => GroupAdvantages.BatchScaled(returns, groups),
                _ => GroupAdvantages.DrGrpo(returns, groups),
            };
        }

        if (settings.TryGetProperty("reward_clip_range", out var range) && range.ValueKind == JsonValueKind.Array)
        {
            returns = Array.ConvertAll(returns, value => Math.Clamp(value, range[0].GetDouble(), range[1].GetDouble()));
        }

        if (settings.Number("beta") is { } beta and not 0)
        {
            var (mask, old, reference) = (cases.Mask(input("attention_mask")), cases.Grid(input("old_log_prob")), cases.Grid(input("ref_log_prob")));
            var paid = RowSums(Training.Objectives.KlCoefficient.Penalised(new double[mask.GetLength(0), mask.GetLength(1)], old, reference, mask, beta));
            returns = [.. returns.Zip(judged, (value, row) => value + paid[row])];
        }

        var advantages = GroupAdvantages.Rloo(returns, groups);
        return settings.Flag("normalize_advantages") ? GroupAdvantages.Standardised(advantages) : advantages;
    }

    private static double[,] Select(double[,] grid, int[] rows)
    {
        var chosen = new double[rows.Length, grid.GetLength(1)];
        for (var i = 0; i < chosen.Length; i++)
        {
            var (row, column) = (i / chosen.GetLength(1), i % chosen.GetLength(1));
            chosen[row, column] = grid[rows[row], column];
        }

        return chosen;
    }

    private static double[] RowSums(double[,] grid) =>
        [.. Enumerable.Range(0, grid.GetLength(0)).Select(row => Enumerable.Range(0, grid.GetLength(1)).Sum(token => grid[row, token]))];

    private static void Compare(double[,] expected, double[,] actual, bool[,] mask, string name)
    {
        var scale = expected.Cast<double>().Max(Math.Abs);
        for (var row = 0; row < mask.GetLength(0); row++)
        {
            for (var token = 0; token < mask.GetLength(1); token++)
            {
                var wanted = mask[row, token] ? expected[row, token] : 0;
                Assert.True(Math.Abs(wanted - actual[row, token]) <= (Near.Tolerance * scale) + 1e-12, $"{name}[{row},{token}]: expected {wanted} but got {actual[row, token]}.");
            }
        }
    }
}
