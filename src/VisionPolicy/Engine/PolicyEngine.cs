using System.Collections.Concurrent;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>
/// The policy thread: the one thread that owns the model and every tensor. It gathers the requests that wait, runs one forward pass
/// for all of them, draws a token for each, and completes those that are done. Requests join and leave at token boundaries.
/// </summary>
/// <remarks>
/// Which requests meet in a batch depends on timing; what they get does not, because a row's numbers do not depend on its batch
/// (<see cref="IChunkModel.Extend"/>) and each token has a random key of its own. Training steps run here too, between batches
/// (<see cref="RunAsync{T}"/>): sampler and trainer share one set of weights.
/// </remarks>
public sealed class PolicyEngine : IAsyncDisposable
{
    private readonly BlockingCollection<object> _inbox = [];
    private readonly List<PolicyRequest> _active = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EngineOptions _options;
    private readonly PrefixTree _tree;
    private IChunkModel _model = null!; // set by the policy thread before it takes the first request
    private float[] _scratch = [];
    private volatile Exception? _failure;

    /// <summary>Starts the thread; the model is made there, because its tensors belong there.</summary>
    public PolicyEngine(Func<IChunkModel> createModel, EngineOptions options)
    {
        (_options, _tree) = (options, new PrefixTree(options.MaxPrefixes));
        new Thread(() => Run(createModel)) { Name = "policy", IsBackground = true }.Start();
    }

    /// <summary>Whether the thread takes no more work: it was shut down, or broke.</summary>
    public bool HasEnded => _inbox.IsAddingCompleted;

    /// <summary>Counts of the work done so far.</summary>
    public EngineCounters Counters { get; } = new();

    /// <summary>Optimiser steps behind the present weights; written to each sampled segment.</summary>
    public int WeightVersion { get; private set; }

    /// <summary>Samples one answer.</summary>
    /// <param name="prompt">Everything that the policy reads.</param>
    /// <param name="window">How the prompt came about (see <see cref="PromptChunk.Split"/>).</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="maxTokens">Longest answer, stop token included.</param>
    /// <param name="key">Token i is drawn with child i.</param>
    /// <param name="cancellation">Withdraws the request.</param>
    /// <param name="observer">Told of each token as it is drawn; null for nobody.</param>
    public async ValueTask<TokenSegment> SampleAsync(
        IReadOnlyList<TokenSegment> prompt, ContextWindow window, SamplingOptions sampling, int maxTokens, RandomKey key, CancellationToken cancellation,
        TokenObserver? observer = null)
    {
        var request = new PolicyRequest(PromptChunk.Split(prompt, window), sampling, maxTokens, key, cancellation, observer);
        Post(request);
        return await request.Answer;
    }

    /// <summary>Runs work on the policy thread, between two batches.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new Work(
            () =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            done.SetException));
        return done.Task;
    }

    /// <summary>Says that the weights have changed: what was computed under the old ones is forgotten. Call on the policy thread.</summary>
    public void WeightsChanged(int version)
    {
        WeightVersion = version;
        _tree.Clear();
        _model.WeightsChanged();
    }

    /// <summary>Fails what still waits, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_inbox.IsAddingCompleted)
        {
            _inbox.CompleteAdding();
        }

        await _finished.Task;
        _inbox.Dispose();
    }

    private void Post(object item)
    {
        try
        {
            _inbox.Add(item);
        }
        catch (InvalidOperationException)
        {
            throw Ended();
        }
    }

    private Exception Ended() => _failure is { } failure
        ? new InvalidOperationException($"The policy thread has ended: {failure.Message}", failure)
        : new ObjectDisposedException(nameof(PolicyEngine), "The policy has been shut down.");

    private void Run(Func<IChunkModel> createModel)
    {
        try
        {
            _model = createModel();
            _scratch = new float[_model.VocabularySize];
            while (Gather())
            {
                Step();
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
        finally
        {
            (_model as IDisposable)?.Dispose();
            Abandon(Ended());
            _finished.SetResult();
        }
    }

    /// <summary>Takes what has arrived; waits only when there is nothing to compute. False when the engine has been shut down.</summary>
    private bool Gather()
    {
        while (_active.Count == 0)
        {
            if (!_inbox.TryTake(out var first, Timeout.Infinite))
            {
                return false;
            }

            Accept(first);
        }

        // Callers that were just answered come back within microseconds: a batch that waits for them a moment is wide instead of many.
        var patience = new SpinWait();
        for (var idle = 0; idle < _options.LingerSpins && _active.Count < _options.MaxBatch;)
        {
            if (_inbox.TryTake(out var next))
            {
                Accept(next);
                idle = 0;
            }
            else
            {
                patience.SpinOnce(sleep1Threshold: -1);
                idle++;
            }
        }

        return true;
    }

    private void Accept(object item)
    {
        if (item is PolicyRequest request)
        {
            Admit(request);
        }
        else
        {
            ((Work)item).Run();
        }
    }

    private void Admit(PolicyRequest request)
    {
        Counters.Requests++;
        if (Continue(request))
        {
            _active.Add(request);
        }
    }

    /// <summary>Lets a request walk on; true while it still needs a forward pass.</summary>
    private bool Continue(PolicyRequest request)
    {
        try
        {
            if (request.IsCancelled)
            {
                request.Fail(null);
                return false;
            }

            if (request.Advance(_tree, _options.StopToken, _scratch))
            {
                return true;
            }

            Counters.Sampled += request.Complete(WeightVersion);
            return false;
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            return false;
        }
    }

    /// <summary>One forward pass for every prefix that somebody waits for.</summary>
    private void Step()
    {
        var nodes = new List<PrefixNode>(_active.Count);
        var rows = new List<ChunkRow>(_active.Count);
        var logits = new List<float[]>(_active.Count);
        foreach (var request in _active)
        {
            var node = request.At!;
            if (node.Slot >= 0)
            {
                continue; // another request of this batch waits for the same prefix
            }

            if (node.Length > _options.MaxTokens)
            {
                continue; // failed below
            }

            var from = _tree.Place(node);
            rows.Add(new ChunkRow(node.Slot, from, node.Parent!.Length, node.Parent.NextPosition, node.Chunk!));
            logits.Add(new float[_model.VocabularySize]);
            nodes.Add(node);
            Counters.Computed += node.Chunk!.Ids.Length;
        }

        if (rows.Count > 0)
        {
            _model.Extend(rows, logits);
            Counters.Batches++;
        }

        for (var row = 0; row < nodes.Count; row++)
        {
            nodes[row].Logits = logits[row];
            nodes[row].NextPosition = _model.PositionAfter(nodes[row].Chunk!, nodes[row].Parent!.NextPosition);
        }

        _active.RemoveAll(request => !Survives(request));
        _tree.Trim();
    }

    private bool Survives(PolicyRequest request)
    {
        if (request.At!.Logits is null)
        {
            request.Fail(new AgentFaultException(
                $"The prompt has {request.At.Length} tokens, but the policy reads at most {_options.MaxTokens}. Lower limits.tokens or the context.", retryable: false));
            return false;
        }

        return Continue(request);
    }

    private void Abandon(Exception exception)
    {
        _inbox.CompleteAdding();
        foreach (var request in _active)
        {
            request.Fail(exception);
        }

        _active.Clear();
        while (_inbox.TryTake(out var item))
        {
            if (item is PolicyRequest request)
            {
                request.Fail(exception);
            }
            else
            {
                ((Work)item).Fail(exception);
            }
        }
    }

    private sealed record Work(Action Run, Action<Exception> Fail);
}
