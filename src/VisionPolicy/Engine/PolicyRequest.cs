using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>One answer in the making: which chunks are still to be read, then one token after another. The policy thread's, but for <see cref="Answer"/>.</summary>
internal sealed class PolicyRequest
{
    private const int UsualLength = 64;
    private readonly IReadOnlyList<PromptChunk> _prompt;
    private readonly SamplingOptions _sampling;
    private readonly RandomKey _key;
    private readonly CancellationToken _cancellation;
    private readonly TokenObserver? _observer;
    private readonly TaskCompletionSource<TokenSegment> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ImmutableArray<int>.Builder _ids;
    private readonly ImmutableArray<float>.Builder _logProbs;
    private readonly ImmutableArray<float>.Builder _entropies;
    private readonly int[] _ends;
    private readonly StopMatcher? _stops;
    private readonly int _limit;
    private readonly TimeProvider _clock;
    private readonly long _asked;
    private int[] _history = [];
    private int _walked;
    private int _state;

    /// <summary>An answer of at most <paramref name="maxTokens"/> tokens.</summary>
    /// <exception cref="AgentFaultException">The prompt is longer than the policy reads.</exception>
    public PolicyRequest(
        IReadOnlyList<PromptChunk> prompt, SamplingOptions sampling, EngineOptions options, int maxTokens, RandomKey key, CancellationToken cancellation,
        TokenObserver? observer = null)
    {
        (_prompt, _sampling, _key, _cancellation, _observer) = (prompt, sampling, key, cancellation, observer);
        (_clock, _asked) = (options.Clock, options.Clock.GetTimestamp());
        foreach (var chunk in prompt)
        {
            PromptLength += chunk.Ids.Length;
        }

        if (PromptLength > options.MaxTokens)
        {
            throw new AgentFaultException(
                $"The prompt has {PromptLength} tokens, but the policy reads at most {options.MaxTokens}. Lower limits.tokens or the context.", retryable: false);
        }

        // The last token of an answer is drawn, but never read: it needs no room.
        _limit = Math.Min(maxTokens, Math.Max(1, options.MaxTokens - PromptLength));
        var usual = Math.Min(_limit, UsualLength);
        (_ids, _logProbs, _entropies) = (ImmutableArray.CreateBuilder<int>(usual), ImmutableArray.CreateBuilder<float>(usual), ImmutableArray.CreateBuilder<float>(usual));
        _ends = [options.StopToken, .. sampling.StopTokens];
        _stops = sampling.StopStrings.IsEmpty ? null : new StopMatcher(sampling.StopStrings, options.Bytes
            ?? throw new NotSupportedException("Stop strings need the bytes of the tokens, but this engine was started without them; use stop tokens."));
        _state = sampling.Constraint?.Start ?? 0;
    }

    /// <summary>Whether it asks the model that does not learn.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>The caller's side.</summary>
    public Task<TokenSegment> Answer => _answer.Task;

    /// <summary>The prefix that it has reached; null before the first, and after the end.</summary>
    public PrefixNode? At { get; private set; }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptLength { get; }

    /// <summary>Tokens that the sequence may come to have in the cache.</summary>
    public int LongestLength => PromptLength + _limit - 1;

    /// <summary>Tokens that were drawn from another distribution than the stored one.</summary>
    public int Reshaped { get; private set; }

    /// <summary>Time from being asked to the first forward pass; known once there is an answer.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Whether the caller no longer waits.</summary>
    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>The first id of the prompt that is no token of the vocabulary; null where all are.</summary>
    public int? StrangeToken(int vocabulary)
    {
        foreach (var chunk in _prompt)
        {
            foreach (var id in chunk.Ids.Span)
            {
                if ((uint)id >= (uint)vocabulary)
                {
                    return id;
                }
            }
        }

        return null;
    }

