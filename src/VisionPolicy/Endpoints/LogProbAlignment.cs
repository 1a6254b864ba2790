namespace Agentic.VisionPolicy;

/// <summary>Log-probabilities of one division of a text into tokens, carried over to another division of it.</summary>
public static class LogProbAlignment
{
    /// <summary>
    /// Each token of ours gets the sum over the foreign tokens that end within it, 0 when none does. So the sum over the whole text,
    /// its log-probability, stays what it was.
    /// </summary>
    /// <param name="lengths">Length of each of our tokens, in bytes; at least one token.</param>
    /// <param name="foreignLengths">Length of each foreign token, in bytes.</param>
    /// <param name="foreignLogProbs">log π of each foreign token.</param>
    public static float[] Sum(ReadOnlySpan<int> lengths, ReadOnlySpan<int> foreignLengths, ReadOnlySpan<float> foreignLogProbs)
    {
        var sums = new double[lengths.Length];
        var (token, end, foreignEnd) = (0, lengths[0], 0);
        for (var foreign = 0; foreign < foreignLengths.Length; foreign++)
        {
            foreignEnd += foreignLengths[foreign];
            while (end < foreignEnd && token < lengths.Length - 1)
            {
                end += lengths[++token];
            }

            sums[token] += foreignLogProbs[foreign];
        }

        return Array.ConvertAll(sums, sum => (float)sum);
    }
}
