namespace Agentic.Viewer.Window;

/// <summary>When frames are due: sixty a second, counted from one beginning, so that a frame that comes late makes none of the others late.</summary>
/// <remarks>
/// A screen that <see cref="NativeWindow.Show"/> waits for sets the pace by itself when it is slower than this: then frames are due at once. After
/// a longer pause the count begins anew, so that nothing is made up for.
/// </remarks>
/// <param name="clock">The clock.</param>
public sealed class FramePace(TimeProvider clock)
{
    /// <summary>Frames a second.</summary>
    public const int Rate = 60;

    private const int MostBehind = 2;

    private readonly long _period = clock.TimestampFrequency / Rate;
    private long _due = clock.GetTimestamp();

    /// <summary>Seconds until the next frame is due; 0 when it is.</summary>
    public double Wait() => Math.Max(0, _due - clock.GetTimestamp()) / (double)clock.TimestampFrequency;

    /// <summary>Notes that a frame was shown: the next one is due a period after this one was.</summary>
    public void Shown()
    {
        var now = clock.GetTimestamp();

        // One that somebody's hand brought on before it was due takes nobody's place.
        if (now < _due)
        {
            return;
        }

        _due += _period;
        if (now - _due > MostBehind * _period)
        {
            _due = now;
        }
    }
}
