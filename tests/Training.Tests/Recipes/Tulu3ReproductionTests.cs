using Agentic.Agents;
using Agentic.Training.Recipes.Tulu3;

namespace Agentic.Training.Tests.Recipes;

public sealed class Tulu3ReproductionTests
{
    [Fact]
    public void A_small_run_measures_all_arms()
    {
        var replica = Tulu3Reproduction.Create("warm_start.updates=4", "warm_start.rows=16", "warm_start.check_tasks=8", "train.updates=2", "train.groups=6", "train.group_size=2", "eval.tasks=16");
        var measures = RecipeSeed.Run(replica)[0];

        Assert.All(replica.Claims, claim => Assert.True(measures.ContainsKey(claim.Treated) && measures.ContainsKey(claim.Control), claim.Id));
        Assert.All(measures.Where(measure => measure.Key.StartsWith("success", StringComparison.Ordinal)), measure => Assert.InRange(measure.Value, 0, 1));
        // All arms begin with the same episodes of the same policy, and nobody has moved away from it before the first update.
        Assert.All(new[] { "low", "high" }, arm => Assert.True(double.IsFinite(measures[$"kl/{arm}"])));
    }
}
