using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>One answer in the making: which chunks are still to be read, then one token after another.</summary>
internal sealed class PolicyRequest(
    IReadOnlyList<PromptChunk> prompt, SamplingOptions sampling, int maxTokens, RandomKey key, CancellationToken cancellation,
    TokenObserver? observer = null)
{
    private readonly ImmutableArray<int>.Builder _ids = ImmutableArray.CreateBuilder<int>(maxTokens);
    private readonly ImmutableArray<float>.Builder _logProbs = ImmutableArray.CreateBuilder<float>(maxTokens);
    private readonly ImmutableArray<float>.Builder _entropies = ImmutableArray.CreateBuilder<float>(maxTokens);
    private readonly TaskCompletionSource<TokenSegment> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    /// <summary>The caller's side.</summary>
    public Task<TokenSegment> Answer => _answer.Task;

    /// <summary>The prefix that it has reached.</summary>
    public PrefixNode? At { get; private set; }

    /// <summary>Whether the caller no longer waits.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Walks on to the next prefix that it needs, as far as those are computed; false when there is nothing left to read or draw.</summary>
    /// <param name="tree">Where prefixes are.</param>
    /// <param name="stopToken">The token that closes an answer.</param>
    /// <param name="scratch">One row of the vocabulary.</param>
    public bool Advance(PrefixTree tree, int stopToken, Span<float> scratch)
    {
        while (true)
        {
            if (_read < prompt.Count)
            {
                MoveTo(tree.Child(At ?? tree.Root, prompt[_read++]));
            }
            else
            {
                var token = TokenSampler.Draw(At!.Logits, sampling, key.Derive((ulong)_ids.Count).Stream().NextDouble(), scratch);
                _ids.Add(token.Id);
                _logProbs.Add(token.LogProb);
                _entropies.Add(token.Entropy);
                observer?.Invoke(token, At!.Logits);
                if (token.Id == stopToken || _ids.Count == maxTokens)
                {
                    return false;
                }

                MoveTo(tree.Child(At!, PromptChunk.Of(token.Id)));
            }

            if (At!.Logits is null)
            {
                return true;
            }
        }
    }

    /// <summary>Hands the answer to the caller, and says how many tokens it has.</summary>
    public int Complete(int weightVersion)
    {
        var length = _ids.Count;
        Leave();
        _answer.SetResult(new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = _ids.DrainToImmutable(),
            Sampling = new Sampling(_logProbs.DrainToImmutable(), _entropies.DrainToImmutable(), (float)sampling.Temperature, weightVersion),
        });
        return length;
    }

    /// <summary>Tells the caller that there will be no answer.</summary>
    public void Fail(Exception? exception)
    {
        Leave();
        _ = exception is null ? _answer.TrySetCanceled(cancellation) : _answer.TrySetException(exception);
    }

    private void MoveTo(PrefixNode node)
    {
        node.Pins++;
        Leave();
        At = node;
    }

    private void Leave()
    {
        if (At is { } node)
        {
            node.Pins--;
            At = null;
        }
    }
}
