namespace Agentic.Worlds.Gui.Browsers;

/// <summary>What happens in a pool.</summary>
public enum PoolEvent
{
    /// <summary>A browser was started.</summary>
    BrowserStarted,

    /// <summary>A context was opened.</summary>
    ContextOpened,

    /// <summary>A page came back whole.</summary>
    Returned,

    /// <summary>A page came back broken.</summary>
    Broken,
}

/// <summary>Counts of what happened. Safe for many threads.</summary>
public sealed class PoolCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<PoolEvent>().Length];

    /// <summary>How often.</summary>
    public long this[PoolEvent what] => Interlocked.Read(ref _counts[(int)what]);

    internal void Add(PoolEvent what) => Interlocked.Increment(ref _counts[(int)what]);
}
