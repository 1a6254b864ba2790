using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Tests;

/// <summary>A trajectory log in a folder that goes away with the test.</summary>
internal sealed class RecordedLog : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<TrajectoryReader> _readers = [];

    /// <summary>Appends the episodes.</summary>
    public RecordedLog Append(params IEnumerable<EpisodeRecord> episodes)
    {
        using var writer = TrajectoryWriter.Open(_folder.Path);
        foreach (var episode in episodes)
        {
            writer.Append(episode);
        }

        return this;
    }

    /// <summary>Changes a byte inside the record at a position.</summary>
    public void Damage(int position)
    {
        using var reader = TrajectoryReader.Open(_folder.Path);
        using var log = File.OpenHandle(_folder.File("episodes-00000.log"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(log, [0xc1], reader.Entries[position].Offset + (reader.Entries[position].Length / 2));
    }

    /// <summary>A reader, disposed with the log.</summary>
    public TrajectoryReader Open()
    {
        _readers.Add(TrajectoryReader.Open(_folder.Path));
        return _readers[^1];
    }

    /// <summary>A walk through the episodes, which are appended first.</summary>
    public EpisodeWalk Walk(params IEnumerable<EpisodeRecord> episodes)
    {
        Append(episodes);
        return new EpisodeWalk(Open());
    }

    public void Dispose()
    {
        _readers.ForEach(reader => reader.Dispose());
        _folder.Dispose();
    }
}
