using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>
/// What changes scores before a token is drawn, in the order of transformers' <c>generate</c>: biases, repetition penalty, bad words,
/// shortest length, suppressed tokens, temperature, top-k, top-p, min-p. In place; −∞ where a token is removed.
/// </summary>
public static class ScoreProcessors
{
    /// <summary>Applies all that the options ask for. Greedy draws know no temperature and no filters.</summary>
    /// <param name="scores">One value per token; overwritten.</param>
    /// <param name="options">What to do.</param>
    /// <param name="context">The tokens so far.</param>
    /// <param name="work">As long as <paramref name="scores"/>; overwritten.</param>
    public static void Apply(Span<float> scores, SamplingOptions options, in DrawContext context, Span<float> work)
    {
        foreach (var (ids, bias) in options.Biases)
        {
            AddBias(scores, context.Ids, ids, (float)bias);
        }

        if (options.RepetitionPenalty != 1)
        {
            Penalise(scores, context.Ids, (float)options.RepetitionPenalty, work);
        }

        foreach (var word in options.BadWords)
        {
            if (word.Length > 1 || !context.Ends.Contains(word[0]))
            {
                AddBias(scores, context.Ids, word, float.NegativeInfinity);
            }
        }

        if (context.Answered < options.MinNewTokens || context.PromptLength + context.Answered < options.MinLength)
        {
            Remove(scores, context.Ends);
        }

        Remove(scores, options.Suppressed.AsSpan());
        if (options.Temperature > 0)
        {
            Divide(scores, (float)(options.Annealing?.At(context.Answered, context.Updates) ?? options.Temperature));
            Filter(scores, options, work);
        }
    }

    private static void Filter(Span<float> scores, SamplingOptions options, Span<float> work)
    {
        if (options.TopK > 0 && options.TopK < scores.Length)
        {
            Keep(scores, ScoreRanking.KthLargest(scores, options.TopK, work), int.MaxValue);
        }

        if (options.TopP < 1)
        {
            var (limit, ties) = ScoreRanking.Nucleus(scores, options.TopP, work);
            Keep(scores, limit, ties);
        }

        if (options.MinP > 0)
        {
            Keep(scores, Softmax.Largest(scores) + (float)Math.Log(options.MinP), int.MaxValue);
        }
    }

    private static void AddBias(Span<float> scores, ReadOnlySpan<int> before, ImmutableArray<int> sequence, float bias)
    {
        var start = sequence.AsSpan()[..^1];
        if (sequence.Length == 1 || (sequence.Length <= before.Length && before.EndsWith(start)))
        {
            Require(sequence[^1], scores.Length);
            scores[sequence[^1]] += bias;
        }
    }

    // A token that occurred twice is penalised once: from the scores as they were.
    private static void Penalise(Span<float> scores, ReadOnlySpan<int> before, float penalty, Span<float> work)
    {
        scores.CopyTo(work);
        foreach (var id in before)
        {
            scores[id] = work[id] < 0 ? work[id] * penalty : work[id] / penalty;
        }
    }

    private static void Remove(Span<float> scores, ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            Require(id, scores.Length);
            scores[id] = float.NegativeInfinity;
        }
    }

    private static void Divide(Span<float> scores, float temperature)
    {
        if (temperature != 1)
        {
            for (var id = 0; id < scores.Length; id++)
            {
                scores[id] /= temperature;
            }
        }
    }

    /// <summary>Removes what is below the limit, and of its ties all but the first ones.</summary>
    private static void Keep(Span<float> scores, float limit, int ties)
    {
        for (var id = 0; id < scores.Length; id++)
        {
            var stays = scores[id] > limit || (scores[id] == limit && ties-- > 0);
            scores[id] = stays ? scores[id] : float.NegativeInfinity;
        }
    }

    private static void Require(int id, int vocabulary)
    {
        if ((uint)id >= (uint)vocabulary)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"A sampling option names token {id}, but the vocabulary has {vocabulary} tokens.");
        }
    }
}
