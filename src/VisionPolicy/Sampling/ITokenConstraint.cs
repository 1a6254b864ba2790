namespace Agentic.VisionPolicy;

/// <summary>
/// Which tokens may come next, as a pure function of the answer's earlier tokens. So whoever has an answer's ids, the trainer above
/// all, gets the very masks that the sampler used. Safe for many threads.
/// </summary>
public interface ITokenConstraint
{
    /// <summary>The state before an answer's first token.</summary>
    int Start { get; }

    /// <summary>The tokens that may follow in a state; never empty.</summary>
    TokenMask Allowed(int state);

    /// <summary>The state after a token; after an end token there is none, and the same state comes back.</summary>
    /// <exception cref="InvalidDataException">The token is not allowed there.</exception>
    int Next(int state, int token);
}

/// <summary>What follows from a constraint for a whole answer.</summary>
public static class TokenConstraints
{
    /// <summary>The mask at each token of an answer.</summary>
    /// <exception cref="InvalidDataException">The answer does not keep to the constraint: it was not sampled under it.</exception>
    public static TokenMask[] Masks(this ITokenConstraint constraint, ReadOnlySpan<int> answer)
    {
        var masks = new TokenMask[answer.Length];
        var state = constraint.Start;
        for (var at = 0; at < answer.Length; at++)
        {
            masks[at] = constraint.Allowed(state);
            state = constraint.Next(state, answer[at]);
        }

        return masks;
    }
}
