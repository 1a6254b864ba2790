using Agentic.Testing;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Tests.Search.Index;

public sealed class IndexFileTests
{
    [Fact]
    public void Memory_for_building_changes_no_byte()
    {
        using var folder = new TemporaryFolder();
        var passages = Some(3000);
        IndexFile.Build(folder.File("much"), passages, new Bm25Settings());
        IndexFile.Build(folder.File("little"), passages, new Bm25Settings(), postingMemory: 1);
        Assert.Equal(File.ReadAllBytes(folder.File("much")), File.ReadAllBytes(folder.File("little")));
        Assert.Equal(["little", "much"], Names(folder));
    }

    // An encyclopaedia of a small graph is indexed whenever it is opened anew: some 3 KB of text must not cost megabytes.
    [Fact]
    public void A_small_corpus_is_indexed_in_little_memory()
    {
        var passages = Some(32).Select(read => read.Item1).ToList();
        SearchIndex.Build(passages).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        SearchIndex.Build(passages).Dispose();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 256 << 10);
    }

    // Also what a crash of the process leaves: the old index stays until the new one is whole.
    [Fact]
    public void A_build_that_fails_leaves_the_old_index_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        IndexFile.Build(folder.File("a"), Some(3), new Bm25Settings());
        var before = File.ReadAllBytes(folder.File("a"));
        Assert.Throws<CorpusException>(() => IndexFile.Build(folder.File("a"), [.. Some(2000), .. Some(1)], new Bm25Settings(), postingMemory: 1));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => IndexFile.Build(folder.File("a"), Some(100_000), new Bm25Settings(), _ => stop.Cancel(), cancellation: stop.Token));
        Assert.Equal(before, File.ReadAllBytes(folder.File("a")));
        Assert.Equal(["a"], Names(folder));
    }

    [Fact]
    public void An_index_can_be_replaced_while_it_is_searched_and_disposed_while_others_search()
    {
        using var folder = new TemporaryFolder();
        IndexFile.Build(folder.File("a"), Some(3000), new Bm25Settings());
        var index = SearchIndex.Open(folder.File("a"));
        var expected = index.Rank("word7 word8", 3);
        IndexFile.Build(folder.File("a"), Some(5), new Bm25Settings());
        Assert.Equal(expected, index.Rank("word7 word8", 3));
        Parallel.For(0, 200, number =>
        {
            if (number == 100)
            {
                index.Dispose();
            }

            try
            {
                Assert.Equal(expected, index.Rank("word7 word8", 3));
            }
            catch (ObjectDisposedException)
            {
                // Asked too late.
            }
        });
        Assert.Throws<ObjectDisposedException>(() => index.Rank("word7", 1));
        Assert.Throws<ObjectDisposedException>(() => index[0]);
    }

    [Theory]
    [InlineData("", "no search index")]
    [InlineData("PK\u0003\u0004 something else entirely", "no search index")]
    [InlineData("AgBM25\u001a\n", "damaged")]
    public void A_foreign_file_is_named(string contents, string said)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("x"), contents);
        var error = Assert.Throws<SearchIndexException>(() => SearchIndex.Open(folder.File("x")));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("x"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_a_changed_header_and_a_torn_file_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        IndexFile.Build(folder.File("a"), Some(300), new Bm25Settings());
        Assert.Contains("version 2", Opening(bytes => bytes[8] = 2), StringComparison.Ordinal);
        Assert.Contains("checksum of its header", Opening(bytes => bytes[24] ^= 1), StringComparison.Ordinal);
        Assert.Contains("bytes, but has", Opening(bytes => { }, cut: 100), StringComparison.Ordinal);

        string Opening(Action<byte[]> damage, int cut = 0)
        {
            var bytes = File.ReadAllBytes(folder.File("a"));
            damage(bytes);
            File.WriteAllBytes(folder.File("b"), bytes[..^cut]);
            return Assert.Throws<SearchIndexException>(() => SearchIndex.Open(folder.File("b")).Dispose()).Message;
        }
    }

    // Behind an intact header any byte may be wrong: verification says so, and a search gives an answer or the typed error, never another.
    [Fact]
    public void Damage_anywhere_is_found_by_verification_and_breaks_no_search()
    {
        using var folder = new TemporaryFolder();
        IndexFile.Build(folder.File("a"), Some(300), new Bm25Settings());
        var whole = File.ReadAllBytes(folder.File("a"));
        var refused = 0;
        for (var at = 512; at < whole.Length; at += LongRun.Count(37, 1))
        {
            var bytes = whole.ToArray();
            bytes[at] ^= 0xff;
            File.WriteAllBytes(folder.File("b"), bytes);
            using var index = SearchIndex.Open(folder.File("b"));
            Assert.Throws<SearchIndexException>(() => index.Verify());
            try
            {
                foreach (var hit in index.Rank("word1 word2 word3 all", 3, takesAll: true))
                {
                    _ = index[hit.Passage];
                }
            }
            catch (SearchIndexException)
            {
                refused++;
            }
        }

        Assert.True(refused > 0);
    }

    [Fact]
    public void What_an_index_holds_is_summed_up()
    {
        using var folder = new TemporaryFolder();
        var summary = IndexFile.Build(folder.File("a"), [(new Passage("x", "One", "two two three"), default), (new Passage("y", "", ""), default)], Bm25Settings.Of(Bm25Variant.L));
        Assert.Equal((2, 4L, 3, 3L), (summary.Passages, summary.Words, summary.DistinctWords, summary.Postings));
        Assert.Equal(new FileInfo(folder.File("a")).Length, summary.Bytes);
        using var index = SearchIndex.Open(folder.File("a"));
        Assert.Equal(summary, index.Summary);
    }

    private static IEnumerable<(Passage, CorpusPlace)> Some(int count) =>
        Enumerable.Range(0, count).Select(number => (new Passage($"p{number}", $"title {number}", $"all word{number % 10} word{number % 97} end{number}"), default(CorpusPlace)));

    private static string[] Names(TemporaryFolder folder) => [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
