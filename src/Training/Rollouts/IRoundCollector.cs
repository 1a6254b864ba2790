using System.Text.Json.Nodes;

namespace Agentic.Training.Rollouts;

/// <summary>Collects what updates learn from. A round is a pure function of the update's number, the weights, and what <see cref="Save"/> gives before it.</summary>
public interface IRoundCollector
{
    /// <summary>Plays the episodes of one update. What it remembers from round to round changes at the very end: a round that is cancelled leaves no trace.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="InvalidOperationException">Every episode broke.</exception>
    Task<Round> CollectAsync(long update, CancellationToken cancellation);

    /// <summary>What it remembers, for a checkpoint; null where it remembers nothing.</summary>
    JsonNode? Save();

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <exception cref="FormatException">It is nothing that this collector saved.</exception>
    void Restore(JsonNode? saved);
}
