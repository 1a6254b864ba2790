namespace Agentic.Worlds.Gui;

/// <summary>Where the time of steps goes, over all worlds of a kind. Clock values: beside the episodes, never in them. Safe for many threads.</summary>
public sealed class GuiTimings
{
    private const int Kept = 1 << 14;
    private readonly long[] _ticks = new long[Enum.GetValues<GuiPhase>().Length];
    private readonly double[] _settles = new double[Kept];
    private long _settled;

    /// <summary>Ticks of a phase, in the clock's frequency.</summary>
    public long this[GuiPhase phase] => Interlocked.Read(ref _ticks[(int)phase]);

    /// <summary>A quantile, 0 to 1, of the real milliseconds that a page took to settle, over the last 16,384 steps; 0 without any.</summary>
    public double SettleMilliseconds(double quantile)
    {
        var count = (int)Math.Min(Interlocked.Read(ref _settled), Kept);
        double[] sorted = [.. _settles.AsSpan(0, count)];
        Array.Sort(sorted);
        return count == 0 ? 0 : sorted[Math.Min((int)(quantile * count), count - 1)];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_ticks);
        Interlocked.Exchange(ref _settled, 0);
    }

    internal void Add(GuiPhase phase, long ticks) => Interlocked.Add(ref _ticks[(int)phase], ticks);

    internal void AddSettle(double milliseconds) => _settles[(Interlocked.Increment(ref _settled) - 1) % Kept] = milliseconds;
}

/// <summary>What a step spends its time on.</summary>
public enum GuiPhase
{
    /// <summary>Mouse and keyboard.</summary>
    Input,

    /// <summary>Waiting for the page, and asking where the task stands.</summary>
    Settle,

    /// <summary>The picture, with its decoding.</summary>
    Screenshot,

    /// <summary>Judging the final state again outside the page.</summary>
    Verification,

    /// <summary>Drawing a task anew.</summary>
    Reset,
}
