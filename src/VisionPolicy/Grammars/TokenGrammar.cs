using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Holds answers to a grammar, token by token, over any byte-level vocabulary. A finished answer is a text of the grammar, however it was cut into tokens.</summary>
/// <remarks>
/// Masks are computed once for each state that is reached, and kept. Control tokens are no text and never allowed; the end token is
/// allowed where the text may end. State numbers depend on the order of discovery, masks do not.
/// </remarks>
public sealed class TokenGrammar : ITokenConstraint
{
    private readonly Lock _gate = new();
    private readonly ByteAutomaton _automaton;
    private readonly TokenBytes _bytes;
    private readonly int[] _sorted; // ids of tokens that are text, by their bytes
    private readonly int _vocabulary;
    private readonly int _endToken;
    private readonly Dictionary<int, TokenMask> _masks = [];

    /// <summary>Prepares a grammar for a vocabulary.</summary>
    /// <param name="rule">The texts.</param>
    /// <param name="bytes">What tokens stand for.</param>
    /// <param name="vocabulary">Length of a row of logits; at least as long as there are tokens.</param>
    /// <param name="endToken">Closes an answer.</param>
    public TokenGrammar(GrammarRule rule, TokenBytes bytes, int vocabulary, int endToken)
    {
        (_automaton, _bytes, _vocabulary, _endToken) = (new ByteAutomaton(rule), bytes, vocabulary, endToken);
        _sorted = [.. Enumerable.Range(0, Math.Min(vocabulary, bytes.Count)).Where(id => bytes.Of(id).Length > 0 && id != endToken)];
        Array.Sort(_sorted, (left, right) => bytes.Of(left).SequenceCompareTo(bytes.Of(right)));
    }

    /// <inheritdoc/>
    public int Start => _automaton.Start;

    /// <summary>The grammar of a world's answers; null when the world has none that is regular.</summary>
    public static TokenGrammar? Of(WorldDescriptor world, TokenBytes bytes, int vocabulary, int endToken)
    {
        var rule = world.AnswerSchema is { } schema ? JsonSchemaGrammar.Parse(schema) : world.AnswerPattern is { } pattern ? GrammarPattern.Parse(pattern) : null;
        return rule is null ? null : new TokenGrammar(rule, bytes, vocabulary, endToken);
    }

    /// <inheritdoc/>
    /// <exception cref="GrammarException">No token of the vocabulary leads on.</exception>
    public TokenMask Allowed(int state)
    {
        lock (_gate)
        {
            return _masks.TryGetValue(state, out var mask) ? mask : _masks[state] = Compute(state);
        }
    }

    /// <inheritdoc/>
    public int Next(int state, int token)
    {
        lock (_gate)
        {
            var next = token == _endToken ? (_automaton.IsAccepting(state) ? state : -1) : _bytes.Of(token).IsEmpty ? -1 : Walk(state, _bytes.Of(token));
            return next >= 0 ? next : throw new InvalidDataException($"Token {token} is not allowed by the grammar at this place of the answer.");
        }
    }

    private int Walk(int state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            state = _automaton.Next(state, value);
            if (state < 0)
            {
                break;
            }
        }

        return state;
    }

    private TokenMask Compute(int state)
    {
        var allowed = new List<int>();
        Collect(0, _sorted.Length, 0, state, allowed);
        if (_automaton.IsAccepting(state))
        {
            allowed.Add(_endToken);
        }

        return allowed.Count > 0
            ? new TokenMask(_vocabulary, allowed)
            : throw new GrammarException("No token of the vocabulary goes on from here: it has no token for a byte that the grammar needs.");
    }

    /// <summary>Tokens <paramref name="low"/> .. <paramref name="high"/> − 1 share their first <paramref name="depth"/> bytes, which led to the state.</summary>
    private void Collect(int low, int high, int depth, int state, List<int> allowed)
    {
        for (; low < high && _bytes.Of(_sorted[low]).Length == depth; low++)
        {
            allowed.Add(_sorted[low]);
        }

        while (low < high)
        {
            var value = _bytes.Of(_sorted[low])[depth];
            var end = EndOf(low, high, depth, value);
            if (_automaton.Next(state, value) is var next and >= 0)
            {
                Collect(low, end, depth + 1, next, allowed);
            }

            low = end;
        }
    }

    private int EndOf(int low, int high, int depth, byte value)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _bytes.Of(_sorted[middle])[depth] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
