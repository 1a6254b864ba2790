using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>A token of an answer.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProb">log π(token) at the sampling temperature.</param>
/// <param name="Top">The most likely tokens at its place, the likeliest first; empty when they are not wanted.</param>
internal readonly record struct DrawnToken(int Id, float LogProb, IReadOnlyList<(int Id, float LogProb)> Top)
{
    /// <summary>The most likely tokens of a row of logits.</summary>
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <param name="temperature">Divides the logits; 0 counts as 1, as it does for the drawn token.</param>
    /// <param name="count">How many; ties go to the smaller id.</param>
    public static IReadOnlyList<(int Id, float LogProb)> MostLikely(ReadOnlySpan<float> logits, double temperature, int count)
    {
        var best = new List<(int Id, float Logit)>(count + 1);
        var largest = float.NegativeInfinity;
        for (var id = 0; id < logits.Length && count > 0; id++)
        {
            largest = Math.Max(largest, logits[id]);
            if (best.Count == count && logits[id] <= best[^1].Logit)
            {
                continue;
            }

            var place = best.Count;
            while (place > 0 && best[place - 1].Logit < logits[id])
            {
                place--;
            }

            best.Insert(place, (id, logits[id]));
            if (best.Count > count)
            {
                best.RemoveAt(count);
            }
        }

        var inverse = temperature > 0 ? (float)(1 / temperature) : 1f;
        double total = 0;
        foreach (var logit in logits)
        {
            total += MathF.Exp((logit - largest) * inverse);
        }

        return best.ConvertAll(entry => (entry.Id, (float)(((entry.Logit - largest) * inverse) - Math.Log(total))));
    }
}
