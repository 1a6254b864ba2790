using System.Text.Json;

namespace Agentic.Viewer.Runs;

/// <summary>A file of one JSON object per episode: what is short is kept, and where the line stands, so that the rest is read when it is looked at.</summary>
/// <typeparam name="T">What is kept of a line.</typeparam>
/// <param name="file">The file; it may be missing, torn or foreign.</param>
/// <param name="parse">Reads a line.</param>
internal sealed class EpisodeLines<T>(string file, EpisodeLines<T>.Parser parse)
    where T : struct
{
    // A file of lies about episodes must not take all memory.
    private const int MaxEpisodes = 4_000_000;

    private readonly JsonLines _lines = new(file);
    private readonly Dictionary<long, (long Offset, int Length, T Value)> _episodes = [];
    private readonly Lock _access = new();

    /// <summary>Reads a line; false when it is none of these.</summary>
    public delegate bool Parser(ReadOnlySpan<byte> line, out long episode, out T value);

    /// <summary>Episodes that have a line.</summary>
    public int Count
    {
        get
        {
            lock (_access)
            {
                return _episodes.Count;
            }
        }
    }

    /// <summary>Reads what was appended.</summary>
    public JsonLines.Found Refresh(long budget = long.MaxValue)
    {
        lock (_access)
        {
            return _lines.Read(Take, _episodes.Clear, budget);
        }
    }

    /// <summary>What is kept of an episode's last line; null when it has none.</summary>
    public T? Find(long episode)
    {
        lock (_access)
        {
            return _episodes.TryGetValue(episode, out var line) ? line.Value : null;
        }
    }

    /// <summary>The same for many, in one go: fills the value at each place that has one.</summary>
    /// <param name="count">Number of places.</param>
    /// <param name="episodeAt">Episode at a place.</param>
    public T?[] FindAll(int count, Func<int, long> episodeAt)
    {
        var found = new T?[count];
        lock (_access)
        {
            for (var at = 0; at < count && _episodes.Count > 0; at++)
            {
                found[at] = _episodes.TryGetValue(episodeAt(at), out var line) ? line.Value : null;
            }
        }

        return found;
    }

    /// <summary>An episode's whole line; null when it has none, or the file has changed under it.</summary>
    public JsonDocument? Open(long episode)
    {
        (long Offset, int Length, T Value) line;
        lock (_access)
        {
            if (!_episodes.TryGetValue(episode, out line))
            {
                return null;
            }
        }

        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[line.Length];
            return RandomAccess.Read(handle, bytes, line.Offset) == bytes.Length && parse(bytes, out var there, out _) && there == episode ? JsonDocument.Parse(bytes) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private void Take(ReadOnlySpan<byte> line, long offset)
    {
        try
        {
            if (parse(line, out var episode, out var value) && (_episodes.Count < MaxEpisodes || _episodes.ContainsKey(episode)))
            {
                _episodes[episode] = (offset, line.Length, value);
            }
        }
        catch (JsonException)
        {
            // Somebody else's line: the file is foreign input, and the others still count.
        }
    }
}
