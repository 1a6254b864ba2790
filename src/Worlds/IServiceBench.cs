using System.Collections.Immutable;

namespace Agentic.Worlds;

/// <summary>How fast a world is that runs beside the process, with everything that an episode needs of it except engine and policy.</summary>
public interface IServiceBench
{
    /// <summary>Whether <see cref="ServiceBenchSettings.Sizes"/> count.</summary>
    bool TakesSizes => false;

    /// <summary>Measures.</summary>
    /// <param name="settings">How.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ServiceBenchReport> RunAsync(ServiceBenchSettings settings, TimeProvider clock, CancellationToken cancellation);
}

/// <summary>How a bench measures.</summary>
/// <param name="Workers">Worlds in play at one moment.</param>
/// <param name="Time">How long each part is measured.</param>
/// <param name="Sizes">Sizes of what the world works on, where it has one; empty for the usual ones.</param>
public sealed record ServiceBenchSettings(int Workers, TimeSpan Time, ImmutableArray<int> Sizes = default);

/// <summary>What a bench found.</summary>
/// <param name="Numbers">Name → value, for machines.</param>
/// <param name="Lines">The same in words.</param>
public sealed record ServiceBenchReport(IReadOnlyList<KeyValuePair<string, double>> Numbers, IReadOnlyList<string> Lines)
{
    /// <summary>What is no number, for machines: name → word.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Words { get; init; } = [];

    /// <summary>What a check beside the measurement found wrong; null where all was right.</summary>
    public string? Failure { get; init; }
}
