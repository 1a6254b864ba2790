using Agentic.Training.Metrics;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Reproductions;

/// <summary>From the measures of seeds to effect, interval and verdict.</summary>
public sealed class ClaimResultTests
{
    private static readonly Claim Claim = new("c", "a exceeds b", "a", "b");

    // Differences 1 nine times and 0 once: a resample's mean is 1 − K/10 with K ~ Binomial(10, 0.1). P(K ≥ 4) = 1.3 % and P(K ≥ 3) = 7.0 % put the
    // quantile of 2.5 % at K = 3, P(K = 0) = 34.9 % that of 97.5 % at K = 0.
    [Fact]
    public void The_interval_is_that_of_resampled_mean_differences()
    {
        var result = ClaimResult.Of(Claim, [.. Enumerable.Range(0, 10).Select(seed => Seed(5 + seed, seed == 7 ? 12 : 4 + seed))]);

        Assert.Equal(0.9, result.Effect, 1e-12);
        Assert.Equal((0.7, 1.0), (Math.Round(result.Interval.Low, 12), Math.Round(result.Interval.High, 12)));
        Assert.Equal((Verdict.Holds, 10), (result.Verdict, result.Pairs));
    }

    // The spread between seeds is a hundred times the effect; paired, it is gone.
    [Fact]
    public void Seeds_are_paired()
    {
        var result = ClaimResult.Of(Claim, [.. Enumerable.Range(0, 12).Select(seed => Seed(100 * seed, (100 * seed) + 1))]);
        Assert.Equal((-1.0, new Interval(-1, -1), Verdict.Fails), (result.Effect, result.Interval, result.Verdict));
    }

    [Theory]
    [InlineData(0.1, 0.2, 10, Verdict.Holds)]
    [InlineData(-0.2, -0.1, 10, Verdict.Fails)]
    [InlineData(-0.1, 0.2, 1000, Verdict.Undecided)]
    [InlineData(0, 0.2, 1000, Verdict.Undecided)]
    [InlineData(-0.2, 0, 1000, Verdict.Undecided)]
    [InlineData(0.1, 0.2, 9, Verdict.Undecided)]
    [InlineData(-0.2, -0.1, 9, Verdict.Undecided)]
    [InlineData(double.NaN, double.NaN, 1000, Verdict.Undecided)]
    public void A_verdict_needs_the_whole_interval_on_one_side_and_ten_pairs(double low, double high, int pairs, Verdict verdict) =>
        Assert.Equal(verdict, ClaimResult.Judge(new Interval(low, high), pairs));

    [Fact]
    public void A_seed_without_a_measure_is_left_out_and_counted()
    {
        var result = ClaimResult.Of(Claim, [Seed(1, 0), Seed(double.NaN, 0), Seed(1, double.NaN), Seed(3, 0)]);
        Assert.Equal((2.0, 2, Verdict.Undecided), (result.Effect, result.Pairs, result.Verdict));
        Assert.Equal((double.NaN, 0), (ClaimResult.Of(Claim, [Seed(double.NaN, 0)]).Effect, ClaimResult.Of(Claim, [Seed(double.NaN, 0)]).Pairs));
    }

    [Fact]
    public void A_measure_that_no_run_gave_is_a_fault_of_the_experiment() =>
        Assert.Throws<KeyNotFoundException>(() => ClaimResult.Of(Claim, [new Dictionary<string, double> { ["a"] = 1 }]));

    [Fact]
    public void Seeds_run_side_by_side_come_back_in_their_order_and_may_be_stopped()
    {
        var tens = new Reproduction("t", "", "", [new Claim("c", "", "draw", "zero")], (key, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return new Dictionary<string, double> { ["draw"] = key.Stream().NextDouble(), ["zero"] = 0 };
        });
        var reported = 0;
        var run = ReproductionRun.Of(tens, 40, 4, _ => Interlocked.Increment(ref reported), CancellationToken.None);
        var alone = ReproductionRun.Of(tens, 40, 1, null, CancellationToken.None);

        Assert.Equal(40, reported);
        Assert.Equal(alone.Seeds.Select(seed => seed["draw"]), run.Seeds.Select(seed => seed["draw"]));
        Assert.Equal(40, run.Seeds.Select(seed => seed["draw"]).Distinct().Count());
        Assert.Equal(alone.Claims[0], run.Claims[0]);
        Assert.Equal(run.Claims[0].Effect, run.Means.Single(mean => mean.Name == "draw").Mean, 1e-12);
        Assert.ThrowsAny<OperationCanceledException>(() => ReproductionRun.Of(tens, 2, 2, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_seed_that_breaks_is_heard()
    {
        var broken = new Reproduction("b", "", "", [], (_, _) => throw new InvalidDataException("the recording is torn"));
        Assert.Equal("the recording is torn", Assert.Throws<InvalidDataException>(() => ReproductionRun.Of(broken, 3, 2, null, CancellationToken.None)).Message);
    }

    private static Dictionary<string, double> Seed(double a, double b) => new() { ["a"] = a, ["b"] = b };
}
