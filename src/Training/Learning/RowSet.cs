using Agentic.Agents;

namespace Agentic.Training.Learning;

/// <summary>Rows with equal inputs folded together: a Markov policy sees the same state again and again, and its distribution is the same each time, whatever it chose.</summary>
public sealed class RowSet
{
    private RowSet(List<TrainingRow> unique, List<List<TrainingRow>> visits) => (Unique, Visits) = (unique, visits);

    /// <summary>The first row of each distinct input, in the order of appearance.</summary>
    public IReadOnlyList<TrainingRow> Unique { get; }

    /// <summary>For each distinct input, all rows that have it, the first included; they differ in their last token at most.</summary>
    public IReadOnlyList<IReadOnlyList<TrainingRow>> Visits { get; }

    /// <summary>Rows before folding.</summary>
    public int Count => Visits.Sum(visits => visits.Count);

    /// <summary>Folds rows with equal inputs. Rows that merely share a hash stay apart.</summary>
    public static RowSet Fold(IEnumerable<TrainingRow> rows)
    {
        var places = new Dictionary<StateKey, int>();
        var unique = new List<TrainingRow>();
        var visits = new List<List<TrainingRow>>();
        foreach (var row in rows)
        {
            if (places.TryGetValue(row.Key, out var place) && unique[place].HasInputOf(row))
            {
                visits[place].Add(row);
                continue;
            }

            places[row.Key] = unique.Count;
            unique.Add(row);
            visits.Add([row]);
        }

        return new RowSet(unique, visits);
    }

    /// <summary>This set and another one behind it, folded together.</summary>
    public RowSet And(RowSet other) => other.Count == 0 ? this : Fold(Visits.Concat(other.Visits).SelectMany(visits => visits));

    /// <summary>The same set with each row changed in what is no input.</summary>
    public RowSet Map(Func<TrainingRow, TrainingRow> change)
    {
        List<List<TrainingRow>> visits = [.. Visits.Select(rows => rows.Select(change).ToList())];
        return new RowSet([.. visits.Select(rows => rows[0])], visits);
    }

    /// <summary>Deals the distinct inputs, with their visits, into parts of nearly equal size.</summary>
    /// <param name="rowsPerPart">Wanted number of distinct inputs in a part, 1 or more.</param>
    /// <param name="random">Decides the order.</param>
    public IReadOnlyList<RowSet> Deal(int rowsPerPart, RandomStream random)
    {
        var order = Enumerable.Range(0, Unique.Count).ToArray();
        random.Shuffle<int>(order);
        var parts = Math.Max(1, (int)Math.Round(Unique.Count / (double)rowsPerPart));
        return [.. Enumerable.Range(0, parts).Select(part =>
        {
            var mine = order[(part * order.Length / parts)..((part + 1) * order.Length / parts)];
            return new RowSet([.. mine.Select(row => Unique[row])], [.. mine.Select(row => Visits[row].ToList())]);
        })];
    }

    /// <summary>Cuts into parts of at most <paramref name="maxTokens"/> padded tokens each, one row at least; rows of like length go together, so that little is padding.</summary>
    public IEnumerable<RowSet> Slices(int maxTokens)
    {
        var order = Enumerable.Range(0, Unique.Count).OrderBy(row => Unique[row].InputLength).ToArray();
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && (long)Unique[order[end]].InputLength * (end - start + 1) <= maxTokens)
            {
                end++;
            }

            var mine = order[start..end];
            yield return new RowSet([.. mine.Select(row => Unique[row])], [.. mine.Select(row => Visits[row].ToList())]);
            start = end;
        }
    }
}
