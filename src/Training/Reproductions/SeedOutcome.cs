namespace Agentic.Training.Reproductions;

/// <summary>What one seed came to.</summary>
/// <param name="Seed">Its number.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Measures">Every measure by name; NaN where it is not defined.</param>
/// <param name="Curves">How each arm went, a number an update.</param>
/// <param name="Examples">An episode of each arm.</param>
public sealed record SeedOutcome(
    ulong Seed, double Seconds, IReadOnlyDictionary<string, double> Measures,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Curves, IReadOnlyDictionary<string, EpisodeSketch> Examples);
