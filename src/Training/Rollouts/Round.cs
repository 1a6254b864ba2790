using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Rollouts;

/// <summary>What one update learns from: a part for each role, in the order in which they are learnt from. A policy that acts alone has one.</summary>
/// <param name="Parts">One or more.</param>
public sealed record Round(IReadOnlyList<RolePart> Parts)
{
    /// <summary>What was counted while collecting, under the names of metrics.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    /// <summary>Rows of no episode, such as corrected thoughts: all that is learnt from them was given. The first part learns from them.</summary>
    public IReadOnlyList<Learning.TrainingRow> Given { get; init; } = [];
}

/// <summary>One role's share of a round. Roles of one episode share its record; each has its own transcript and return in it.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Index">Its place in the descriptor of its world.</param>
/// <param name="Settings">How the role learns.</param>
/// <param name="Episodes">All episodes, broken ones too, siblings one after another.</param>
/// <param name="Times">Where the time of each episode went.</param>
/// <param name="Scored">Those that have a return, in the order of <paramref name="Episodes"/>.</param>
public sealed record RolePart(
    string Role, int Index, TrainSettings Settings, IReadOnlyList<EpisodeRecord> Episodes, IReadOnlyList<EpisodeTimes> Times, IReadOnlyList<ScoredEpisode> Scored)
{
    /// <summary>A part of episodes that all count, but for those that broke.</summary>
    /// <param name="role">The role's name.</param>
    /// <param name="index">Its place in the descriptor of its world.</param>
    /// <param name="settings">How the role learns.</param>
    /// <param name="episodes">All episodes.</param>
    /// <param name="times">Where their time went.</param>
    public static RolePart Of(string role, int index, TrainSettings settings, IReadOnlyList<EpisodeRecord> episodes, IReadOnlyList<EpisodeTimes> times)
    {
        var scored = new List<ScoredEpisode>(episodes.Count);
        foreach (var episode in episodes)
        {
            if (ScoredEpisode.TryFrom(episode, out var one, index))
            {
                scored.Add(one);
            }
        }

        return new RolePart(role, index, settings, episodes, times, scored);
    }
}
