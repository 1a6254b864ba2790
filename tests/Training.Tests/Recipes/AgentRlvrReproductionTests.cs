using Agentic.Agents;
using Agentic.Training.Recipes.AgentRlvr;

namespace Agentic.Training.Tests.Recipes;

public sealed class AgentRlvrReproductionTests
{
    [Fact]
    public void A_small_run_measures_every_arm_and_every_claim()
    {
        var replica = AgentRlvrReproduction.Create("warm_start.updates=3", "warm_start.rows=8", "train.updates=1", "train.groups=2", "train.group_size=2", "eval.tasks=3");
        var measures = RecipeSeed.Run(replica)[0];

        Assert.All(replica.Claims, claim => Assert.True(measures.ContainsKey(claim.Treated) && measures.ContainsKey(claim.Control), claim.Id));
        Assert.All(measures.Where(measure => !double.IsNaN(measure.Value)), measure => Assert.InRange(measure.Value, 0, 1));
    }
}
