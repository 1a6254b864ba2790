using Agentic.Agents;
using Agentic.Training.Recipes.Ghpo;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Recipes;

public sealed class GhpoReproductionTests
{
    [Fact]
    public void A_small_run_measures_both_arms_and_comes_out_the_same_again()
    {
        var replica = GhpoReproduction.Create("warm_start.updates=8", "warm_start.rows=16", "warm_start.check_tasks=8", "train.updates=2", "train.groups=3", "train.group_size=3", "eval.tasks=16");
        var all = RecipeSeed.Run(replica, times: 2);
        var (first, again) = (all[0], all[1]);

        Assert.Equal(first, again);
        Assert.All(first.Values, value => Assert.InRange(value, 0, 1));
        Assert.All(replica.Claims, claim => Assert.True(first.ContainsKey(claim.Treated) && first.ContainsKey(claim.Control), claim.Id));
        // Three in four moves made by the oracle: somebody of nine gets home where nobody did.
        Assert.True(first["alive/ghpo"] > first["alive/grpo"], $"{first["alive/ghpo"]} with help, {first["alive/grpo"]} without");
    }

}
