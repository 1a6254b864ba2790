namespace Agentic.VisionPolicy;

/// <summary>A token and how it was drawn.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProb">
/// log π(token) of the policy as the trainer recomputes it: the whole distribution at <see cref="SamplingOptions.StoredTemperature"/>,
/// within what the grammar allows; before penalties, biases, filters and annealing.
/// </param>
/// <param name="Entropy">Entropy of that distribution, in nats.</param>
/// <param name="DrawnLogProb">The token's log-probability in the distribution that it was drawn from; 0 for greedy draws. It equals LogProb where nothing reshapes.</param>
public readonly record struct SampledToken(int Id, float LogProb, float Entropy, float DrawnLogProb);

/// <summary>Draws one token from one row of logits. Pure: the same row, options, context and number give the same token on every machine.</summary>
public static class TokenSampler
{
    private const int Block = 64;

    /// <summary>Draws by inverting the cumulative distribution in the order of the ids. Allocates nothing.</summary>
    /// <param name="logits">One value per token of the vocabulary; −∞ for a token that does not exist.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="context">The tokens so far, and what the grammar allows.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="scratch">At least twice as long as <paramref name="logits"/>; overwritten.</param>
    /// <exception cref="InvalidOperationException">The logits hold NaN or +∞ (the weights have diverged), or the options leave no token.</exception>
    public static SampledToken Draw(ReadOnlySpan<float> logits, SamplingOptions options, in DrawContext context, double uniform, Span<float> scratch)
    {
        var scores = scratch[..logits.Length];
        var work = scratch.Slice(logits.Length, logits.Length);
        var source = logits;
        if (context.Allowed is { } allowed)
        {
            logits.CopyTo(scores);
            allowed.Apply(scores);
            source = scores;
        }

        var scale = (float)(1 / options.StoredTemperature);
        var stored = Softmax.Weigh(source, scale, work);
        if (!double.IsFinite(stored.Total))
        {
            throw Unusable(logits);
        }

        var (logTotal, entropy) = (Math.Log(stored.Total), (float)stored.Entropy);
        if (!options.Reshapes)
        {
            var id = options.Temperature > 0 ? Invert(work, stored.Total * uniform) : source.IndexOf(stored.Top);
            var logProb = (float)(((source[id] - stored.Top) * scale) - logTotal);
            return new SampledToken(id, logProb, entropy, options.Temperature > 0 ? logProb : 0);
        }

        if (context.Allowed is null)
        {
            logits.CopyTo(scores);
        }

        ScoreProcessors.Apply(scores, options, context, work);
        var drawn = Softmax.Weigh(scores, 1, work);
        if (!double.IsFinite(drawn.Total))
        {
            throw new InvalidOperationException("The sampling options remove every token: nothing is left to draw. Suppress fewer tokens, or shorten min_new_tokens.");
        }

        var chosen = options.Temperature > 0 ? Invert(work, drawn.Total * uniform) : scores.IndexOf(drawn.Top);
        var unfiltered = context.Allowed is null || context.Allowed.Contains(chosen) ? logits[chosen] : float.NegativeInfinity;
        return new SampledToken(
            chosen, (float)(((unfiltered - stored.Top) * scale) - logTotal), entropy,
            options.Temperature > 0 ? (float)(scores[chosen] - drawn.Top - Math.Log(drawn.Total)) : 0);
    }

    private static InvalidOperationException Unusable(ReadOnlySpan<float> logits)
    {
        foreach (var logit in logits)
        {
            if (float.IsNaN(logit) || float.IsPositiveInfinity(logit))
            {
                return new("The policy's logits are not finite: its weights have diverged. Lower the learning rate, or resume from an earlier checkpoint.");
            }
        }

        return new("No token may be drawn: every one that the grammar allows has logit −∞.");
    }

    private static int Invert(ReadOnlySpan<float> weights, double target)
    {
        // Whole blocks are summed lane by lane; only the one in which the sum passes the target is walked.
        double sum = 0;
        var last = 0;
        for (var start = 0; start < weights.Length; start += Block)
        {
            var block = weights[start..Math.Min(start + Block, weights.Length)];
            var blockSum = Softmax.Sum(block);
            if (blockSum > 0 && sum + blockSum > target)
            {
                var inside = sum;
                for (var id = 0; id < block.Length; id++)
                {
                    inside += block[id];
                    if (block[id] > 0)
                    {
                        last = start + id;
                        if (inside > target)
                        {
                            return last;
                        }
                    }
                }

                // The two orders of summing differ by a rounding: the block's last token takes the rest.
                return last;
            }

            last = blockSum > 0 ? start + block.LastIndexOfAnyExcept(0f) : last;
            sum += blockSum;
        }

        // Rounding can leave the sum a hair below the target: the last token that may be drawn takes the rest.
        return last;
    }
}
