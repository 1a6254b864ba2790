using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Training.Logging;

/// <summary>The metrics of a run: one JSON object a line in <c>metrics.jsonl</c>, and TensorBoard's event file beside it.</summary>
public sealed class MetricLog : IDisposable
{
    private readonly StreamWriter _lines;
    private readonly EventFile _events;

    private MetricLog(StreamWriter lines, EventFile events) => (_lines, _events) = (lines, events);

    /// <summary>Opens the log of a run; lines of steps after <paramref name="keepUpTo"/> are cut, because they will be written again.</summary>
    public static MetricLog Open(string run, TimeProvider clock, long keepUpTo)
    {
        var path = Path.Combine(run, "metrics.jsonl");
        if (File.Exists(path))
        {
            var kept = File.ReadLines(path).Where(line => StepOf(line) is { } step && step <= keepUpTo);
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n"))));
        }

        return new MetricLog(new StreamWriter(path, append: true), EventFile.Create(Path.Combine(run, "tensorboard"), clock));
    }

    /// <summary>Writes the metrics of a step, in the order of their names.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics)
    {
        var line = new JsonObject { ["step"] = step };
        foreach (var (name, value) in metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            // JSON has no NaN; a missing number is honest.
            line[name] = double.IsFinite(value) ? value : null;
        }

        _lines.WriteLine(line.ToJsonString());
        _lines.Flush();
        _events.Write(step, metrics);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _events.Dispose();
    }

    private static long? StepOf(string line)
    {
        try
        {
            return (long?)JsonNode.Parse(line)?["step"];
        }
        catch (JsonException)
        {
            return null; // the torn last line of a killed run
        }
    }
}
