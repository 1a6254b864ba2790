namespace Agentic.Training.Advantages;

/// <summary>Which rows belong together. Groups may be ragged and interleaved; their numbers need not be dense.</summary>
public sealed class GroupIndex
{
    private GroupIndex(int[][] members) => Members = members;

    /// <summary>The rows of each group, ascending; groups in order of their first row.</summary>
    public IReadOnlyList<int[]> Members { get; }

    /// <summary>Reads one group number per row.</summary>
    public static GroupIndex Of(ReadOnlySpan<int> groups_B)
    {
        var places = new Dictionary<int, int>();
        var members = new List<List<int>>();
        for (var row = 0; row < groups_B.Length; row++)
        {
            if (!places.TryGetValue(groups_B[row], out var place))
            {
                places[groups_B[row]] = place = members.Count;
                members.Add([]);
            }

            members[place].Add(row);
        }

        return new GroupIndex([.. members.Select(rows => rows.ToArray())]);
    }

    /// <summary>Reads one group number per row, and checks that there is one for each of <paramref name="rows"/> rows.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static GroupIndex Of(ReadOnlySpan<int> groups_B, int rows)
    {
        return groups_B.Length == rows
            ? Of(groups_B)
            : throw new ArgumentException($"groups_B must name one group for each of {rows} rows but has {groups_B.Length} entries.", nameof(groups_B));
    }
}
