using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Runs;

/// <summary>Siblings side by side: what each did, and where it went another way than the first.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="Members">In the order of the log.</param>
internal sealed record EpisodeGroup(long Group, IReadOnlyList<GroupMember> Members)
{
    private const int MaxMembers = 256;

    /// <summary>Positions of a group's episodes, in the order of the log.</summary>
    /// <param name="run">The run.</param>
    /// <param name="group">The group.</param>
    /// <param name="step">Of this update only; null for any.</param>
    /// <param name="phase">Of this phase only; null for any.</param>
    public static IReadOnlyList<int> Positions(RunSource run, long group, int? step = null, string? phase = null)
    {
        var filter = new EpisodeFilter { Log = new EpisodeSelection { Group = group }, Step = step, Phase = phase };
        var (entries, positions) = (run.Entries, new List<int>());
        for (var position = 0; position < entries.Count && positions.Count < MaxMembers; position++)
        {
            if (filter.Fits(entries[position]) && (!filter.NeedsLearning || filter.Fits(run.Learning.Find(entries[position].Episode))))
            {
                positions.Add(position);
            }
        }

        return positions;
    }

    /// <summary>Reads a group.</summary>
    public static EpisodeGroup Read(RunSource run, long group, int? step, string? phase)
    {
        var rows = EpisodeRow.Of(run, Positions(run, group, step, phase));
        EpisodeRecord? first = null;
        return new EpisodeGroup(group, [.. rows.Select(row => Member(run, row, ref first))]);
    }

    private static GroupMember Member(RunSource run, EpisodeRow row, ref EpisodeRecord? first)
    {
        try
        {
            var record = run.Log.Read(row.Position);
            var divergence = first is null ? null : DivergesAt(first, record);
            first ??= record;
            return GroupMember.Of(row, record, divergence);
        }
        catch (TrajectoryException)
        {
            return new GroupMember(row, [], [], null);
        }
    }

    // The first turn at which state, action or words differ; also the turn that only one of them has.
    private static int? DivergesAt(EpisodeRecord first, EpisodeRecord other)
    {
        for (var turn = 0; turn < Math.Max(first.Turns.Length, other.Turns.Length); turn++)
        {
            if (turn >= Math.Min(first.Turns.Length, other.Turns.Length)
                || (first.Turns[turn].State, first.Turns[turn].Action, first.Turns[turn].Text) != (other.Turns[turn].State, other.Turns[turn].Action, other.Turns[turn].Text))
            {
                return turn;
            }
        }

        return null;
    }
}

/// <summary>One of the siblings.</summary>
/// <param name="Row">What a list shows of it.</param>
/// <param name="Actions">What it did at each turn; null for an answer that could not be parsed.</param>
/// <param name="Images">The first picture of each turn; null for none.</param>
/// <param name="DivergesAt">The first turn at which it differs from the group's first member; null for nowhere.</param>
internal sealed record GroupMember(EpisodeRow Row, IReadOnlyList<string?> Actions, IReadOnlyList<ImageHandle?> Images, int? DivergesAt)
{
    private const int MaxTurns = 400;
    private const int MaxLetters = 400;

    /// <summary>The member of a record; of a long one the first turns.</summary>
    public static GroupMember Of(EpisodeRow row, EpisodeRecord record, int? divergesAt) => new(
        row, [.. record.Turns.Take(MaxTurns).Select(turn => turn.Action is { Length: > MaxLetters } action ? $"{action[..MaxLetters]}…" : turn.Action)],
        [.. record.Turns.Take(MaxTurns).Select(turn => turn.Observation.Parts.OfType<ImagePart>().FirstOrDefault()?.Image)], divergesAt);
}
