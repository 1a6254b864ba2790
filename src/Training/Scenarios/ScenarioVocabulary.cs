using Agentic.Agents;
using Agentic.Training.Objectives;
using Agentic.Training.Optimization;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.Scenarios;

/// <summary>The names that a scenario may use, given from outside: the reader itself knows no world and no method.</summary>
public sealed record ScenarioVocabulary
{
    /// <summary>World name → descriptor with every option at its default.</summary>
    public required IReadOnlyDictionary<string, WorldDescriptor> Worlds { get; init; }

    /// <summary>The descriptor of a known world under checked options.</summary>
    public required Func<string, IReadOnlyDictionary<string, string>, WorldDescriptor> Describe { get; init; }

    /// <summary>Whether a known world has an oracle under checked options.</summary>
    public Func<string, IReadOnlyDictionary<string, string>, bool> HasOracle { get; init; } = (name, options) => WorldCatalog.Create(name, options) is IOracleSource;

    /// <summary>Worlds around which there is a self-play game.</summary>
    public IReadOnlyCollection<string> Games { get; init; } = [.. WorldCatalog.All.Where(entry => entry.Game is not null).Select(entry => entry.Name)];

    /// <summary>Built-in policies.</summary>
    public IReadOnlyCollection<string> Presets { get; init; } = QwenPresets.BuiltIn;

    /// <summary>Advantage estimators.</summary>
    public IReadOnlyCollection<string> Advantages { get; init; } = [.. ObjectiveParts.EpisodeAdvantages.Keys, .. ObjectiveParts.TurnAdvantages.Keys, ObjectiveParts.Gae];

    /// <summary>Importance ratios.</summary>
    public IReadOnlyCollection<string> Ratios { get; init; } = [.. ObjectiveParts.Ratios.Keys];

    /// <summary>Surrogate objectives.</summary>
    public IReadOnlyCollection<string> Surrogates { get; init; } = [.. ObjectiveParts.Surrogates.Keys];

    /// <summary>From token losses to one number.</summary>
    public IReadOnlyCollection<string> Aggregations { get; init; } = [.. ObjectiveParts.Aggregations.Keys];

    /// <summary>Estimators of the divergence from the reference.</summary>
    public IReadOnlyCollection<string> KlEstimators { get; init; } = [.. ObjectiveParts.KlEstimators.Keys];

    /// <summary>Rules of rollout rejection.</summary>
    public IReadOnlyCollection<string> Rejections { get; init; } = [.. ObjectiveParts.Rejections.Keys];

    /// <summary>Learning-rate schedules.</summary>
    public IReadOnlyCollection<string> Schedules { get; init; } = [.. ScheduleSettings.Schedules.Keys];

    /// <summary>Optimisers.</summary>
    public IReadOnlyCollection<string> Optimizers { get; init; } = [.. UpdateRules.All.Keys];

    /// <summary>What this build offers.</summary>
    public static ScenarioVocabulary Default { get; } = new()
    {
        Worlds = WorldCatalog.All.ToDictionary(entry => entry.Name, entry => entry.Descriptor),
        Describe = (name, options) => WorldCatalog.Create(name, options).Descriptor,
    };
}
