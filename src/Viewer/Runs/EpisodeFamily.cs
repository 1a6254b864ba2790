using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Episodes that belong into one tree: some to begin with, those that they grew from, and those that grew from these.</summary>
internal static class EpisodeFamily
{
    private const int MaxMembers = 256;

    /// <summary>The members, each with the position of its parent among them, parents before children; −1 for none.</summary>
    /// <remarks>Parents are claims: one that is missing counts as none, and a circle is cut where it would close.</remarks>
    /// <param name="run">The run.</param>
    /// <param name="first">Positions to begin with.</param>
    public static IReadOnlyList<(int Position, int Parent)> Of(RunSource run, IReadOnlyList<int> first)
    {
        var (known, parents, waiting) = (new HashSet<int>(), new Dictionary<int, int>(), new Queue<int>(first));
        while (waiting.TryDequeue(out var position))
        {
            if (known.Count >= MaxMembers || !known.Add(position))
            {
                continue;
            }

            if (run.Facts.Find(position)?.Parent is { } parent && run.Log.PositionOf(parent.Episode) is { } from)
            {
                parents[position] = from;
                waiting.Enqueue(from);
            }

            foreach (var child in run.Entries[position].IsDamaged ? [] : run.Facts.Children(run.Entries[position].Episode, MaxMembers))
            {
                waiting.Enqueue(child);
            }
        }

        var (order, placed) = (new List<(int, int)>(), new HashSet<int>());
        foreach (var position in known.Order())
        {
            Place(position);
        }

        return order;

        // Up to the first that is placed already or has no parent here, or that was met on the way: then down again.
        void Place(int position)
        {
            var (chain, met) = (new Stack<int>(), new HashSet<int>());
            for (var at = position; !placed.Contains(at) && met.Add(at);)
            {
                chain.Push(at);
                if (!parents.TryGetValue(at, out at) || !known.Contains(at))
                {
                    break;
                }
            }

            while (chain.TryPop(out var next))
            {
                order.Add((next, parents.TryGetValue(next, out var parent) && placed.Contains(parent) ? parent : -1));
                placed.Add(next);
            }
        }
    }
}
