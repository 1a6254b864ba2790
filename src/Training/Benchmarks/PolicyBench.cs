using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Optimization;
using Agentic.VisionPolicy;

namespace Agentic.Training.Benchmarks;

/// <summary>A policy with random weights on its own policy thread, and how long it takes to answer and to learn.</summary>
/// <remarks>Answers go through <see cref="PolicyEngine"/> and steps through <see cref="Learner"/>, as in a run. Owns the policy and the thread.</remarks>
public sealed class PolicyBench : IAsyncDisposable
{
    private const int NoStop = -1; // answers have their full length
    private readonly QwenPolicy _policy;
    private readonly MemoryImageStore _images = new();
    private readonly PolicyEngine _engine;
    private readonly TimeProvider _clock;
    private readonly RandomKey _key;
    private ulong _rounds;

    /// <summary>Fills the model and starts the thread.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="processor">How its pictures are cut.</param>
    /// <param name="compute">The type of its layers' arithmetic.</param>
    /// <param name="maxTokens">Longest sequence.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="keptSequences">Sequences that outlive their requests; where there are none, what is measured is never found in the cache.</param>
    public PolicyBench(
        QwenConfig config, ImageProcessorConfig processor, ComputeType compute, int maxTokens, TimeProvider clock, ComputeDevice device, int keptSequences = 0)
    {
        _clock = clock;
        _key = RandomKey.FromSeed(1);
        _policy = QwenPolicy.Untrained(config, processor, _key.Derive("weights"), compute, device);
        Rows = new BenchRows(config, processor, _images, _key.Derive("rows"));
        _engine = new PolicyEngine(
            () => new QwenChunkModel(_policy.Model, new ImageProcessor(processor), _images), new EngineOptions(NoStop, maxTokens, MaxSequences: keptSequences) { CacheMiB = _policy.CacheMiB(learns: true) });
    }

    /// <summary>Where it computes.</summary>
    public ComputeDevice Device => _policy.Device;

    /// <summary>Makes prompts and rows for this policy.</summary>
    public BenchRows Rows { get; }

    /// <summary>Whether it sees pictures.</summary>
    public bool HasEyes => _policy.Config.Vision is not null;

    /// <summary>Tokens that went through the model so far.</summary>
    public long Computed => _engine.Counters.Computed;

    /// <summary>One answer.</summary>
    /// <param name="prompt">What it answers.</param>
    /// <param name="newTokens">Its length.</param>
    /// <param name="cancellation">Withdraws the request.</param>
    public async Task<TokenSegment> AnswerAsync(IReadOnlyList<TokenSegment> prompt, int newTokens, CancellationToken cancellation) =>
        await _engine.SampleAsync(prompt, ContextWindow.Full, new SamplingOptions(), newTokens, _key.Derive("draws").Derive(_rounds++), cancellation);

    /// <summary>Time to answer all prompts, submitted at once.</summary>
    /// <param name="prompts">One a row.</param>
    /// <param name="newTokens">Length of each answer.</param>
    /// <param name="cancellation">Withdraws the requests.</param>
    public async Task<BenchTimes> GenerateAsync(IReadOnlyList<IReadOnlyList<TokenSegment>> prompts, int newTokens, CancellationToken cancellation)
    {
        var round = _key.Derive("draws").Derive(_rounds++);
        var (waiting, first) = (prompts.Count, 0L);
        TokenObserver Observer()
        {
            // All are called on the policy thread.
            var isFirst = true;
            return (_, _) =>
            {
                if (isFirst && --waiting == 0)
                {
                    first = _clock.GetTimestamp();
                }

                isFirst = false;
            };
        }

        using var gate = new ManualResetEventSlim();
        // The thread is held until every request lies in its inbox, so that they meet in one batch.
        var held = _engine.RunAsync(() =>
        {
            gate.Wait(cancellation);
            return 0;
        });
        var answers = prompts.Select((prompt, row) =>
            _engine.SampleAsync(prompt, ContextWindow.Full, new SamplingOptions(), newTokens, round.Derive((ulong)row), cancellation, Observer()).AsTask()).ToArray();
        var started = _clock.GetTimestamp();
        gate.Set();
        await held;
        await Task.WhenAll(answers);
        var ended = _clock.GetTimestamp();
        return new BenchTimes(_clock.GetElapsedTime(started, first).TotalSeconds, _clock.GetElapsedTime(started, ended).TotalSeconds);
    }

    /// <summary>Somebody who teaches this policy. The caller disposes it.</summary>
    public Task<Learner> LearnAsync() => _engine.RunAsync(() => new Learner(_policy, _images, new LearnerSettings(new AdamW(new AdamWSettings()), 1)));

    /// <summary>Median seconds of a training step, by somebody who has taken none before.</summary>
    /// <param name="rows">What is learnt.</param>
    /// <param name="repeats">How often it is measured.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public async Task<double> TrainAsync(RowSet rows, BenchRepeats repeats, CancellationToken cancellation)
    {
        using var learner = await LearnAsync();
        return await TrainAsync(learner, rows, repeats, cancellation);
    }

    /// <summary>Median seconds of a training step.</summary>
    /// <param name="learner">Who takes it; borrowed.</param>
    /// <param name="rows">What is learnt.</param>
    /// <param name="repeats">How often it is measured.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public async Task<double> TrainAsync(Learner learner, RowSet rows, BenchRepeats repeats, CancellationToken cancellation)
    {
        var tokens = rows.Visits.Sum(visits => (double)visits.Count * visits[0].LearntTokens);
        var seconds = await repeats.MedianAsync(_clock, async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            var started = _clock.GetTimestamp();
            await _engine.RunAsync(() =>
            {
                var result = learner.Step(rows, (_, scores) => scores.LogProbs_VR.sum().Times(-1 / tokens), 1e-5);
                Device.Synchronize();
                return result;
            });
            return _clock.GetElapsedTime(started).TotalSeconds;
        });
        await _engine.RunAsync(() =>
        {
            learner.Optimizer.ClearGradients();
            _engine.WeightsChanged(0);
            return 0;
        });
        return seconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _policy.Dispose();
    }
}

/// <summary>Seconds of answering, from the moment that the prompts are submitted.</summary>
/// <param name="First">Until every answer has its first token, which comes with the prefill.</param>
/// <param name="Total">Until every answer is there.</param>
public readonly record struct BenchTimes(double First, double Total);
