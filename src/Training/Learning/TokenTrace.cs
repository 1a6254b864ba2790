using Agentic.VisionPolicy;

namespace Agentic.Training.Learning;

/// <summary>What the trainer made of chosen episodes' tokens: their log-probabilities at the last time that they were learnt from.</summary>
/// <param name="episodes">The scored episodes to follow are those below this index.</param>
public sealed class TokenTrace(int episodes)
{
    private readonly Dictionary<(int Episode, int Turn), float[]> _logProbs = [];

    /// <summary>Log-probabilities of a row's learnt tokens, in order; null where it was not followed or not learnt from.</summary>
    /// <param name="episode">Index among the scored episodes.</param>
    /// <param name="turn">As <see cref="TrainingRow.Turn"/>.</param>
    public float[]? Of(int episode, int turn) => _logProbs.GetValueOrDefault((episode, turn));

    /// <summary>Looks at a micro-batch.</summary>
    public void Add(SequenceBatch batch, SliceScores scores)
    {
        if (!batch.Episodes_V.Any(episode => episode < episodes))
        {
            return;
        }

        var logProbs_VR = scores.LogProbs_VR.Read<float>();
        for (var visit = 0; visit < batch.Visits; visit++)
        {
            var row = Enumerable.Range(visit * batch.Longest, batch.Longest);
            if (batch.Episodes_V[visit] < episodes && row.Where(at => batch.IsSampled_VR[at]).Select(at => logProbs_VR[at]).ToArray() is { Length: > 0 } sampled)
            {
                _logProbs[(batch.Episodes_V[visit], batch.Turns_V[visit])] = sampled;
            }
        }
    }
}
