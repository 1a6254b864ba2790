namespace Agentic.Testing;

/// <summary>How much a test does: enough for every build, or the full count that a promise names when <c>AGENTIC_LONG_TESTS</c> is set.</summary>
public static class LongRun
{
    /// <summary>The quick count, or the full one.</summary>
    public static int Count(int quick, int full) => Environment.GetEnvironmentVariable("AGENTIC_LONG_TESTS") is { Length: > 0 } ? full : quick;
}
