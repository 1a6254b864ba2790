using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

/// <summary>A small world to name in scenarios, independent of the real ones.</summary>
internal static class ScenarioSamples
{
    public static WorldDescriptor Garden { get; } = new()
    {
        Name = "garden",
        Version = 1,
        Summary = "",
        Instruction = "Dig: here.",
        ActionGrammar = "",
        TaskExample = "{}",
        TaskFields = [],
        MaxTurns = 7,
        Weights = RewardWeights.Default.With([KeyValuePair.Create("progress", 0.0)]),
        Axes = [new DifficultyAxis("size", 1, 9, 4, ""), new DifficultyAxis("rain", 0, 1, 0.5, "", IsInteger: false)],
        Options = [new WorldOption("season", ["spring", "summer"], "")],
    };

    public static ScenarioVocabulary Vocabulary { get; } = new()
    {
        Worlds = new Dictionary<string, WorldDescriptor> { ["garden"] = Garden },
        Describe = (_, _) => Garden,
    };

    public const string Valid = """
        name: sample
        world: { name: garden, options: { season: summer }, difficulty: { size: [2, 5], rain: 0.25 } }
        context: last 2
        limits: { turns: 3, tokens_per_turn: 5 }
        reward: { outcome: 0.8, progress: 0.1 }
        seed: 18446744073709551615
        warm_start: { updates: 3 }
        train: { groups: 4, learning_rate: 1e-3, kl: { coefficient: 0.01 } }
        eval: { split: validation }
        """;

    public static LoadedScenario Read(string yaml, params string[] settings) => ScenarioReader.Read(yaml, "s.yaml", Vocabulary, settings);

    /// <summary>The mistakes of a text, as they are shown.</summary>
    public static string[] Mistakes(string yaml, params string[] settings)
    {
        var error = Assert.Throws<ScenarioException>(() => Read(yaml, settings));
        return [.. error.Mistakes.Select(mistake => mistake.ToString())];
    }
}
