using Agentic.Agents;
using Agentic.Training.Recipes.Ampo;
using Agentic.Training.Recipes.CalibRl;
using Agentic.Training.Recipes.Gtr;
using Agentic.Training.Recipes.RlPlus;
using Agentic.Training.Recipes.Scope;
using Agentic.Training.Recipes.Seele;
using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Recipes;

public sealed class GuidedReproductionTests
{
    private static readonly string[] Small = ["warm_start.updates=2", "warm_start.rows=8", "warm_start.check_tasks=4", "train.updates=1", "train.groups=2", "train.group_size=4", "eval.tasks=4", "limits.turns=7"];

    public static TheoryData<string> Ids => ["ampo", "calibrl", "gtr", "rl-plus", "scope", "seele"];

    [Theory, MemberData(nameof(Ids))]
    public void A_small_run_measures_what_is_claimed(string id)
    {
        var replica = Of(id);
        var measures = RecipeSeed.Run(replica)[0];
        Assert.Equal(id, replica.Id);
        Assert.Contains(ReproductionCatalog.All, entry => entry.Id == id);
        Assert.All(replica.Claims, claim => Assert.True(double.IsFinite(measures[claim.Treated]) && double.IsFinite(measures[claim.Control]), claim.Id));
    }

    private static Reproduction Of(string id) => id switch
    {
        "ampo" => AmpoReproduction.Create(Small),
        "calibrl" => CalibRlReproduction.Create(Small),
        "gtr" => GtrReproduction.Create([.. Small, "limits.turns=2"]),
        "rl-plus" => RlPlusReproduction.Create(Small),
        "scope" => ScopeReproduction.Create(Small),
        _ => SeeleReproduction.Create(Small),
    };
}
