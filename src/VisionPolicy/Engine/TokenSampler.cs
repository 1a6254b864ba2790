using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>A token and how it was drawn.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProb">log π(token) at the sampling temperature (at 1 when greedy), over the whole vocabulary: what the trainer recomputes.</param>
/// <param name="Entropy">Entropy of that distribution, in nats.</param>
public readonly record struct SampledToken(int Id, float LogProb, float Entropy);

/// <summary>Draws one token from one row of logits. Pure: the same row, options and number give the same token on every machine.</summary>
public static class TokenSampler
{
    /// <summary>Draws by inverting the cumulative distribution in the order of the ids.</summary>
    /// <param name="logits">One value per token of the vocabulary.</param>
    /// <param name="options">Temperature and filters. Filters decide what may be drawn; they do not change the reported log-probability.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <param name="scratch">At least as long as <paramref name="logits"/>; overwritten.</param>
    /// <exception cref="InvalidOperationException">The logits hold NaN or +∞: the weights have diverged.</exception>
    public static SampledToken Draw(ReadOnlySpan<float> logits, SamplingOptions options, double uniform, Span<float> scratch)
    {
        var inverse = options.Temperature > 0 ? (float)(1 / options.Temperature) : 1f;
        var top = Largest(logits);
        var weights = scratch[..logits.Length];
        double total = 0, weighted = 0;
        for (var id = 0; id < weights.Length; id++)
        {
            var shifted = (logits[id] - logits[top]) * inverse;
            var weight = MathF.Exp(shifted);
            weights[id] = weight;
            total += weight;
            weighted += weight > 0 ? weight * (double)shifted : 0;
        }

        if (!double.IsFinite(total))
        {
            throw new InvalidOperationException("The policy's logits are not finite: its weights have diverged. Lower the learning rate, or resume from an earlier checkpoint.");
        }

        var logTotal = Math.Log(total);
        var chosen = options.Temperature > 0 ? Invert(weights, Filter(weights, total, options) * uniform) : top;
        // After filtering, a kept token's weight is unchanged, so its logit gives its log-probability either way.
        return new SampledToken(chosen, (float)(((logits[chosen] - logits[top]) * inverse) - logTotal), (float)(logTotal - (weighted / total)));
    }

    private static int Largest(ReadOnlySpan<float> logits)
    {
        var top = 0;
        for (var id = 1; id < logits.Length; id++)
        {
            top = logits[id] > logits[top] ? id : top;
        }

        return top;
    }

    /// <summary>Sets the weights of removed tokens to 0, and gives the sum of the others.</summary>
    private static double Filter(Span<float> weights, double total, SamplingOptions options)
    {
        var limit = 0f;
        if (options.TopK > 0 && options.TopK < weights.Length)
        {
            var ordered = Ordered(weights);
            limit = ordered[options.TopK - 1];
            total = Keep(weights, limit);
        }

        if (options.TopP < 1)
        {
            var ordered = Ordered(weights);
            var needed = options.TopP * total;
            double sum = 0;
            foreach (var weight in ordered)
            {
                limit = weight;
                sum += weight;
                if (sum >= needed)
                {
                    break;
                }
            }

            total = Keep(weights, limit);
        }

        return total;
    }

    private static float[] Ordered(ReadOnlySpan<float> weights)
    {
        var ordered = weights.ToArray();
        Array.Sort(ordered);
        Array.Reverse(ordered);
        return ordered;
    }

    private static double Keep(Span<float> weights, float limit)
    {
        double total = 0;
        for (var id = 0; id < weights.Length; id++)
        {
            weights[id] = weights[id] >= limit ? weights[id] : 0;
            total += weights[id];
        }

        return total;
    }

    private static int Invert(ReadOnlySpan<float> weights, double target)
    {
        var last = 0;
        double sum = 0;
        for (var id = 0; id < weights.Length; id++)
        {
            if (weights[id] > 0)
            {
                last = id;
                sum += weights[id];
                if (sum > target)
                {
                    return id;
                }
            }
        }

        // Rounding can leave the sum a hair below the target: the last token that may be drawn takes the rest.
        return last;
    }
}
