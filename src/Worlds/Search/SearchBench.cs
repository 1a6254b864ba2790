using System.Diagnostics;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search;

/// <summary>
/// How fast the index is: passages of 80 to 200 words over a Zipf vocabulary of 60,000, queries of 8 words drawn from passages, the best
/// three passages with their texts; on one thread, beside exhaustive scoring of the same queries as a check.
/// </summary>
/// <remarks>It measures in passes over its queries rather than for a time; workers do not count.</remarks>
public sealed class SearchBench : IServiceBench
{
    private const int QueryWords = 8;
    private const int Hits = 3;
    private const int Queries = 1000;
    private const int Rounds = 5;
    private const ulong Seed = 7;
    private static readonly int[] UsualSizes = [100_000, 1_000_000];

    /// <inheritdoc/>
    public bool TakesSizes => true;

    /// <inheritdoc/>
    public async Task<ServiceBenchReport> RunAsync(ServiceBenchSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var numbers = new List<KeyValuePair<string, double>>();
        var lines = new List<string>();
        string? failure = null;
        foreach (var size in settings.Sizes.IsDefaultOrEmpty ? UsualSizes : [.. settings.Sizes])
        {
            // The first size has the plain names, so that one number can be asked for without knowing the others.
            var suffix = numbers.Count == 0 ? "" : $"_{size}";
            var folder = Directory.CreateTempSubdirectory("agentic-search-");
            try
            {
                var found = await Task.Run(() => Measure(size, Path.Combine(folder.FullName, "bench.index"), clock, cancellation), cancellation);
                numbers.AddRange(found.Numbers.Select(number => KeyValuePair.Create(number.Key + suffix, number.Value)));
                lines.AddRange(found.Lines);
                failure ??= found.Failure;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return new ServiceBenchReport(numbers, lines) { Failure = failure };
    }

    private static ServiceBenchReport Measure(int size, string path, TimeProvider clock, CancellationToken cancellation)
    {
        var corpus = new SearchBenchCorpus(size, Seed);
        var making = new Stopwatched<Passage>(corpus.Passages(), clock);
        var started = clock.GetTimestamp();
        var summary = IndexFile.Build(path, making.Select(passage => (passage, default(CorpusPlace))), new Bm25Settings(), cancellation: cancellation);
        var build = (clock.GetElapsedTime(started) - making.Elapsed).TotalSeconds;
        var buildMemory = Process.GetCurrentProcess().PeakWorkingSet64;

        var before = Environment.WorkingSet;
        started = clock.GetTimestamp();
        using var index = SearchIndex.Open(path);
        var open = clock.GetElapsedTime(started).TotalMilliseconds;

        // Twice unmeasured: the compiler's tiers and the first touch of each page of the file are not what is measured.
        string[] queries = [.. Enumerable.Range(0, Queries).Select(number => corpus.Query(number, QueryWords))];
        var times = new double[Rounds * Queries];
        for (var round = -2; round < Rounds; round++)
        {
            for (var number = 0; number < Queries; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                started = clock.GetTimestamp();
                foreach (var hit in index.Rank(queries[number], Hits))
                {
                    _ = index[hit.Passage].Text;
                }

                times[(Math.Max(0, round) * Queries) + number] = clock.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        var memory = Math.Max(0, Environment.WorkingSet - before);
        var (differing, exhaustive) = Compare(index, corpus, queries, clock, cancellation);
        Array.Sort(times);
        var (p50, p99, rate) = (times[times.Length / 2], times[times.Length * 99 / 100], 1000 * times.Length / times.Sum());
        return new ServiceBenchReport(
            [
                new("passages", size), new("queries_per_s", rate), new("p50_ms", p50), new("p99_ms", p99), new("open_ms", open), new("build_s", build),
                new("index_mb", summary.Bytes / 1e6), new("index_text_mb", summary.TextBytes / 1e6), new("memory_mb", memory / 1e6), new("build_peak_memory_mb", buildMemory / 1e6),
                new("words", summary.Words), new("distinct_words", summary.DistinctWords),
                new("checked_queries", queries.Length), new("differing_queries", differing), new("exhaustive_p50_ms", exhaustive),
            ],
            [
                $"{size:n0} passages, {summary.Words:n0} words ({summary.DistinctWords:n0} different): built in {build:0.0} s (peak of the process {buildMemory / 1e6:0} MB), "
                    + $"{summary.Bytes / 1e6:0} MB, {summary.TextBytes / 1e6:0} MB of it text; opened in {open:0.0} ms",
                $"  queries of {QueryWords} words, best {Hits} with text, one core: {rate:0}/s, p50 {p50:0.000} ms, p99 {p99:0.000} ms; {memory / 1e6:0} MB more memory, mapped pages included",
                $"  exhaustive scoring of {queries.Length} queries: p50 {exhaustive:0.000} ms; {(differing == 0 ? "all rankings and scores equal to the bit" : $"{differing} DIFFER")}",
            ])
        {
            Failure = differing == 0 ? null : $"Over {size} passages {differing} of {queries.Length} rankings differ from exhaustive scoring.",
        };
    }

    private static (int Differing, double P50) Compare(SearchIndex index, SearchBenchCorpus corpus, string[] queries, TimeProvider clock, CancellationToken cancellation)
    {
        var exhaustive = new ExhaustiveIndex(corpus.Passages(), index.Summary.Settings);
        var times = new List<double>();
        var differing = 0;
        foreach (var query in queries)
        {
            cancellation.ThrowIfCancellationRequested();
            var started = clock.GetTimestamp();
            var expected = exhaustive.Rank(query, Hits);
            times.Add(clock.GetElapsedTime(started).TotalMilliseconds);
            differing += index.Rank(query, Hits).SequenceEqual(expected) ? 0 : 1;
        }

        times.Sort();
        return (differing, times[times.Count / 2]);
    }

    /// <summary>A sequence that knows how long its elements took to make.</summary>
    private sealed class Stopwatched<T>(IEnumerable<T> source, TimeProvider clock) : IEnumerable<T>
    {
        public TimeSpan Elapsed { get; private set; }

        public IEnumerator<T> GetEnumerator()
        {
            using var walk = source.GetEnumerator();
            while (true)
            {
                var started = clock.GetTimestamp();
                var isThere = walk.MoveNext();
                Elapsed += clock.GetElapsedTime(started);
                if (!isThere)
                {
                    yield break;
                }

                yield return walk.Current;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
