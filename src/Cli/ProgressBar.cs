namespace Agentic.Cli;

/// <summary>How far a long work is, how fast, and how long it still takes. Safe for many threads.</summary>
/// <remarks>On a terminal one line is written over and over; elsewhere a plain line from time to time. Nothing waits for it.</remarks>
public sealed class ProgressBar : IDisposable
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainPause = TimeSpan.FromSeconds(10);

    private readonly TextWriter _writer;
    private readonly bool _isTerminal;
    private readonly TimeProvider _clock;
    private readonly string _unit;
    private readonly long _total;
    private readonly long _started;
    private readonly Lock _gate = new();
    private long _shown;
    private bool _isOpen;

    /// <param name="writer">Where it is drawn; borrowed.</param>
    /// <param name="isTerminal">Whether the writer is a screen.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="total">How many there will be; 0 when nobody knows.</param>
    public ProgressBar(TextWriter writer, bool isTerminal, TimeProvider clock, string unit, long total)
    {
        (_writer, _isTerminal, _clock, _unit, _total) = (writer, isTerminal, clock, unit, total);
        _started = _shown = clock.GetTimestamp();
    }

    /// <summary>Tells how many are done; draws when the last drawing is long enough ago.</summary>
    public void Report(long done)
    {
        lock (_gate)
        {
            if (_clock.GetElapsedTime(_shown) >= (_isTerminal ? TerminalPause : PlainPause))
            {
                _shown = _clock.GetTimestamp();
                Draw(Describe(done, _total, _unit, _clock.GetElapsedTime(_started)));
            }
        }
    }

    /// <summary>Removes the line from a terminal.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                _writer.Write("\r\u001b[2K");
                _writer.Flush();
            }
        }
    }

    /// <summary>"  412/1024 episodes  40 %  103.0/s  0:06 left".</summary>
    public static string Describe(long done, long total, string unit, TimeSpan elapsed)
    {
        var rate = elapsed.TotalSeconds > 0 ? done / elapsed.TotalSeconds : 0;
        if (total <= 0)
        {
            return $"  {done} {unit}  {rate:0.0}/s";
        }

        var left = rate > 0 ? Words(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 1e8))) : "?";
        return $"  {done}/{total} {unit}  {100 * done / total} %  {rate:0.0}/s  {left} left";
    }

    private static string Words(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    private void Draw(string text)
    {
        if (_isTerminal)
        {
            _writer.Write($"\r\u001b[2K{text}");
            _isOpen = true;
        }
        else
        {
            _writer.WriteLine(text);
        }

        _writer.Flush();
    }
}
