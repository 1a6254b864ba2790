using Agentic.Agents;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Learning;

/// <summary>An update with a critic: forecasts → advantages → critic → policy, in this order. On the policy thread.</summary>
public static class CriticRound
{
    /// <summary>Runs it.</summary>
    /// <param name="learner">Has a critic.</param>
    /// <param name="rows">Rows of the part's episodes, one or more.</param>
    /// <param name="credit">What their turns were paid.</param>
    /// <param name="part">What was collected.</param>
    /// <param name="isAlone">Whether the policy stays as it is.</param>
    /// <param name="key">Decides which rows share a mini-batch.</param>
    /// <param name="improve">Updates the policy from the rows and their credit.</param>
    /// <returns>The rows with advantages and targets, the credit with what was made of it, and what happened.</returns>
    public static (RowSet Rows, EpisodeCredit Credit, UpdateStatistics Statistics) Run(
        Learner learner, RowSet rows, EpisodeCredit credit, RolePart part, bool isAlone, RandomKey key, Func<RowSet, EpisodeCredit, CriticStatistics, UpdateStatistics> improve)
    {
        var (settings, critic) = (part.Settings, learner.Critic ?? throw new InvalidOperationException("The advantage needs a critic, but the learner has none."));
        var pays = settings.Kl is { InReward: true, Coefficient: not 0 };
        // What was said behind another prompt has no log-probabilities of its own yet.
        rows = pays && rows.Visits.Any(visits => visits.Any(row => row.IsRelabelled)) ? learner.Rescore(rows) : rows;
        critic.Expect(rows.Visits.SelectMany(visits => visits).Select(row => row.Episode).Distinct().Average(episode => credit.Rewards_BK![episode].Sum()));
        var (given, found) = CriticCredit.Give(rows, credit, part.Scored, settings, critic.Forecast(rows), pays ? learner.DistancesToReference(rows) : null);
        var values = new CriticStatistics(settings.Critic!.LearningRate);
        CriticUpdate.Run(critic, given, settings, isAlone, key, values);
        var statistics = isAlone ? new UpdateStatistics() : improve(given, found, values);
        statistics.Critic = values;
        return (given, found, statistics);
    }
}
