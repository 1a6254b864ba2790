namespace Agentic.Agents;

/// <summary>A world kind that measures its own running, such as how long pages take to settle: clock values, for metrics alone.</summary>
public interface IMeasuredKind
{
    /// <summary>Names as metrics have them, <c>perf/…</c> say, and their values over the last steps.</summary>
    IReadOnlyDictionary<string, double> Measures();
}
