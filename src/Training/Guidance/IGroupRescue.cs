using Agentic.Agents;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>Plays further attempts, and gives them in order. Plans of one call have indices of their own.</summary>
public delegate Task<PlayedEpisode[]> Attempts(IReadOnlyList<EpisodePlan> plans);

/// <summary>Puts rows into groups of which no member succeeded.</summary>
public interface IGroupRescue
{
    /// <summary>Replaces members of the groups.</summary>
    /// <param name="groups">Places of the members of each group.</param>
    /// <param name="plans">What was played.</param>
    /// <param name="played">How it went; what enters takes the place of a member.</param>
    /// <param name="play">Plays further attempts.</param>
    Task EnterAsync(IReadOnlyList<int[]> groups, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Attempts play);
}
