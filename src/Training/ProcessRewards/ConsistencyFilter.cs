using Agentic.Agents;
using Agentic.Training.Advantages;

namespace Agentic.Training.ProcessRewards;

/// <summary>
/// PROF (arXiv 2509.03403): of each group those are learnt from whose steps agree with their outcome, as many right as wrong where that is
/// possible. Step scores choose; they are never paid. Axis: B episodes.
/// </summary>
public static class ConsistencyFilter
{
    /// <summary>How many of each kind are left out: k = n − m, k₊ = clip(⌊(k + n₊ − n₋)/2⌋, 0, min(k, n₊)), k₋ = k − k₊.</summary>
    /// <param name="right">n₊, successful members.</param>
    /// <param name="wrong">n₋, the others.</param>
    /// <param name="keep">m, members that stay.</param>
    public static (int Right, int Wrong) Dropped(int right, int wrong, int keep)
    {
        var drop = Math.Max(0, right + wrong - keep);
        var fromRight = Math.Clamp((int)Math.Floor((drop + right - wrong) / 2.0), 0, Math.Min(drop, right));
        var fromWrong = Math.Min(drop - fromRight, wrong);
        return (drop - fromWrong, fromWrong);
    }

    /// <summary>Whether each episode stays: of the successful those with the lowest scores go, of the others those with the highest.</summary>
    /// <param name="isRight_B">Whether it reached its goal.</param>
    /// <param name="scores_B">Mean score of its steps.</param>
    /// <param name="groups_B">One group number per episode.</param>
    /// <param name="keep">Members of a group that stay at most, 1 or more.</param>
    /// <param name="chance">Chooses among the unsuccessful in place of their scores; null to let the scores choose.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static bool[] Keep(IReadOnlyList<bool> isRight_B, IReadOnlyList<double> scores_B, int[] groups_B, int keep, RandomKey? chance = null)
    {
        if (scores_B.Count != isRight_B.Count)
        {
            throw new ArgumentException($"scores_B must have one entry for each of {isRight_B.Count} episodes but has {scores_B.Count}.", nameof(scores_B));
        }

        var stays_B = Enumerable.Repeat(true, isRight_B.Count).ToArray();
        foreach (var (rows, group) in GroupIndex.Of(groups_B, isRight_B.Count).Members.Select((rows, group) => (rows, group)))
        {
            int[] right = [.. rows.Where(row => isRight_B[row]).OrderBy(row => scores_B[row])];
            int[] wrong = [.. rows.Where(row => !isRight_B[row]).OrderByDescending(row => scores_B[row])];
            if (chance is { } key)
            {
                Array.Sort(wrong);
                key.Derive((ulong)group).Stream().Shuffle<int>(wrong);
            }

            var dropped = Dropped(right.Length, wrong.Length, keep);
            foreach (var row in right[..dropped.Right].Concat(wrong[..dropped.Wrong]))
            {
                stays_B[row] = false;
            }
        }

        return stays_B;
    }
}
