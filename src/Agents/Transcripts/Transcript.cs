namespace Agentic.Agents;

/// <summary>One role's tokens, in order: instructions, then for each turn the observation and the reply. Append-only.</summary>
public sealed class Transcript(ContextWindow window)
{
    private readonly List<TokenSegment> _segments = [];
    private readonly List<TurnSpan> _turns = [];
    private int _preamble;

    /// <summary>How much of it a prompt shows.</summary>
    public ContextWindow Window { get; } = window;

    /// <summary>All segments.</summary>
    public IReadOnlyList<TokenSegment> Segments => _segments;

    /// <summary>Where each turn's observation and reply stand.</summary>
    public IReadOnlyList<TurnSpan> Turns => _turns;

    /// <summary>Number of segments before the first turn.</summary>
    public int Preamble => _preamble;

    /// <summary>Tokens so far.</summary>
    public int Length { get; private set; }

    /// <summary>The last reply, or null before the first.</summary>
    public TokenSegment? LastReply => _turns.Count > 0 && _turns[^1].Reply is { } index ? _segments[index] : null;

    /// <summary>Where the reply to a turn came from; null while the turn is open.</summary>
    public SegmentOrigin? ReplyOrigin(int turn) => _turns[turn].Reply is { } reply ? _segments[reply].Origin : null;

    /// <summary>The turns that the policy answered itself, in order: no answer that was given in its place.</summary>
    public IEnumerable<int> SampledTurns => Enumerable.Range(0, _turns.Count).Where(turn => ReplyOrigin(turn) == SegmentOrigin.Sampled);

    /// <summary>Writes the standing instructions. Only once, and first.</summary>
    public void Begin(IReadOnlyList<TokenSegment> preamble)
    {
        if (_segments.Count > 0)
        {
            throw new InvalidOperationException("The transcript has begun already.");
        }

        Append(preamble);
        _preamble = _segments.Count;
    }

    /// <summary>Opens the next turn with its observation, and gives its prompt.</summary>
    public IReadOnlyList<TokenSegment> Observe(IReadOnlyList<TokenSegment> observation)
    {
        Open(observation);
        return Prompt(_turns.Count - 1);
    }

    /// <summary>Closes the turn with its reply, and says where its tokens stand.</summary>
    public TokenSpan Reply(TokenSegment reply)
    {
        if (_turns.Count == 0 || _turns[^1].Reply is not null)
        {
            throw new InvalidOperationException("There is no open turn to reply to.");
        }

        var span = new TokenSpan(Length, reply.Ids.Length);
        _turns[^1] = _turns[^1] with { Reply = _segments.Count };
        Append([reply]);
        return span;
    }

    /// <summary>The segments that the policy read at a turn: instructions, the turns in the window, the turn's observation.</summary>
    public IReadOnlyList<TokenSegment> Prompt(int turn)
    {
        var first = _turns[Window.FirstTurn(turn)].Start;
        // The end of a reply that the window no longer shows goes with it.
        while (Window.FirstTurn(turn) > 0 && first < _turns[turn].End && _segments[first].Origin == SegmentOrigin.Forced)
        {
            first++;
        }

        var end = _turns[turn].End;
        var prompt = new List<TokenSegment>(_preamble + end - first);
        prompt.AddRange(_segments[.._preamble]);
        prompt.AddRange(_segments[first..end]);
        return prompt;
    }

    /// <summary>Opens the next turn without building its prompt, which a reader of many turns would pay for in the square of their number.</summary>
    internal void Open(IReadOnlyList<TokenSegment> observation)
    {
        if (_turns.Count > 0 && _turns[^1].Reply is null)
        {
            throw new InvalidOperationException("The turn before has no reply yet.");
        }

        var start = _segments.Count;
        Append(observation);
        _turns.Add(new TurnSpan(start, _segments.Count, null));
    }

    private void Append(IReadOnlyList<TokenSegment> segments)
    {
        foreach (var segment in segments)
        {
            _segments.Add(segment);
            Length += segment.Ids.Length;
        }
    }
}

/// <summary>Where one turn stands among a transcript's segments.</summary>
/// <param name="Start">First segment of the observation.</param>
/// <param name="End">One past the last segment of the observation.</param>
/// <param name="Reply">The reply's segment, or null while the turn is open.</param>
public readonly record struct TurnSpan(int Start, int End, int? Reply);
