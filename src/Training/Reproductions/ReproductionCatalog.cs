using System.Collections.Immutable;
using Agentic.Training.Recipes.AgentRlvr;
using Agentic.Training.Recipes.Ampo;
using Agentic.Training.Recipes.Ariadne;
using Agentic.Training.Recipes.CalibRl;
using Agentic.Training.Recipes.Ghpo;
using Agentic.Training.Recipes.Gtr;
using Agentic.Training.Recipes.GuiLibra;
using Agentic.Training.Recipes.Prof;
using Agentic.Training.Recipes.RlPlus;
using Agentic.Training.Recipes.Scope;
using Agentic.Training.Recipes.Seele;
using Agentic.Training.Recipes.Ssp;
using Agentic.Training.Recipes.Tulu3;

namespace Agentic.Training.Reproductions;

/// <summary>Every reproduction of this build: the one place that lists them.</summary>
public static class ReproductionCatalog
{
    /// <summary>The reproductions, in the order of their names.</summary>
    public static ImmutableArray<Reproduction> All { get; } =
    [
        AgentRlvrReproduction.Create(),
        AmpoReproduction.Create(),
        AriadneReproduction.Create(),
        CalibRlReproduction.Create(),
        GhpoReproduction.Create(),
        GtrReproduction.Create(),
        GuiLibraReproduction.Create(),
        ProfReproduction.Create(),
        RlPlusReproduction.Create(),
        ScopeReproduction.Create(),
        SeeleReproduction.Create(),
        SspReproduction.Create(),
        Tulu3Reproduction.Create(),
    ];

    /// <summary>The one of a name, or null.</summary>
    public static Reproduction? Find(string id) => All.FirstOrDefault(entry => entry.Id == id);
}
