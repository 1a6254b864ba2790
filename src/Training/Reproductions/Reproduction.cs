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
}

/// <summary>Runs the experiment once. Deterministic, on the calling thread, and safe beside other seeds on other threads.</summary>
/// <param name="key">All randomness of the run.</param>
/// <param name="cancellation">Stops it.</param>
/// <returns>Every measure by name; NaN where it is not defined.</returns>
public delegate IReadOnlyDictionary<string, double> SeedRun(RandomKey key, CancellationToken cancellation);

/// <summary>A claim that one measure exceeds another, both taken in the same seed.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Text">The claim in words, with its measure.</param>
/// <param name="Treated">The measure that is claimed to be larger.</param>
/// <param name="Control">The one that it is compared with.</param>
public sealed record Claim(string Id, string Text, string Treated, string Control);
