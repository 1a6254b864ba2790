using System.Text.Json;
using Agentic.Testing;
using Agentic.Training.Metrics;
using Agentic.Worlds;

namespace Agentic.Training.Tests.Metrics;

/// <summary>Every row of the metric tables, made with scipy and verl. Files and rows that are missing are skipped.</summary>
public sealed class MetricFixturesTests
{
    [Fact]
    public void Pass_at_k_and_pass_all_k_agree_with_exact_fractions()
    {
        foreach (var row in Rows("combinations.json"))
        {
            var (n, c, k) = (row.GetProperty("n").GetInt32(), row.GetProperty("c").GetInt32(), row.GetProperty("k").GetInt32());
            Assert.Equal(Fraction(row.GetProperty("pass_at_k_exact").GetString()!), PassAtK.Any(n, c, k), 1e-12);
            Assert.Equal(Fraction(row.GetProperty("pass_all_k_exact").GetString()!), PassAtK.All(n, c, k), 1e-12);
        }
    }

    [Fact]
    public void Wilson_intervals_agree_with_scipy()
    {
        foreach (var row in Rows("wilson.json"))
        {
            var (successes, n, level) = (row.GetProperty("successes").GetInt32(), row.GetProperty("n").GetInt32(), row.GetProperty("level").GetDouble());
            var (plain, corrected) = (WilsonInterval.Of(successes, n, level), WilsonInterval.Corrected(successes, n, level));
            Assert.Equal(row.GetProperty("low").GetDouble(), plain.Low, 1e-9);
            Assert.Equal(row.GetProperty("high").GetDouble(), plain.High, 1e-9);
            Assert.Equal(row.GetProperty("corrected_low").GetDouble(), corrected.Low, 1e-9);
            Assert.Equal(row.GetProperty("corrected_high").GetDouble(), corrected.High, 1e-9);
        }
    }

    [Fact]
    public void Rank_correlations_and_their_p_values_agree_with_scipy()
    {
        foreach (var row in Rows("correlations.json"))
        {
            var (x, y) = (Series(row.GetProperty("x")), Series(row.GetProperty("y")));
            Check(row, "spearman", RankCorrelation.Spearman(x, y));
            Check(row, "kendall_b", RankCorrelation.KendallB(x, y));
            Check(row, "kendall_c", RankCorrelation.KendallC(x, y));
        }
    }

    [Fact]
    public void Answers_match_as_in_verl()
    {
        foreach (var row in Rows("answers.json"))
        {
            var prediction = row.GetProperty("prediction").GetString()!;
            var golden = Strings(row.GetProperty("golden"));
            Assert.Equal(row.GetProperty("normalized_prediction").GetString(), AnswerMatch.Normalise(prediction));
            Assert.Equal(Strings(row.GetProperty("normalized_golden")), golden.Select(AnswerMatch.Normalise));
            Assert.True(row.GetProperty("exact").GetInt32() == 1 == AnswerMatch.Exact(prediction, golden), $"exact: '{prediction}' against '{string.Join("', '", golden)}'");
            Assert.True(row.GetProperty("contained").GetInt32() == 1 == AnswerMatch.Contains(prediction, golden), $"contained: '{prediction}' against '{string.Join("', '", golden)}'");
        }
    }

    private static void Check(JsonElement row, string key, Correlation actual)
    {
        var name = $"{row.GetProperty("name").GetString()}.{key}";
        var (statistic, p) = (Value(row.GetProperty(key).GetProperty("statistic")), Value(row.GetProperty(key).GetProperty("p")));
        Assert.True(double.IsNaN(statistic) ? double.IsNaN(actual.Statistic) : Math.Abs(statistic - actual.Statistic) < 1e-12, $"{name}: expected {statistic} but got {actual.Statistic}.");
        Assert.True(double.IsNaN(p) ? double.IsNaN(actual.PValue) : Math.Abs(p - actual.PValue) < 1e-9, $"{name}: expected p = {p} but got {actual.PValue}.");
    }

    private static List<JsonElement> Rows(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("metrics", file)));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(row => row.Clone())];
    }

    private static double[] Series(JsonElement values) => [.. values.EnumerateArray().Select(Value)];

    private static double Value(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.NaN,
    };

    private static string[] Strings(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(text => text.GetString()!)]
        : [value.GetString()!];

    private static double Fraction(string text)
    {
        var parts = text.Split('/');
        return (double)System.Numerics.BigInteger.Parse(parts[0]) / (parts.Length > 1 ? (double)System.Numerics.BigInteger.Parse(parts[1]) : 1);
    }
}
