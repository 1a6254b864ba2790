using System.Text.Json;

namespace Agentic.Agents;

/// <summary>Stands for a task's payload in a record that was read back: the log holds the state as JSON, and only the world kind makes more of it.</summary>
public sealed class RecordedPayload
{
    private RecordedPayload()
    {
    }

    /// <summary>The only one.</summary>
    public static RecordedPayload Instance { get; } = new();

    /// <summary>The record with the payload that its world kind reads from the task's state, as replaying needs it.</summary>
    /// <exception cref="ArgumentException">The record is of another world.</exception>
    /// <exception cref="TaskFormatException">The kind cannot read the state.</exception>
    /// <exception cref="JsonException">The state is no JSON.</exception>
    public static EpisodeRecord Restore(EpisodeRecord record, IWorldKind kind)
    {
        if (kind.Descriptor.Name != record.Task.World)
        {
            throw new ArgumentException($"Episode {record.Index} was played in '{record.Task.World}', but '{kind.Descriptor.Name}' came to read its task.", nameof(kind));
        }

        using var state = JsonDocument.Parse(record.Task.State);
        return record with { Task = record.Task with { Payload = kind.Read(state.RootElement.Clone()).Payload } };
    }

    /// <inheritdoc/>
    public override string ToString() => "a task's state that is still JSON; RecordedPayload.Restore reads it";
}
