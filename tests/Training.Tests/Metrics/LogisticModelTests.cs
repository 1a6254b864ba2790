using Agentic.Training.Metrics;

namespace Agentic.Training.Tests.Metrics;

public sealed class LogisticModelTests
{
    /// <summary>Three of four at +1 pass and one of four at −1. With ridge 1 the slope is 0 where 8 p − 6 + ln(p / (1 − p)) = 0, which is at p = 0.6646.</summary>
    [Fact]
    public void One_feature_is_as_by_hand()
    {
        double[][] seen = [[1], [1], [1], [1], [-1], [-1], [-1], [-1]];
        var model = LogisticModel.Learn(seen, [true, true, true, false, true, false, false, false]);
        var chance = model.Chance([1.0]);
        Assert.Equal(0, (8 * chance) - 6 + Math.Log(chance / (1 - chance)), 1e-9);
        Assert.Equal(0.6646, chance, 1e-3);
        Assert.Equal(1, chance + model.Chance([-1.0]), 1e-9);
    }

    [Fact]
    public void A_feature_that_never_differs_says_nothing()
    {
        var model = LogisticModel.Learn([[2, 1], [2, 0], [2, 1], [2, 0]], [true, false, true, false]);
        Assert.True(model.Chance([2, 1.0]) > model.Chance([2, 0.0]));
        Assert.True(double.IsFinite(model.Chance([5, 1.0])));
    }
}
