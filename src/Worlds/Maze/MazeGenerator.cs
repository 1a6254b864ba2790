using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>What a generated maze should be like.</summary>
/// <param name="Size">Rows, and columns.</param>
/// <param name="MinLength">Shortest allowed shortest path, in moves.</param>
/// <param name="MaxLength">Longest allowed shortest path; each length in between is equally likely.</param>
/// <param name="MaxTurns">Most changes of direction on it.</param>
/// <param name="Braid">Share of dead ends that are opened, 0–1.</param>
public readonly record struct MazeSpec(int Size, int MinLength, int MaxLength, int MaxTurns, double Braid);

/// <summary>Makes mazes to order: a pure function of key and order.</summary>
public static class MazeGenerator
{
    private const int Mazes = 64;
    private const int StartsPerMaze = 8;

    /// <summary>A maze whose shortest path has the length and at most the turns asked for.</summary>
    /// <remarks>
    /// The length is drawn first, then a maze, then a start, then a goal among the cells at that distance, all uniformly. Every
    /// second start is the cell farthest from the one before, which finds long paths quickly. When none of many mazes has such
    /// a path (length 60 in 3 × 3), the nearest found is taken: nearest in length first, then in turns.
    /// </remarks>
    public static MazeLayout Generate(RandomKey key, MazeCarver carve, MazeSpec spec)
    {
        var cells = spec.Size * spec.Size;
        Span<byte> passages = stackalloc byte[cells];
        Span<byte> bestPassages = stackalloc byte[cells];
        Span<short> distances = stackalloc short[cells];
        Span<short> turns = stackalloc short[cells];
        var random = key.Stream();
        var length = random.NextInt(Math.Min(spec.MinLength, spec.MaxLength), spec.MaxLength);
        var (bestMiss, bestStart, bestGoal) = (int.MaxValue, 0, 0);
        for (var maze = 0; maze < Mazes; maze++)
        {
            passages.Clear();
            carve(spec.Size, passages, ref random);
            if (spec.Braid > 0)
            {
                MazeCarvers.Braid(spec.Size, passages, spec.Braid, ref random);
            }

            var farthest = 0;
            for (var attempt = 0; attempt < StartsPerMaze; attempt++)
            {
                var start = attempt % 2 == 0 ? random.NextInt(cells) : farthest;
                MazeSearch.DistancesAndTurns(spec.Size, passages, start, distances, turns);
                var (goal, miss) = Nearest(distances, turns, length, spec.MaxTurns, ref random, out farthest);
                if (miss == 0)
                {
                    return new MazeLayout(spec.Size, passages, start, goal);
                }

                if (miss < bestMiss)
                {
                    (bestMiss, bestStart, bestGoal) = (miss, start, goal);
                    passages.CopyTo(bestPassages);
                }
            }
        }

        return new MazeLayout(spec.Size, bestPassages, bestStart, bestGoal);
    }

    /// <summary>The goal that misses the order least, chosen uniformly among equals; a miss of 0 is what was asked for.</summary>
    private static (int Goal, int Miss) Nearest(
        ReadOnlySpan<short> distances, ReadOnlySpan<short> turns, int length, int maxTurns, ref RandomStream random, out int farthest)
    {
        const int WorthOfAMove = 1024;
        var (best, count) = (int.MaxValue, 0);
        farthest = 0;
        Span<short> goals = stackalloc short[distances.Length];
        for (var cell = 0; cell < distances.Length; cell++)
        {
            int distance = distances[cell];
            farthest = distance > distances[farthest] ? cell : farthest;
            var miss = (Math.Abs(distance - length) * WorthOfAMove) + Math.Max(0, turns[cell] - maxTurns);
            if (distance == 0 || miss > best)
            {
                continue;
            }

            count = miss < best ? 0 : count;
            best = miss;
            goals[count++] = (short)cell;
        }

        return (goals[count == 1 ? 0 : random.NextInt(count)], best);
    }
}
