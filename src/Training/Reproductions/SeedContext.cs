using Agentic.Agents;

namespace Agentic.Training.Reproductions;

/// <summary>One seed of a reproduction while it runs: its randomness, its end, and where it leaves what a report shows beside the measures.</summary>
/// <param name="seed">The seed's number.</param>
/// <param name="key">All randomness of the run.</param>
/// <param name="start">The folder that <see cref="Reproduction.Prepare"/> filled; null where there is none.</param>
/// <param name="cancellation">Stops it.</param>
public sealed class SeedContext(ulong seed, RandomKey key, string? start, CancellationToken cancellation)
{
    private readonly SortedDictionary<string, IReadOnlyList<double>> _curves = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EpisodeSketch> _examples = new(StringComparer.Ordinal);

    /// <summary>The seed's number.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>All randomness of the run.</summary>
    public RandomKey Key { get; } = key;

    /// <summary>The folder of what all seeds begin from.</summary>
    /// <exception cref="InvalidOperationException">Each seed begins by itself here.</exception>
    public string Start => start ?? throw new InvalidOperationException("This reproduction prepares nothing that its seeds begin from.");

    /// <summary>Stops it.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>How each arm went, a number an update or a look.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Curves => _curves;

    /// <summary>An episode of each arm.</summary>
    public IReadOnlyDictionary<string, EpisodeSketch> Examples => _examples;

    /// <summary>Leaves the curve of an arm.</summary>
    public void Curve(string arm, IEnumerable<double> values) => _curves[arm] = [.. values];

    /// <summary>Leaves an episode of an arm.</summary>
    public void Example(string arm, EpisodeRecord record) => _examples[arm] = EpisodeSketch.Of(record);
}
