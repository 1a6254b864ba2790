using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Worlds;

namespace Agentic.Training.Tests.Guidance;

public sealed class FittedSharesTests
{
    private static readonly IWorldKind Line = WorldCatalog.Create("numberline", new Dictionary<string, string>());

    // SEELE: k = 10, μ = −½. Without chance half succeed at p = ½; with b = .2: ½ − ln((.8 / .3) − 1) / 10.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.2, 0.44892)]
    public void The_curve_can_be_read_backwards(double chance, double share)
    {
        var curve = new ResponseCurve(10, -0.5, chance);
        Assert.Equal(share, curve.ShareFor(0.5), 5);
        Assert.Equal(0.5, curve.At(curve.ShareFor(0.5)), 12);
    }

    [Fact]
    public void Shares_stay_shares()
    {
        Assert.Equal(0, new ResponseCurve(10, -0.5, 0.6).ShareFor(0.5));
        Assert.Equal(1, new ResponseCurve(10, -1.4, 0).ShareFor(0.5));
        Assert.Equal(0, new ResponseCurve(10, 0.4, 0).ShareFor(0.5));
    }

    // Points of a curve that there is: the fit goes through all of them.
    [Theory]
    [InlineData(6, -0.3, 0)]
    [InlineData(14, -0.7, 0.1)]
    public void A_fit_finds_the_curve_that_points_lie_on(double k, double mu, double b)
    {
        var curve = new ResponseCurve(k, mu, b);
        double[] shares = [0, 0.2, 0.4, 0.6, 0.8, 1];
        var fit = ResponseCurve.Fit(shares.Select(share => (share, curve.At(share))));
        Assert.All(shares, share => Assert.Equal(curve.At(share), fit.At(share), 0.01));
        Assert.Equal(curve.ShareFor(0.5), fit.ShareFor(0.5), 0.01);
    }

    // All succeed with nearly everything shown: less is shown next. Then none does: the next share lies between.
    [Fact]
    public void The_next_share_lies_where_success_should_cross_the_target()
    {
        var first = ResponseCurve.Fit([(0.8, 1)]).ShareFor(0.5);
        Assert.InRange(first, 0.2, 0.7);
        Assert.InRange(ResponseCurve.Fit([(0.8, 1), (first, 0)]).ShareFor(0.5), first, 0.8);
    }

    [Fact]
    public void Members_are_dealt_to_rounds_in_order() => Assert.Equal([[0], [1, 2], [3, 4]], FittedShares.Deal(5, 3));

    /// <summary>Ten steps to go, of which this policy can do three itself: seven must be given for any success, and it succeeds always from there.</summary>
    [Fact]
    public async Task Rounds_come_nearer_to_the_target_and_the_next_visit_begins_where_the_last_one_ended()
    {
        var (shown, settings) = (new List<int>(), new GuidanceSettings { When = GuidanceSettings.Fitted, What = GuidanceSettings.Prefix });
        var fitted = new FittedShares(settings, (IOracleSource)Line, 10);
        var plans = Plans();
        var (played, measures) = await fitted.PlayAsync(plans, PlayAsync);

        // As published, the first round of an unknown task shows all but the last step.
        Assert.Equal([9, 9], shown[..2]);
        Assert.True(shown[2] < 9);
        Assert.Equal(plans.Select(plan => plan.Index), played.Select(one => one.Record.Index));
        Assert.Equal(0.5, measures[MetricNames.FittedGapFirst]);
        Assert.InRange(shown[^1], 6, 8);

        var again = new FittedShares(settings, (IOracleSource)Line, 10);
        again.Restore(System.Text.Json.Nodes.JsonNode.Parse(fitted.Save().ToJsonString()));
        shown.Clear();
        await again.PlayAsync(plans, PlayAsync);
        Assert.InRange(shown[0], 6, 8);

        async Task<PlayedEpisode[]> PlayAsync(IReadOnlyList<EpisodePlan> asked)
        {
            var all = new List<PlayedEpisode>();
            foreach (var plan in asked)
            {
                // Three steps up, then down for good: from 7 on that is enough.
                var given = await Given(plan);
                shown.Add(given);
                string[] said = [.. Enumerable.Repeat("+", given + 3), .. Enumerable.Repeat("-", 10)];
                all.Add(new PlayedEpisode(await Episode.RunAsync(
                    plan, new EpisodeServices([ScriptedAgent.Of(said)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken), new EpisodeTimes()));
            }

            return [.. all];
        }
    }

    private static async Task<int> Given(EpisodePlan plan)
    {
        var given = 0;
        while (plan.Guide is not null && (await plan.Guide.HelpAsync(new GuideTurn(plan.Task, given, 0, Observation.Empty, [.. Enumerable.Repeat("+", given)], null), default)).Answer is not null)
        {
            given++;
        }

        return given;
    }

    private static EpisodePlan[] Plans()
    {
        using var json = System.Text.Json.JsonDocument.Parse("""{"max":10,"target":10,"current":0}""");
        var task = Line.Read(json.RootElement);
        return [.. Enumerable.Range(0, 8).Select(at => new EpisodePlan
        {
            Kind = Line, Task = task, Index = at, Member = at, Key = RandomKey.FromSeed((ulong)at), Limits = new EpisodeLimits(10), Weights = Line.Descriptor.Weights, Instruction = "Count.",
        })];
    }
}
