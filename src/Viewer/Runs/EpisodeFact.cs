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
/// <param name="Parent">The episode that it claims to have grown from; null for none.</param>
internal sealed record EpisodeFact(
    string Task, ulong Seed, int Tokens, int Images, int Retries, ImmutableSortedDictionary<string, double> Features, EpisodeParent? Parent = null)
{
    /// <summary>Reads them off a glance at a record.</summary>
    public static EpisodeFact Of(EpisodeGlance glance) => new(
        glance.Head.Task.Id, glance.Head.Task.Seed, glance.SampledTokens, glance.Images, glance.Head.Retries, glance.Head.Task.Features,
        glance.Head.Parent);

    /// <summary>Reads them off a run's log; null for a record that cannot be read: it is listed as damaged, and says why when it is opened.</summary>
    public static EpisodeFact? Read(TrajectoryReader reader, int position, ref byte[] buffer)
    {
        try
        {
            return Of(reader.Glance(position, ref buffer));
        }
        catch (TrajectoryException)
        {
            return null;
        }
    }
}
