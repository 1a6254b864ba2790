namespace Agentic.Worlds.Maze;

/// <summary>Breadth-first search over the passages of a maze.</summary>
public static class MazeSearch
{
    /// <summary>Moves from every cell to <paramref name="target"/>; −1 where there is no way.</summary>
    public static void Distances(int size, ReadOnlySpan<byte> passages, int target, Span<short> distances)
    {
        Span<short> queue = stackalloc short[passages.Length];
        ReadOnlySpan<int> offsets = [-size, 1, size, -1];
        distances.Fill(-1);
        distances[target] = 0;
        queue[0] = (short)target;
        for (int head = 0, tail = 1; head < tail; head++)
        {
            int cell = queue[head];
            for (int open = passages[cell], move = 0; open != 0; open >>= 1, move++)
            {
                var next = cell + offsets[move];
                if ((open & 1) != 0 && distances[next] < 0)
                {
                    distances[next] = (short)(distances[cell] + 1);
                    queue[tail++] = (short)next;
                }
            }
        }
    }

    /// <summary>Moves from <paramref name="start"/> to every cell, and the fewest turns among the shortest paths to it.</summary>
    /// <param name="size">Rows, and columns.</param>
    /// <param name="passages">A byte per cell.</param>
    /// <param name="start">Where the paths begin.</param>
    /// <param name="distances">Per cell: moves, −1 where there is no way.</param>
    /// <param name="turns">Per cell: changes of direction.</param>
    public static void DistancesAndTurns(int size, ReadOnlySpan<byte> passages, int start, Span<short> distances, Span<short> turns)
    {
        // Fewest turns when entering a cell by each of the four moves. A shortest path may enter by several, and which
        // is best depends on where it goes next.
        Span<short> entering = stackalloc short[passages.Length * Moves.Count];
        Span<short> queue = stackalloc short[passages.Length];
        ReadOnlySpan<int> offsets = [-size, 1, size, -1];
        entering.Fill(short.MaxValue - 1);
        entering.Slice(start * Moves.Count, Moves.Count).Clear();
        distances.Fill(-1);
        distances[start] = 0;
        queue[0] = (short)start;
        for (int head = 0, tail = 1; head < tail; head++)
        {
            int cell = queue[head];
            var here = entering.Slice(cell * Moves.Count, Moves.Count);
            var fewest = Math.Min(Math.Min(here[0], here[1]), Math.Min(here[2], here[3]));
            turns[cell] = fewest;
            for (int open = passages[cell], move = 0; open != 0; open >>= 1, move++)
            {
                if ((open & 1) == 0)
                {
                    continue;
                }

                var next = cell + offsets[move];
                if (distances[next] < 0)
                {
                    distances[next] = (short)(distances[cell] + 1);
                    queue[tail++] = (short)next;
                }

                if (distances[next] == distances[cell] + 1)
                {
                    entering[(next * Moves.Count) + move] = Math.Min(here[move], (short)(fewest + 1));
                }
            }
        }
    }
}
