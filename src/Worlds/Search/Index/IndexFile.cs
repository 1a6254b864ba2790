namespace Agentic.Worlds.Search.Index;

/// <summary>Index files: built whole under another name, then renamed.</summary>
public static class IndexFile
{
    /// <summary>Memory for postings while building, in bytes; beyond it they go to files beside the index.</summary>
    public const long PostingMemory = 1L << 30;

    /// <summary>Indexes a corpus into a file.</summary>
    /// <param name="path">The file; what had the name stays until the new index is whole.</param>
    /// <param name="corpus">The passages and where they come from.</param>
    /// <param name="settings">How passages are scored.</param>
    /// <param name="progress">Told how many passages are read, now and then.</param>
    /// <param name="postingMemory">Memory for postings, in bytes; changes no byte of the index.</param>
    /// <param name="cancellation">Stops it; nothing is left behind.</param>
    /// <exception cref="CorpusException">The corpus cannot be read as it is, or is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IndexSummary Build(
        string path, IEnumerable<(Passage Passage, CorpusPlace Place)> corpus, Bm25Settings settings, Action<long>? progress = null,
        long postingMemory = PostingMemory, CancellationToken cancellation = default)
    {
        const int Stride = 256;
        return Replace(path, stream =>
        {
            using var builder = new IndexBuilder(stream, new PostingRuns(stream.Name), settings, postingMemory);
            foreach (var (passage, place) in corpus)
            {
                builder.Add(passage, place);
                if (builder.Passages % Stride == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Invoke(builder.Passages);
                }
            }

            return IndexSummary.Of(builder.Finish());
        });
    }

    /// <summary>Writes a file beside its place, flushes it to disk and renames it; whatever goes wrong leaves nothing behind.</summary>
    internal static T Replace<T>(string path, Func<FileStream, T> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = full + ".partial";
        try
        {
            T result;
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                result = write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
