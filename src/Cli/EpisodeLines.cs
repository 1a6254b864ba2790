using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.Cli;

/// <summary>JSON lines beside the recorded episodes: what is no part of a record. One line an episode, in the order of the records.</summary>
internal sealed class EpisodeLines : IDisposable
{
    private const byte NewLine = (byte)'\n';
    private readonly FileStream _lines;

    /// <summary>Opens the file to append; lines of later episodes and a torn last line are cut.</summary>
    /// <param name="path">The file; made when missing, with its folder.</param>
    /// <param name="keep">Lines of episodes from this one on are cut.</param>
    public EpisodeLines(string path, long keep)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _lines = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        Keep(keep);
    }

    /// <summary>Cuts the lines of episodes from <paramref name="episodes"/> on.</summary>
    public void Keep(long episodes)
    {
        _lines.Flush();
        _lines.Position = 0;
        var bytes = new byte[_lines.Length];
        _lines.ReadExactly(bytes);
        var end = 0;
        for (var next = 0; (next = bytes.AsSpan(end).IndexOf(NewLine)) >= 0 && EpisodeOf(bytes.AsMemory(end, next)) < episodes;)
        {
            end += next + 1;
        }

        _lines.SetLength(end);
        _lines.Position = end;
    }

    /// <summary>Appends a line.</summary>
    public void Write(JsonObject line) => _lines.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));

    /// <summary>Hands what was appended to whoever reads along.</summary>
    public void Flush() => _lines.Flush();

    public void Dispose() => _lines.Dispose();

    // What is no such line belongs to nothing that is kept.
    private static long EpisodeOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("episode").GetInt64();
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return long.MaxValue;
        }
    }
}
