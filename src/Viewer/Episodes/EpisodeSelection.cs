using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>Which episodes are wanted, by what their log says: in a terminal, an export, the page. What is null or empty asks for nothing; everything else must hold at once.</summary>
/// <remarks>Most of it is answered by the log's index; the task and the text need the record, and are asked for last.</remarks>
public sealed record EpisodeSelection
{
    /// <summary>Words of <see cref="EpisodeEnd.Name"/>, or "damaged".</summary>
    public ImmutableHashSet<string> Ends { get; init; } = [];

    /// <summary>The group of siblings.</summary>
    public long? Group { get; init; }

    /// <summary>Smallest return of role 0. An episode that faulted has none, and is left out as soon as a bound is set.</summary>
    public double? ReturnMin { get; init; }

    /// <summary>Largest return.</summary>
    public double? ReturnMax { get; init; }

    /// <summary>Fewest turns.</summary>
    public int? TurnsMin { get; init; }

    /// <summary>Most turns.</summary>
    public int? TurnsMax { get; init; }

    /// <summary>The world's name, compared as far as the index keeps names.</summary>
    public string? World { get; init; }

    /// <summary>Part of the task's identifier, letters in either case.</summary>
    public string? Task { get; init; }

    /// <summary>Part of the instruction, of anything seen or said, or of feedback; letters in either case.</summary>
    public string? Text { get; init; }

    /// <summary>Positions in the log that are wanted, in its order. Records that cannot be read are wanted as far as the index goes.</summary>
    /// <param name="reader">The log; borrowed.</param>
    public IEnumerable<int> Positions(TrajectoryReader reader)
    {
        var entries = reader.Entries;
        for (var position = 0; position < entries.Count; position++)
        {
            if (Admits(entries[position]) && ((Task ?? Text) is null || Read(reader, position) is { } record && Admits(record)))
            {
                yield return position;
            }
        }
    }

    /// <summary>Whether the index says nothing against it.</summary>
    public bool Admits(in TrajectoryEntry entry) =>
        (Ends.IsEmpty || Ends.Contains(entry.EndName))
        && (Group is null || (entry.Group == Group && !entry.IsDamaged))
        && (ReturnMin is null || entry.Return >= ReturnMin)
        && (ReturnMax is null || entry.Return <= ReturnMax)
        && (TurnsMin is null || entry.Turns >= TurnsMin)
        && (TurnsMax is null || entry.Turns <= TurnsMax)
        && (World is null || entry.IsOf(World));

    /// <summary>Whether task and text, which only the record knows, are the wanted ones.</summary>
    public bool Admits(EpisodeRecord record) => AdmitsTask(record.Task.Id) && (Text is null || EpisodeWords.Contain(record, Text));

    /// <summary>Whether the task is a wanted one.</summary>
    public bool AdmitsTask(string id) => Task is null || id.Contains(Task, StringComparison.OrdinalIgnoreCase);

    private static EpisodeRecord? Read(TrajectoryReader reader, int position)
    {
        try
        {
            return reader.Read(position);
        }
        catch (TrajectoryException)
        {
            // Nobody knows what it said.
            return null;
        }
    }
}
