using Agentic.Agents;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>
/// Whole episodes of experts. Where they come after a failure, each expert plays the task once; of those who solve it the ones enter whose answers
/// the policy finds likeliest, because it can follow them (AMPO, arXiv 2510.02227: the mean probability of the tokens).
/// </summary>
/// <param name="experts">Who plays; the last members of a group are theirs, one each in turn.</param>
/// <param name="count">Rows of a group at most.</param>
/// <param name="comprehension">The mean probability that the policy gives to the answers of each episode.</param>
public sealed class ExpertRows(IReadOnlyList<IGuide> experts, int count, Func<IReadOnlyList<EpisodeRecord>, Task<double[]>> comprehension) : IGroupRescue
{
    /// <summary>The expert whose row a member of every group is; null for the policy's own.</summary>
    /// <param name="member">The member, from 0.</param>
    /// <param name="members">Members of a group.</param>
    public IGuide? Of(int member, int members) => member < members - count ? null : experts[(member - (members - count)) % experts.Count];

    /// <summary>The best of several, the first among equals first.</summary>
    /// <param name="scores">One for each.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>Their places, ascending.</returns>
    public static int[] Best(IReadOnlyList<double> scores, int count) =>
        [.. Enumerable.Range(0, scores.Count).OrderByDescending(at => scores[at]).ThenBy(at => at).Take(count).Order()];

    /// <inheritdoc/>
    public async Task EnterAsync(IReadOnlyList<int[]> groups, IReadOnlyList<EpisodePlan> plans, PlayedEpisode[] played, Attempts play)
    {
        var asked = groups.SelectMany(group => experts.Select((expert, at) => plans[group[at]] with
        {
            Guide = expert,
            Key = plans[group[at]].Key.Derive("expert"),
        })).ToList();
        var shown = await play(asked);
        for (var at = 0; at < groups.Count; at++)
        {
            PlayedEpisode[] right = [.. shown.Skip(at * experts.Count).Take(experts.Count).Where(one => one.Record.IsSolved)];
            if (right.Length > count)
            {
                var scores = await comprehension([.. right.Select(one => one.Record)]);
                right = [.. Best(scores, count).Select(best => right[best])];
            }

            // The members are all wrong and drawn alike, so that the last ones are as good as any to make room.
            foreach (var (one, place) in right.Zip(groups[at].TakeLast(right.Length)))
            {
                played[place] = one with { Record = one.Record with { Index = plans[place].Index, Member = plans[place].Member } };
            }
        }
    }
}
