using Agentic.Agents;
using Agentic.Training.Learning;

namespace Agentic.Training.Guidance;

/// <summary>What a policy thinks of others' answers.</summary>
internal static class AnswerScores
{
    /// <summary>The mean probability that the policy gives to the tokens of each episode's answers; 0 where nothing was said.</summary>
    /// <param name="session">Whose policy is asked.</param>
    /// <param name="records">The episodes.</param>
    public static async Task<double[]> MeansAsync(PolicySession session, IReadOnlyList<EpisodeRecord> records)
    {
        List<TrainingRow> rows = [.. records.SelectMany((record, at) => record.Transcripts.SelectMany(transcript => TrainingRow.Of(transcript, at, _ => true)))];
        if (rows.Count == 0)
        {
            return new double[records.Count];
        }

        var logProbs = await session.Engine.RunAsync(() => RowScorer.LogProbs(
            session.Policy, session.Images, RowSet.Fold(rows), session.Scenario.Train.MaxTokensPerPass, session.Constraint, LearnerSettings.DefaultLogitBytes));
        return [.. records.Select((_, at) => Mean(rows.Where(row => row.Episode == at).SelectMany(row => logProbs[row])))];
    }

    /// <summary>The arithmetic mean of probabilities.</summary>
    public static double Mean(IEnumerable<float> logProbs) => logProbs.Select(logProb => Math.Exp(logProb)).DefaultIfEmpty(0).Average();
}
