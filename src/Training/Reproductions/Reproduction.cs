using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Reproductions;

/// <summary>What a published system claims, and a small experiment that can say yes or no to it. A value: it starts nothing.</summary>
/// <param name="Id">Its name on the command line.</param>
/// <param name="Title">The system in one line.</param>
/// <param name="Setting">What is run, for people: world, policy, data, sizes.</param>
/// <param name="Claims">What is tested, each with its measure fixed beforehand.</param>
/// <param name="Run">The experiment for one seed.</param>
public sealed record Reproduction(string Id, string Title, string Setting, ImmutableArray<Claim> Claims, SeedRun Run)
{
    /// <summary>Seeds unless somebody says otherwise.</summary>
    public int Seeds { get; init; } = 20;

    /// <summary>
    /// Makes what all seeds begin from, as published systems begin from one checkpoint: fills the folder <see cref="SeedContext.Start"/>, once for all
    /// of them. Null where each seed begins by itself.
    /// </summary>
    public Action<Preparation>? Prepare { get; init; }
}

/// <summary>What a reproduction prepares its start with.</summary>
/// <param name="Folder">An empty folder, to be filled.</param>
/// <param name="Say">Told how far it is, in lines for people.</param>
/// <param name="Cancellation">Stops it.</param>
public sealed record Preparation(string Folder, Action<string> Say, CancellationToken Cancellation);

/// <summary>Runs the experiment once. Deterministic, on the calling thread, and safe beside other seeds on other threads.</summary>
/// <param name="seed">All randomness of the run, what stops it, and where it leaves curves and episodes for the report.</param>
/// <returns>Every measure by name; NaN where it is not defined.</returns>
public delegate IReadOnlyDictionary<string, double> SeedRun(SeedContext seed);

/// <summary>A claim that one measure exceeds another, both taken in the same seed.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Text">The claim in words, with its measure.</param>
/// <param name="Treated">The measure that is claimed to be larger.</param>
/// <param name="Control">The one that it is compared with.</param>
public sealed record Claim(string Id, string Text, string Treated, string Control);
