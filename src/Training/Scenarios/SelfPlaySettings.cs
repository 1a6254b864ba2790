using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>One role makes the tasks that another solves. The defaults of all keys stand here.</summary>
public sealed record SelfPlaySettings
{
    /// <summary>The role that makes tasks.</summary>
    public const string Proposer = "proposer";

    /// <summary>The role that solves them.</summary>
    public const string Solver = "solver";

    /// <summary>The role that checks them; it is the same policy, and does not learn.</summary>
    public const string Reader = "reader";

    /// <summary>The roles that learn.</summary>
    public static ImmutableArray<string> Roles { get; } = [Proposer, Solver];

    /// <summary>Who decides whether a task that keeps to the rules is accepted: <see cref="Reader"/>, the truth behind the world, or nobody.</summary>
    public static ImmutableArray<string> Verifiers { get; } = [Reader, "exact", "none"];

    /// <summary>What happens with the place of a refused task: an earlier one is played again, others are asked for, or it stays empty.</summary>
    public static ImmutableArray<string> Completions { get; } = ["replay", "resample", "dummy"];

    /// <summary>Which role learns first.</summary>
    public static ImmutableArray<string> Orders { get; } = ["proposer_first", "solver_first"];

    /// <summary>One of <see cref="Verifiers"/>.</summary>
    public string Verifier { get; init; } = Verifiers[0];

    /// <summary>Evidence of other proposals that the reader is shown beside the right one.</summary>
    public int NoiseDocuments { get; init; } = 4;

    /// <summary>The reader's temperature; 0 takes the most likely token.</summary>
    public double ReaderTemperature { get; init; } = 0.1;

    /// <summary>One of <see cref="Completions"/>.</summary>
    public string Completion { get; init; } = Completions[0];

    /// <summary>Times that a refused place is proposed for again, with resampling.</summary>
    public int Resamples { get; init; } = 3;

    /// <summary>Largest success of an earlier task that is played again, 0 to 1.</summary>
    public double MostSuccess { get; init; } = 0.5;

    /// <summary>Updates between two clearings of the pool; 0 for none.</summary>
    public int ResetEvery { get; init; } = 10;

    /// <summary>Share of the pool, its newest, that a clearing keeps.</summary>
    public double KeepShare { get; init; }

    /// <summary>Name of what an accepted task is worth to its proposer.</summary>
    public string Reward { get; init; } = "difficulty";

    /// <summary>What a refused one is worth.</summary>
    public double RefusedReward { get; init; }

    /// <summary>One of <see cref="Orders"/>.</summary>
    public string Order { get; init; } = Orders[0];
}
