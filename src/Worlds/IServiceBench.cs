namespace Agentic.Worlds;

/// <summary>How fast a world is that runs beside the process, with everything that an episode needs of it except engine and policy.</summary>
public interface IServiceBench
{
    /// <summary>Measures.</summary>
    /// <param name="workers">Worlds in play at one moment.</param>
    /// <param name="time">How long each part is measured.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ServiceBenchReport> RunAsync(int workers, TimeSpan time, TimeProvider clock, CancellationToken cancellation);
}

/// <summary>What a bench found.</summary>
/// <param name="Numbers">Name → value, for machines.</param>
/// <param name="Lines">The same in words.</param>
public sealed record ServiceBenchReport(IReadOnlyList<KeyValuePair<string, double>> Numbers, IReadOnlyList<string> Lines)
{
    /// <summary>What is no number, for machines: name → word.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Words { get; init; } = [];
}
