using System.Collections.Immutable;
using Agentic.Training.Recipes.AgentRlvr;
using Agentic.Training.Recipes.Ghpo;
using Agentic.Training.Recipes.GuiLibra;
using Agentic.Training.Recipes.Ssp;

namespace Agentic.Training.Reproductions;

/// <summary>Every reproduction of this build: the one place that lists them.</summary>
public static class ReproductionCatalog
{
    /// <summary>The reproductions, in the order of their names.</summary>
    public static ImmutableArray<Reproduction> All { get; } = [AgentRlvrReproduction.Create(), GhpoReproduction.Create(), GuiLibraReproduction.Create(), SspReproduction.Create()];

    /// <summary>The one of a name, or null.</summary>
    public static Reproduction? Find(string id) => All.FirstOrDefault(entry => entry.Id == id);
}
