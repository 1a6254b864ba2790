using Agentic.Training.Recipes.Ssp;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Recipes;

public sealed class SspReproductionTests : IDisposable
{
    private readonly string _start = Directory.CreateTempSubdirectory("agentic-ssp-").FullName;

    public void Dispose() => Directory.Delete(_start, recursive: true);

    [Fact]
    public void A_small_run_measures_every_arm()
    {
        var replica = SspReproduction.Create(new SspBudget { SearchUpdates = 4, RoleUpdates = 2, WarmRows = 8, Updates = 2, Places = 3, Solvers = 2, HeldOut = 8 });
        replica.Prepare!(new Preparation(_start, _ => { }, TestContext.Current.CancellationToken));
        var seed = RecipeSeed.One(_start);
        var first = replica.Run(seed);

        Assert.All(replica.Claims, claim => Assert.True(first.ContainsKey(claim.Treated) && first.ContainsKey(claim.Control), claim.Id));
        Assert.Equal(["co", "penalty", "proposer_only", "solver_only", "unverified"], seed.Curves.Keys);
        Assert.All(seed.Curves.Values, curve => Assert.Equal(2, curve.Count));
        Assert.All(seed.Examples.Values, example => Assert.Contains(example.Lines, line => line.Who == "says"));
    }
}
