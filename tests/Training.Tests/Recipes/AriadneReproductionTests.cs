using Agentic.Agents;
using Agentic.Training.Recipes.Ariadne;

namespace Agentic.Training.Tests.Recipes;

public sealed class AriadneReproductionTests
{
    [Fact]
    public void A_small_run_measures_before_and_after()
    {
        var replica = AriadneReproduction.Create("warm_start.updates=8", "warm_start.rows=16", "warm_start.check_tasks=8", "train.updates=1", "train.groups=3", "train.group_size=3", "eval.tasks=96");
        var first = RecipeSeed.Run(replica)[0];

        Assert.All(replica.Claims, claim => Assert.True(first.ContainsKey(claim.Treated) && first.ContainsKey(claim.Control), claim.Id));
        // Of 96 mazes of lengths 1 to 8 some lie in each part.
        Assert.All(new[] { "trained", "unseen_turns", "unseen_lengths" }, part =>
        {
            Assert.InRange(first[$"{part}/before"], 0, 1);
            Assert.Equal(first[$"{part}/after"] - first[$"{part}/before"], first[$"{part}/gain"]);
        });
        Assert.InRange(first["reach/after"], 1, 8);
    }
}
