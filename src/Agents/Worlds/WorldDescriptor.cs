using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>What a world kind is, said once: for scenarios, for <c>worlds info</c>, for the engine's checks.</summary>
public sealed record WorldDescriptor
{
    /// <summary>The kind's name, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Raised whenever the same seed and actions no longer give the same bytes.</summary>
    public required int Version { get; init; }

    /// <summary>"native", or what the world needs beside the process: "gui", "search", "code".</summary>
    public string Kind { get; init; } = "native";

    /// <summary>One line about the game.</summary>
    public required string Summary { get; init; }

    /// <summary>What the policy is told at the start, unless the scenario says otherwise.</summary>
    public required string Instruction { get; init; }

    /// <summary>"text", "image": what the observations hold.</summary>
    public ImmutableArray<string> Modalities { get; init; } = ["image", "text"];

    /// <summary>The answers that are understood, in words.</summary>
    public required string ActionGrammar { get; init; }

    /// <summary>
    /// A regular expression of which every match is understood, in the part of the language that means the same everywhere (literals,
    /// classes, groups, alternatives, counts); null where none is known. A grammar-constrained policy answers within it.
    /// </summary>
    public string? AnswerPattern { get; init; }

    /// <summary>JSON schema of the answers, where an answer is one JSON object; it goes before <see cref="AnswerPattern"/>.</summary>
    public string? AnswerSchema { get; init; }

    /// <summary>JSON schema of the tools, for policies that call tools; null where the world has none.</summary>
    public string? ToolSchema { get; init; }

    /// <summary>An example of an explicit task, as <c>play --task</c> reads it, with a line for each field.</summary>
    public required string TaskExample { get; init; }

    /// <summary>The fields of the explicit task, name → meaning.</summary>
    public required ImmutableArray<(string Field, string Meaning)> TaskFields { get; init; }

    /// <summary>Smallest and largest return of an episode under <see cref="Weights"/>.</summary>
    public (double Low, double High) RewardBounds { get; init; } = (0, 1);

    /// <summary>Default weights of the reward parts; parts with weight 0 are metrics.</summary>
    public RewardWeights Weights { get; init; } = RewardWeights.Default;

    /// <summary>The directions in which it gets harder.</summary>
    public ImmutableArray<DifficultyAxis> Axes { get; init; } = [];

    /// <summary>Choices that are not harder or easier: mode, theme, generator.</summary>
    public ImmutableArray<WorldOption> Options { get; init; } = [];

    /// <summary>Turns after which an episode is cut, unless the scenario says otherwise.</summary>
    public required int MaxTurns { get; init; }

    /// <summary>Whether its worlds are <see cref="IDemonstrator"/>s, so that they can be imitated without an <see cref="IOracleSource"/>.</summary>
    public bool Demonstrates { get; init; }

    /// <summary>Whether its tasks are listed, under these options: it is an <see cref="IListedTasks"/> whose list is not empty.</summary>
    public bool ListsTasks { get; init; }

    /// <summary>Who acts; one agent by default.</summary>
    public ImmutableArray<string> Roles { get; init; } = ["agent"];

    /// <summary>
    /// Names of reward parts that no step pays: other episodes decide them once this one is over, such as what a question was worth. They
    /// stand in the record, and a replay of it cannot know them.
    /// </summary>
    public ImmutableArray<string> SettledLater { get; init; } = [];

    /// <summary>The axis by which success is reported, or null.</summary>
    public string? ReportAxis { get; init; }
}

/// <summary>A named choice among a few words.</summary>
/// <param name="Name">The key in scenarios.</param>
/// <param name="Values">What may be chosen; the first is the default.</param>
/// <param name="Summary">What it changes, in one line.</param>
/// <param name="IsFree">Whether any text may be chosen; the world itself checks it then, and the values only show the default.</param>
public sealed record WorldOption(string Name, ImmutableArray<string> Values, string Summary, bool IsFree = false);
