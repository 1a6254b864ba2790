using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.Training.Scenarios;

/// <summary>What to run: a world, limits, rewards, a policy, and how it learns. Read by <see cref="ScenarioReader"/>, never changed.</summary>
public sealed record Scenario
{
    /// <summary>A name for people; runs are named after it.</summary>
    public required string Name { get; init; }

    /// <summary>Where episodes happen.</summary>
    public required WorldSettings World { get; init; }

    /// <summary>How much history the policy sees.</summary>
    public required ContextWindow Context { get; init; }

    /// <summary>What an episode may use up.</summary>
    public required EpisodeLimits Limits { get; init; }

    /// <summary>What the parts of the reward count for.</summary>
    public required RewardWeights Reward { get; init; }

    /// <summary>What the policy is told first.</summary>
    public required string Instruction { get; init; }

    /// <summary>Root of all random streams.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Who acts and learns.</summary>
    public required PolicySettings Policy { get; init; }

    /// <summary>How tokens are drawn in rollouts.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>Whether answers are held to the world's grammar.</summary>
    public bool Grammar { get; init; }

    /// <summary>Imitation of the oracle before reinforcement, or null for none.</summary>
    public WarmStartSettings? WarmStart { get; init; }

    /// <summary>One role makes the tasks that another solves; null where the world makes them.</summary>
    public SelfPlaySettings? SelfPlay { get; init; }

    /// <summary>How episodes are helped while it learns; null for not at all.</summary>
    public Guidance.GuidanceSettings? Guidance { get; init; }

    /// <summary>How it learns.</summary>
    public required TrainSettings Train { get; init; }

    /// <summary>How it is judged.</summary>
    public required EvalSettings Eval { get; init; }
}

/// <summary>A world and how hard it is.</summary>
/// <param name="Name">The world kind.</param>
/// <param name="Options">Every option of the kind with its chosen word.</param>
/// <param name="Difficulty">The axes that are set, each with the range from which a task's value is drawn; the others have the world's default.</param>
public sealed record WorldSettings(
    string Name, ImmutableSortedDictionary<string, string> Options, ImmutableSortedDictionary<string, Rollouts.AxisRange> Difficulty);

/// <summary>A built-in policy, or a saved one.</summary>
/// <param name="Preset">Name of the built-in; null when there is a checkpoint.</param>
/// <param name="Checkpoint">Folder of the saved one, or null.</param>
public sealed record PolicySettings(string? Preset, string? Checkpoint)
{
    /// <summary>The built-in that is taken when nothing is said.</summary>
    public const string DefaultPreset = "tiny";

    /// <summary>The adapter that is trained in place of the weights, or null.</summary>
    public LoraSettings? Lora { get; init; }

    /// <summary>The part that does not learn.</summary>
    public ModelPart Freeze { get; init; }

    /// <summary>The type of layers' arithmetic, in sampling and in training; null for the device's own.</summary>
    public ComputeType? Compute { get; init; }

    /// <summary>Where it computes: one of <see cref="ComputeDevice.Names"/>.</summary>
    public string Device { get; init; } = ComputeDevice.Auto;

    /// <summary>Memory for keys and values, in MiB; null for the device's own.</summary>
    public int? CacheMiB { get; init; }
}
