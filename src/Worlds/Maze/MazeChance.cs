using System.Numerics;

namespace Agentic.Worlds.Maze;

/// <summary>How often a policy that knows only the words of the grammar solves a maze: the floor of every comparison.</summary>
public static class MazeChance
{
    // Six detours of two moves. Paths with more are rarer by a factor of about five each: two percent of the chance in all.
    private const int ExtraMoves = 12;

    /// <summary>Step-wise: the probability that uniformly random moves reach the goal within <paramref name="turns"/> answers. Exact.</summary>
    public static double Stepwise(MazeLayout layout, int turns) =>
        layout.Length > turns ? 0 : Iterate(layout, turns, share: 0.25f, stop: 0, stays: true)[layout.Start];

    /// <summary>
    /// One-shot: the probability that a random answer is right, when the first word is one of four moves and each further one is one of
    /// four moves or the end, all equally likely. Paths of more than 12 moves beyond the shortest are left out.
    /// </summary>
    public static double OneShot(MazeLayout layout)
    {
        var chance = Iterate(layout, layout.Length + ExtraMoves, share: 0.2f, stop: 0.2f, stays: false);
        var sum = 0.0;
        for (var move = Move.Up; move <= Move.Left; move++)
        {
            sum += layout.IsOpen(layout.Start, move) ? 0.25 * chance[layout.Start + Moves.Offset(move, layout.Size)] : 0;
        }

        return sum;
    }

    /// <summary>Dynamic programming from the goal backwards: after round k, the chance of success within k more words.</summary>
    private static float[] Iterate(MazeLayout layout, int rounds, float share, float stop, bool stays)
    {
        var passages = layout.Passages;
        var (chance, next) = (new float[passages.Length], new float[passages.Length]);
        ReadOnlySpan<int> offsets = [-layout.Size, 1, layout.Size, -1];
        var atGoal = stays ? 1 : stop;
        chance[layout.Goal] = atGoal;
        for (var round = 0; round < rounds; round++)
        {
            for (var cell = 0; cell < passages.Length; cell++)
            {
                int open = passages[cell];
                var sum = stays ? (4 - BitOperations.PopCount((uint)open)) * chance[cell] : 0;
                for (; open != 0; open &= open - 1)
                {
                    sum += chance[cell + offsets[BitOperations.TrailingZeroCount(open)]];
                }

                next[cell] = share * sum;
            }

            next[layout.Goal] = stays ? 1 : next[layout.Goal] + stop;
            (chance, next) = (next, chance);
        }

        return chance;
    }
}
