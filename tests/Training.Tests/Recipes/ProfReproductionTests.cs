using Agentic.Agents;
using Agentic.Training.Recipes.Prof;

namespace Agentic.Training.Tests.Recipes;

public sealed class ProfReproductionTests
{
    [Fact]
    public void A_small_run_measures_all_arms()
    {
        var replica = ProfReproduction.Create("warm_start.updates=8", "warm_start.rows=16", "warm_start.check_tasks=8", "train.updates=2", "train.groups=3", "train.group_size=5", "eval.tasks=16");
        var first = RecipeSeed.Run(replica)[0];

        Assert.All(replica.Claims, claim => Assert.True(first.ContainsKey(claim.Treated) && first.ContainsKey(claim.Control), claim.Id));
        // Arms share seed and start and part in what they learn from alone.
        Assert.Equal(10, first.Count);
        Assert.InRange(first["failed_score/blend"], 0, 10);
    }
}
