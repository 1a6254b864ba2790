using System.Collections.Concurrent;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>
/// The policy thread: the one thread that owns the model and every tensor. It gathers the requests that wait, runs one forward pass
/// for all of them, draws a token for each, and completes those that are done. Requests join and leave at token boundaries.
/// </summary>
/// <remarks>
/// Which requests meet in a batch depends on timing; what they get does not, because a row's numbers do not depend on its batch
/// (<see cref="IChunkModel.Extend"/>; on CUDA and in bfloat16 they do, in their last bits) and each token has a random key of its own. Training steps run here too, between batches
/// (<see cref="RunAsync{T}"/>): sampler and trainer share one set of weights. A second model may stand beside the first, for requests that
/// ask weights which do not learn; it has a batch and a cache of its own on the same thread.
/// </remarks>
public sealed class PolicyEngine : IAsyncDisposable
{
    private readonly BlockingCollection<object> _inbox = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EngineOptions _options;
    private RequestBatch? _batch; // made by the policy thread before it takes the first request
    private RequestBatch? _frozen; // as well, where there is a second model
    private volatile Exception? _failure;

    /// <summary>Starts the thread; the models are made there, because their tensors belong there.</summary>
    /// <param name="createModel">Makes the model.</param>
    /// <param name="options">Limits, of each model.</param>
    /// <param name="createFrozen">Makes a second one of the same vocabulary, which does not learn; null for none.</param>
    public PolicyEngine(Func<IChunkModel> createModel, EngineOptions options, Func<IChunkModel>? createFrozen = null)
    {
        (_options, HasFrozen) = (options, createFrozen is not null);
        new Thread(() => Run(createModel, createFrozen)) { Name = "policy", IsBackground = true }.Start();
    }

    /// <summary>Whether there is a second model, which does not learn.</summary>
    public bool HasFrozen { get; }

    /// <summary>Whether the thread takes no more work: it was shut down, or broke.</summary>
    public bool HasEnded => _inbox.IsAddingCompleted;

    /// <summary>Counts of the work done so far.</summary>
    public EngineCounters Counters { get; } = new();

    /// <summary>Optimiser steps behind the present weights; written to each sampled segment.</summary>
    public int WeightVersion => _batch?.WeightVersion ?? 0;

    /// <summary>Samples one answer.</summary>
    /// <param name="prompt">Everything that the policy reads.</param>
    /// <param name="window">How the prompt came about (see <see cref="PromptChunk.Split"/>).</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="maxTokens">Longest answer, stop token included.</param>
    /// <param name="key">Token i is drawn with child i.</param>
    /// <param name="cancellation">Withdraws the request; it ends at the next token, wherever it is.</param>
    /// <param name="observer">Told of each token as it is drawn; null for nobody.</param>
    /// <exception cref="AgentFaultException">The prompt is too long for the policy or for the cache, or is not of its vocabulary.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option or <paramref name="maxTokens"/> is out of range.</exception>
    public async ValueTask<TokenSegment> SampleAsync(
        IReadOnlyList<TokenSegment> prompt, ContextWindow window, SamplingOptions sampling, int maxTokens, RandomKey key, CancellationToken cancellation,
        TokenObserver? observer = null) => (await AnswerAsync(prompt, window, sampling, maxTokens, key, cancellation, observer)).Tokens;

    /// <summary>As <see cref="SampleAsync"/>, and says how long the request waited before it was first computed.</summary>
    /// <param name="prompt">Everything that the policy reads.</param>
    /// <param name="window">How the prompt came about (see <see cref="PromptChunk.Split"/>).</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="maxTokens">Longest answer, stop token included.</param>
    /// <param name="key">Token i is drawn with child i.</param>
    /// <param name="cancellation">Withdraws the request.</param>
    /// <param name="observer">Told of each token as it is drawn; null for nobody.</param>
    /// <param name="frozen">Whether the second model answers.</param>
    public async ValueTask<(TokenSegment Tokens, TimeSpan Waited)> AnswerAsync(
        IReadOnlyList<TokenSegment> prompt, ContextWindow window, SamplingOptions sampling, int maxTokens, RandomKey key, CancellationToken cancellation,
        TokenObserver? observer = null, bool frozen = false)
    {
        if (frozen && !HasFrozen)
        {
            throw new InvalidOperationException("This engine was started without a second model.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        sampling.Validate();
        var chunks = PromptChunk.Split(prompt, window);
        ArgumentOutOfRangeException.ThrowIfZero(chunks.Count, nameof(prompt));
        var request = new PolicyRequest(chunks, sampling, _options, maxTokens, key, cancellation, observer) { IsFrozen = frozen };
        Post(request);
        return (await request.Answer, request.Waited);
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
    public void WeightsChanged(int version) => _batch!.WeightsChanged(version);

    /// <summary>Says that the second model was given its weights, those before the first optimiser step. Call on the policy thread.</summary>
    public void FrozenChanged() => _frozen!.WeightsChanged(0);

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

    private void Run(Func<IChunkModel> createModel, Func<IChunkModel>? createFrozen)
    {
        IChunkModel? model = null;
        IChunkModel? frozen = null;
        try
        {
            TorchRuntime.TakeCores();
            model = createModel();
            frozen = createFrozen?.Invoke();
            var batch = new RequestBatch(model, _options, Counters);
            _frozen = frozen is null ? null : new RequestBatch(frozen, _options, Counters);
            _batch = batch;
            while (Gather())
            {
                batch.Step();
                _frozen?.Step();
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
        finally
        {
            Abandon(Ended());
            (model as IDisposable)?.Dispose();
            (frozen as IDisposable)?.Dispose();
            _finished.SetResult();
        }
    }

    /// <summary>Takes what has arrived; waits only when there is nothing to compute. False when the engine has been shut down.</summary>
    private bool Gather()
    {
        var wasIdle = Count == 0;
        while (Count == 0)
        {
            if (!_inbox.TryTake(out var first, Timeout.Infinite))
            {
                return false;
            }

            Accept(first);
        }

        // Callers that were just answered come back within microseconds: a batch that waits for them a moment is wide instead of many.
        var patience = new SpinWait();
        var spins = wasIdle || _batch!.HasAnswered || _frozen?.HasAnswered == true ? _options.LingerSpins : 1;
        for (var idle = 0; idle < spins && Count < _options.MaxBatch;)
        {
            if (_inbox.TryTake(out var next))
            {
                Accept(next);
                idle = 0;
            }
            else if (++idle < spins)
            {
                patience.SpinOnce(sleep1Threshold: -1);
            }
        }

        return true;
    }

    private int Count => _batch!.Count + (_frozen?.Count ?? 0);

    private void Accept(object item)
    {
        if (item is PolicyRequest request)
        {
            (request.IsFrozen ? _frozen! : _batch!).Add(request);
        }
        else
        {
            ((Work)item).Run();
        }
    }

    private void Abandon(Exception exception)
    {
        _inbox.CompleteAdding();
        _batch?.Abandon(exception);
        _frozen?.Abandon(exception);
        while (_inbox.TryTake(out var item))
        {
            if (item is PolicyRequest request)
            {
                request.Reject(exception);
            }
            else
            {
                ((Work)item).Fail(exception);
            }
        }
    }

    private sealed record Work(Action Run, Action<Exception> Fail);
}
