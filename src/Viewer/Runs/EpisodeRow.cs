using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>What a list shows of an episode.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Entry">What the index says.</param>
/// <param name="Fact">What its record says; null when that is not known yet or cannot be read.</param>
/// <param name="Learning">What learning said; null for nothing.</param>
internal sealed record EpisodeRow(int Position, TrajectoryEntry Entry, EpisodeFact? Fact, EpisodeLearning? Learning)
{
    // Rows that are looked at before the background came to them are read now, as long as that is quick.
    private const int MaxBytes = 1 << 20;
    private const long MaxBytesInAll = 8 << 20;

    /// <summary>The rows of some positions.</summary>
    public static EpisodeRow[] Of(RunSource run, IReadOnlyList<int> positions)
    {
        var (entries, budget, rows, buffer) = (run.Entries, MaxBytesInAll, new List<EpisodeRow>(positions.Count), Array.Empty<byte>());
        foreach (var position in positions.Where(position => position < entries.Count))
        {
            var entry = entries[position];
            var fact = run.Facts.Find(position);
            if (fact is null && position >= run.Facts.Count && entry.Length <= Math.Min(MaxBytes, budget))
            {
                budget -= entry.Length;
                fact = run.Log.ReadFact(position, ref buffer);
            }

            rows.Add(new EpisodeRow(position, entry, fact, entry.IsDamaged ? null : run.Learning.Find(entry.Episode)));
        }

        return [.. rows];
    }
}