    /// <summary>Walks on to the next prefix that it needs, as far as those are computed; false when there is nothing left to read or draw.</summary>
    /// <param name="tree">Where prefixes are.</param>
    /// <param name="updates">Optimiser steps behind the weights.</param>
    /// <param name="scratch">Two rows of the vocabulary.</param>
    public bool Advance(PrefixTree tree, int updates, Span<float> scratch)
    {
        while (true)
        {
            if (_walked < _prompt.Count + _ids.Count)
            {
                var chunk = _walked < _prompt.Count ? _prompt[_walked] : PromptChunk.Of(_ids[_walked - _prompt.Count]);
                var node = tree.Enter(At ?? tree.Root, chunk);
                Leave(tree);
                At = node;
                _walked++;
                if (node.Slot < 0)
                {
                    return true;
                }
            }
            else if (At!.Logits is null)
            {
                return true;
            }
            else if (Draw(At.Logits, updates, scratch))
            {
                return false;
            }
        }
    }

    /// <summary>Says that the request is in work from now on.</summary>
    public void Enter() => Waited = _clock.GetElapsedTime(_asked);

    /// <summary>Gives its place back, to walk the same way again later.</summary>
    public void StepBack(PrefixTree tree)
    {
        Leave(tree);
        _walked = 0;
    }

    /// <summary>Hands the answer to the caller, and says how many tokens it has.</summary>
    public int Complete(PrefixTree tree, int weightVersion)
    {
        var length = _ids.Count;
        Leave(tree);
        _answer.SetResult(new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = _ids.DrainToImmutable(),
            Sampling = new Sampling(
                _logProbs.DrainToImmutable(), _entropies.DrainToImmutable(),
                (float)(_sampling.Temperature > 0 ? _sampling.StoredTemperature : 0), weightVersion),
        });
        return length;
    }

    /// <summary>Tells the caller that there will be no answer, before any work was done.</summary>
    public void Reject(Exception exception) => _answer.TrySetException(exception);

    /// <summary>Tells the caller that there will be no answer; null means that the caller withdrew.</summary>
    public void Fail(PrefixTree tree, Exception? exception)
    {
        Leave(tree);
        _ = exception is null ? _answer.TrySetCanceled(_cancellation) : _answer.TrySetException(exception);
    }

    /// <summary>Draws the next token; true when it is the last.</summary>
    private bool Draw(float[] logits, int updates, Span<float> scratch)
    {
        var context = new DrawContext
        {
            Ids = _sampling.ReadsHistory ? History() : [],
            PromptLength = PromptLength,
            Answered = _ids.Count,
            Ends = _ends,
            Allowed = _sampling.Constraint?.Allowed(_state),
            Updates = updates,
        };
        var token = TokenSampler.Draw(logits, _sampling, context, _key.Derive((ulong)_ids.Count).Stream().NextDouble(), scratch);
        _ids.Add(token.Id);
        _logProbs.Add(token.LogProb);
        _entropies.Add(token.Entropy);
        _observer?.Invoke(token, logits);
        Reshaped += Math.Abs(token.DrawnLogProb - token.LogProb) > 1e-5f ? 1 : 0;
        _state = _sampling.Constraint?.Next(_state, token.Id) ?? 0;
        var isStopped = _stops?.Read(token.Id) ?? false;
        return isStopped || _ids.Count == _limit || _ends.AsSpan().Contains(token.Id);
    }

    // Prompt and answer in one array, filled up as the answer grows.
    private ReadOnlySpan<int> History()
    {
        if (_history.Length == 0)
        {
            _history = new int[PromptLength + _limit];
            var start = 0;
            foreach (var chunk in _prompt)
            {
                chunk.Ids.Span.CopyTo(_history.AsSpan(start));
                start += chunk.Ids.Length;
            }
        }

        if (_ids.Count > 0)
        {
            _history[PromptLength + _ids.Count - 1] = _ids[^1];
        }

        return _history.AsSpan(0, PromptLength + _ids.Count);
    }

    private void Leave(PrefixTree tree)
    {
        if (At is { } node)
        {
            tree.Leave(node);
            At = null;
        }
    }
}
