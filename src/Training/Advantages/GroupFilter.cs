namespace Agentic.Training.Advantages;

/// <summary>Dynamic sampling (DAPO, arXiv 2503.14476): a group whose members all score alike teaches nothing.</summary>
public static class GroupFilter
{
    /// <summary>Whether each row belongs to a group whose metric is not constant.</summary>
    /// <param name="metric_B">The metric, before penalties for length: those would make an all-correct group look mixed.</param>
    /// <param name="groups_B">One group number per row.</param>
    public static bool[] IsMixed(ReadOnlySpan<double> metric_B, ReadOnlySpan<int> groups_B)
    {
        var isMixed_B = new bool[metric_B.Length];
        foreach (var rows in GroupIndex.Of(groups_B, metric_B.Length).Members)
        {
            var isMixed = false;
            foreach (var row in rows)
            {
                isMixed |= metric_B[row] != metric_B[rows[0]];
            }

            Array.ForEach(rows, row => isMixed_B[row] = isMixed);
        }

        return isMixed_B;
    }

    /// <summary>Chance that a group of <paramref name="size"/> is mixed when each member succeeds with <paramref name="rate"/>: 1 − p^G − (1 − p)^G.</summary>
    public static double KeepChance(double rate, int size) => 1 - Math.Pow(rate, size) - Math.Pow(1 - rate, size);
}
