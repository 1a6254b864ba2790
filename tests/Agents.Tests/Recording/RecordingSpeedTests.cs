using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

/// <summary>Prints rates; asserts none, since machines differ. Run with -explicit only.</summary>
public sealed class RecordingSpeedTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void Small_episodes_written_and_read_per_second()
    {
        var records = Enumerable.Range(0, 1000).Select(index => EpisodeSamples.Small(index)).ToArray();
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var fresh = new TemporaryFolder();
            var start = TimeProvider.System.GetTimestamp();
            using (var writer = TrajectoryWriter.Open(fresh.Path))
            {
                for (var index = 0; index < 40_000; index++)
                {
                    writer.Append(records[index % records.Length]);
                }

                writer.Flush(durable: true);
            }

            var written = TimeProvider.System.GetElapsedTime(start);
            start = TimeProvider.System.GetTimestamp();
            using var reader = TrajectoryReader.Open(fresh.Path);
            var opened = TimeProvider.System.GetElapsedTime(start);
            var count = reader.ReadAll().Count();
            var read = TimeProvider.System.GetElapsedTime(start) - opened;
            output.WriteLine($"written {count / written.TotalSeconds:f0}/s, opened in {opened.TotalMilliseconds:f0} ms, read {count / read.TotalSeconds:f0}/s, {reader.Entries[0].Length} bytes each");
        }
    }

    [Fact(Explicit = true)]
    public void Frames_added_per_second()
    {
        using var folder = new TemporaryFolder();
        var memory = new MemoryImageStore(folder: new FolderImageStore(folder.Path));
        var rgb = new byte[80 * 80 * 3];
        var start = TimeProvider.System.GetTimestamp();
        for (var frame = 0; frame < 5000; frame++)
        {
            BitConverter.TryWriteBytes(rgb.AsSpan(7000), frame);
            memory.Add(rgb, 80, 80);
        }

        var fresh = TimeProvider.System.GetElapsedTime(start);
        start = TimeProvider.System.GetTimestamp();
        for (var frame = 0; frame < 50_000; frame++)
        {
            memory.Add(rgb, 80, 80);
        }

        var known = TimeProvider.System.GetElapsedTime(start);
        output.WriteLine($"new frames 80×80 to memory and folder: {5000 / fresh.TotalSeconds:f0}/s; known ones: {known.TotalMicroseconds / 50_000:f1} µs each");
    }
}
