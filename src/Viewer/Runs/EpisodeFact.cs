using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>What lists and filters want to know of an episode and the log's index does not say.</summary>
/// <param name="Task">The task's id.</param>
/// <param name="Seed">The seed that the task was generated from.</param>
/// <param name="Tokens">Sampled tokens.</param>
/// <param name="Images">Pictures shown, each time counted.</param>
/// <param name="Retries">Attempts that faulted before.</param>
/// <param name="Features">What was measured on the task, by name.</param>
internal sealed record EpisodeFact(
    string Task, ulong Seed, int Tokens, int Images, int Retries, ImmutableSortedDictionary<string, double> Features)
{
    /// <summary>Reads them off a record.</summary>
    public static EpisodeFact Of(EpisodeRecord record) => new(
        record.Task.Id, record.Task.Seed,
        record.Transcripts.Sum(transcript => transcript.Segments.Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length)),
        record.Turns.Sum(turn => turn.Observation.Parts.Count(part => part is ImagePart)),
        record.Retries, record.Task.Features);
}
