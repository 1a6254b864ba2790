using System.Text;
using System.Text.Json;
using Agentic.VisionPolicy;

namespace Agentic.Training.Logging;

/// <summary>A run's metrics: <c>metrics.jsonl</c>, one line per step, and an event file under <c>tensorboard/</c>.</summary>
/// <remarks>The lines hold no clock value of their own: but for the measured timing_s and perf, the same run gives the same bytes.</remarks>
public sealed class MetricLog : IDisposable
{
    private readonly FileStream _lines;
    private readonly EventFile _events;
    private readonly TimeProvider _clock;
    private long _lastStep;

    private MetricLog(FileStream lines, EventFile events, TimeProvider clock, long lastStep) =>
        (_lines, _events, _clock, _lastStep) = (lines, events, clock, lastStep);

    /// <summary>Opens the log to continue after a step; lines of later steps and a torn last line are cut.</summary>
    /// <param name="runFolder">The run's folder; created when missing.</param>
    /// <param name="clock">Gives the wall time of the events.</param>
    /// <param name="keepUpTo">Last step to keep; -1 keeps none.</param>
    /// <exception cref="InvalidDataException">A line before the last is no step.</exception>
    public static MetricLog Open(string runFolder, TimeProvider clock, long keepUpTo)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepUpTo, -1);
        var path = Path.Combine(runFolder, "metrics.jsonl");
        var board = Directory.CreateDirectory(Path.Combine(runFolder, "tensorboard")).FullName;
        CutAfter(path, keepUpTo);
        var earlier = Directory.GetFiles(board, "events.out.tfevents.*").Length;
        var now = clock.GetUtcNow();
        var name = $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.{earlier:D4}";
        var events = new EventFile(new FileStream(Path.Combine(board, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        try
        {
            events.WriteVersion(now);
            if (earlier > 0)
            {
                events.WriteRestart(now, keepUpTo + 1);
            }

            return new MetricLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), events, clock, keepUpTo);
        }
        catch
        {
            events.Dispose();
            throw;
        }
    }

    /// <summary>Appends one step, names in ordinal order. A value that is no finite number is written as text ("NaN").</summary>
    /// <exception cref="ArgumentException">The step does not come after the last one, or a metric is named "step".</exception>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics)
    {
        if (step <= _lastStep || metrics.ContainsKey("step"))
        {
            throw new ArgumentException(
                $"metrics.jsonl: step {step} cannot be written. Expected a step after {_lastStep} and no metric named 'step'. Write each step once, in order.", nameof(step));
        }

        KeyValuePair<string, double>[] ordered = [.. metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)];
        _lines.Write(Line(step, ordered));
        _lines.Flush();
        _events.WriteScalars(_clock.GetUtcNow(), step, ordered);
        _lastStep = step;
    }

    /// <summary>Waits until the disk has every line, as before a checkpoint that counts on them.</summary>
    public void Flush() => _lines.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _events.Dispose();
    }

    private static byte[] Line(long step, IEnumerable<KeyValuePair<string, double>> metrics)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            foreach (var (name, value) in metrics)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumber(name, value);
                }
                else
                {
                    json.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void CutAfter(string path, long keepUpTo)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var text = File.ReadAllText(path);
        var lines = text.Split('\n');
        var kept = new StringBuilder();

        // What follows the last line feed is empty or torn: never kept.
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (StepOf(path, lines[i], i + 1) <= keepUpTo)
            {
                kept.Append(lines[i]).Append('\n');
            }
        }

        if (kept.Length != text.Length)
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(kept.ToString())));
        }
    }

    private static long StepOf(string path, string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path}, line {number}: expected a JSON object with a whole 'step', but found '{line}'. Repair or remove the line.", fault);
        }
    }
}
