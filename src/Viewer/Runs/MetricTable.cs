using System.Text.Json;

namespace Agentic.Viewer.Runs;

/// <summary>The curves of a run: <c>metrics.jsonl</c> as columns of 4-byte numbers over steps. Safe for many threads.</summary>
/// <remarks>The file is read when curves are first asked for, and then from where the last look ended.</remarks>
/// <param name="file">The file; it may be missing, torn or foreign.</param>
internal sealed class MetricTable(string file)
{
    // 64 MiB of numbers: a file of nonsense must not take all memory.
    private const int MaxValues = 16 << 20;
    private const int MaxNames = 4096;
    private const int TailBytes = 1 << 18;

    private readonly JsonLines _lines = new(file);
    private readonly List<long> _steps = [];
    private readonly SortedDictionary<string, List<float>> _columns = new(StringComparer.Ordinal);
    private readonly Lock _access = new();
    private long _values;

    /// <summary>Some curves.</summary>
    /// <param name="Names">All names there are, in ordinal order.</param>
    /// <param name="Steps">The steps, ascending.</param>
    /// <param name="Series">For each curve that was asked for, a value per step; NaN for none.</param>
    public sealed record Curves(IReadOnlyList<string> Names, IReadOnlyList<long> Steps, IReadOnlyDictionary<string, float[]> Series);

    /// <summary>Reads curves, after a look for new lines.</summary>
    /// <param name="from">Steps after this one only.</param>
    /// <param name="names">Which; null for all.</param>
    public Curves Read(long from, IReadOnlySet<string>? names)
    {
        lock (_access)
        {
            _lines.Read(Take, Clear);
            var first = _steps.BinarySearch(from) is var at && at >= 0 ? at + 1 : ~at;
            var series = _columns.Where(column => names is null || names.Contains(column.Key))
                .ToDictionary(column => column.Key, column => Enumerable.Range(first, _steps.Count - first).Select(row => row < column.Value.Count ? column.Value[row] : float.NaN).ToArray());
            return new Curves([.. _columns.Keys], _steps[first..], series);
        }
    }

    /// <summary>The step of the last whole line, by a look at the file's end alone; 0 for none.</summary>
    public long LastStep()
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            var bytes = new byte[(int)Math.Min(length, TailBytes)];
            var tail = bytes.AsSpan(0, RandomAccess.Read(handle, bytes, length - bytes.Length));
            for (var end = tail.LastIndexOf((byte)'\n'); end > 0; end = tail[..end].LastIndexOf((byte)'\n'))
            {
                if (StepOf(tail[(tail[..end].LastIndexOf((byte)'\n') + 1)..end]) is { } step)
                {
                    return step;
                }
            }
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // A run without metrics has made no step.
        }

        return 0;
    }

    private static long? StepOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            for (var name = LineJson.Begin(ref json) ? LineJson.Next(ref json) : null; name is not null; name = LineJson.Next(ref json))
            {
                if (name == "step")
                {
                    return LineJson.Integer(ref json);
                }

                json.Skip();
            }
        }
        catch (JsonException)
        {
            // Somebody else's line.
        }

        return null;
    }

    private void Take(ReadOnlySpan<byte> line, long offset)
    {
        // Steps ascend; a line of an earlier step is somebody else's, one of the same step adds to it.
        if (StepOf(line) is not { } step || (_steps.Count > 0 && step < _steps[^1]) || _values >= MaxValues)
        {
            return;
        }

        if (_steps.Count == 0 || step > _steps[^1])
        {
            _steps.Add(step);
        }

        try
        {
            var json = new Utf8JsonReader(line);
            LineJson.Begin(ref json);
            while (LineJson.Next(ref json) is { } name)
            {
                if (name is "step" or "" || json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
                {
                    json.Skip();
                    continue;
                }

                Set(name, (float)LineJson.Number(ref json));
            }
        }
        catch (JsonException)
        {
            // What came before the broken place is kept.
        }
    }

    private void Set(string name, float value)
    {
        if (!_columns.TryGetValue(name, out var column))
        {
            if (_columns.Count >= MaxNames)
            {
                return;
            }

            _columns[name] = column = [];
        }

        _values += _steps.Count - column.Count;
        while (column.Count < _steps.Count)
        {
            column.Add(float.NaN);
        }

        column[^1] = value;
    }

    private void Clear()
    {
        _steps.Clear();
        _columns.Clear();
        _values = 0;
    }
}
