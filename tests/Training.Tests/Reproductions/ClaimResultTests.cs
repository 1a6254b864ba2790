using Agentic.Training.Metrics;
using Agentic.Training.Reproductions;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Reproductions;

/// <summary>From the measures of seeds to effect, interval and verdict.</summary>
public sealed class ClaimResultTests
{
    private static readonly Claim Claim = new("c", "a exceeds b", "a", "b");

    // Differences 1 nine times and 0 once: a resample's mean is 1 − K/10 with K ~ Binomial(10, 0.1). Student's 2.262 with 9 degrees, times √(10/9), is
    // 2.385: tails of 0.854 %. P(K ≥ 4) = 1.280 % and P(K ≥ 5) = 0.163 % put that quantile at K = 4, P(K = 0) = 34.9 % the upper one at K = 0.
    [Fact]
    public void The_interval_is_that_of_resampled_mean_differences_expanded_for_few_seeds()
    {
        var result = ClaimResult.Of(Claim, [.. Enumerable.Range(0, 10).Select(seed => Seed(5 + seed, seed == 7 ? 12 : 4 + seed))]);

        Assert.Equal(0.9, result.Effect, 1e-12);
        Assert.Equal((0.6, 1.0), (Math.Round(result.Interval.Low, 12), Math.Round(result.Interval.High, 12)));
        Assert.Equal((Verdict.Holds, 10), (result.Verdict, result.Pairs));
    }

    // Five of one sign hold; where one of five is against it, its share of resamples (1/3125 all five, and more) is within the tail of 0.097 %.
    [Fact]
    public void Five_seeds_decide_when_they_agree()
    {
        Assert.Equal(Verdict.Holds, ClaimResult.Of(Claim, [Seed(1, 0), Seed(2, 0), Seed(3, 0), Seed(1.5, 0), Seed(2.5, 0)]).Verdict);
        Assert.Equal(Verdict.Undecided, ClaimResult.Of(Claim, [Seed(1, 0), Seed(2, 0), Seed(3, 0), Seed(1.5, 0), Seed(0, 2.5)]).Verdict);
        Assert.Equal(Verdict.Undecided, ClaimResult.Of(Claim, [Seed(1, 0), Seed(2, 0), Seed(3, 0), Seed(1.5, 0)]).Verdict);
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
    [InlineData(0.1, 0.2, 4, Verdict.Undecided)]
    [InlineData(-0.2, -0.1, 4, Verdict.Undecided)]
    [InlineData(double.NaN, double.NaN, 1000, Verdict.Undecided)]
    public void A_verdict_needs_the_whole_interval_on_one_side_and_five_pairs(double low, double high, int pairs, Verdict verdict) =>
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
    public void Seeds_run_side_by_side_count_as_if_one_after_another_and_may_be_stopped()
    {
        var tens = new Reproduction("t", "", "", [new Claim("c", "", "draw", "zero")], seed =>
        {
            seed.Cancellation.ThrowIfCancellationRequested();
            seed.Curve("arm", [seed.Seed, 1]);
            return new Dictionary<string, double> { ["draw"] = seed.Key.Stream().NextDouble(), ["zero"] = 0 };
        });
        var (run, alone) = (Run(tens, 4), Run(tens, 1));

        Assert.Equal(alone.Seeds.Select(seed => seed.Measures["draw"]), run.Seeds.Select(seed => seed.Measures["draw"]));
        Assert.Equal(40, run.Seeds.Select(seed => seed.Measures["draw"]).Distinct().Count());
        Assert.Equal((7ul, 7.0), (run.Seeds[6].Seed, run.Seeds[6].Curves["arm"][0]));
        Assert.Equal(alone.Claims[0], run.Claims[0]);
        Assert.Equal(run.Claims[0].Effect, run.Means.Single(mean => mean.Name == "draw").Mean, 1e-12);
        Assert.ThrowsAny<OperationCanceledException>(() => ReproductionRun.RunSeeds(tens, [1, 2], null, 2, TimeProvider.System, _ => { }, new CancellationToken(canceled: true)));

        static ReproductionRun Run(Reproduction reproduction, int workers)
        {
            var seeds = new System.Collections.Concurrent.ConcurrentBag<SeedOutcome>();
            ReproductionRun.RunSeeds(reproduction, [.. Enumerable.Range(1, 40).Select(seed => (ulong)seed)], null, workers, TimeProvider.System, seeds.Add, CancellationToken.None);
            return ReproductionRun.Of(reproduction, seeds);
        }
    }

    [Fact]
    public void Seeds_side_by_side_share_the_cores_and_the_last_ones_get_more_of_them()
    {
        var teams = new System.Collections.Concurrent.ConcurrentDictionary<ulong, int>();
        var looks = new Reproduction("t", "", "", [], seed =>
        {
            // Policies compute in threads of their own.
            var thread = new Thread(() => teams[seed.Seed] = TorchRuntime.Teams);
            thread.Start();
            thread.Join();
            return new Dictionary<string, double>();
        });
        ReproductionRun.RunSeeds(looks, [1, 2, 3, 4, 5], null, 2, TimeProvider.System, _ => { }, CancellationToken.None);

        Assert.Equal([2, 2, 2, 2, 1], teams.OrderBy(seen => seen.Key).Select(seen => seen.Value));
        Assert.Equal(1, TorchRuntime.Teams);
    }

    [Fact]
    public void A_seed_that_breaks_is_heard()
    {
        var broken = new Reproduction("b", "", "", [], _ => throw new InvalidDataException("the recording is torn"));
        Assert.Equal("the recording is torn", Assert.Throws<InvalidDataException>(
            () => ReproductionRun.RunSeeds(broken, [1, 2, 3], null, 2, TimeProvider.System, _ => { }, CancellationToken.None)).Message);
    }

    private static Dictionary<string, double> Seed(double a, double b) => new() { ["a"] = a, ["b"] = b };
}
