using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>A policy behind a server that speaks the chat-completions interface. Whatever the server does, a turn ends within its deadline: with an answer, or with a fault.</summary>
/// <remarks>
/// Episodes record the text. The tokens are the server's own where it gives ids that our vocabulary spells as the same text;
/// otherwise the renderer's, with the server's log-probabilities summed into them (<see cref="LogProbAlignment"/>). Entropies are not
/// known and recorded as NaN; the weight version of another's weights is −1.
/// </remarks>
public sealed class EndpointAgent : IAgent, IDisposable
{
    private readonly EndpointOptions _options;
    private readonly ITokenizer _tokenizer;
    private readonly ITurnRenderer _renderer;
    private readonly TimeProvider _clock;
    private readonly EndpointMessages _messages;
    private readonly EndpointDialect _dialect = new();
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _seats;

    /// <summary>Prepares an agent; nothing is sent yet.</summary>
    /// <param name="options">The server.</param>
    /// <param name="images">Where the episodes' pictures are; borrowed.</param>
    /// <param name="tokenizer">The vocabulary in which episodes are recorded.</param>
    /// <param name="renderer">The renderer with which they are recorded.</param>
    /// <param name="clock">Measures deadlines and pauses.</param>
    public EndpointAgent(EndpointOptions options, IImageStore images, ITokenizer tokenizer, ITurnRenderer renderer, TimeProvider clock)
    {
        (_options, _tokenizer, _renderer, _clock) = (options, tokenizer, renderer, clock);
        (_messages, _http, _seats) = (new EndpointMessages(images), EndpointExchange.CreateClient(options), new SemaphoreSlim(options.MaxConcurrent));
    }

    /// <summary>What has been asked and what it cost.</summary>
    public EndpointUsage Usage { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="AgentFaultException">There is no answer: the message says what the server did, and whether it may pass.</exception>
    public async ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
    {
        await _seats.WaitAsync(cancellation);
        try
        {
            Usage.CountTurn();
            var answer = await AskAsync(turn, cancellation);
            Usage.CountTokens(answer);
            return new AgentReply(answer.Text, Segment(answer));
        }
        catch (AgentFaultException)
        {
            Usage.CountFault();
            throw;
        }
        finally
        {
            _seats.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _seats.Dispose();
    }

    private async Task<EndpointAnswer> AskAsync(AgentTurn turn, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var random = turn.Sampling.Derive("backoff").Stream();
        var started = _clock.GetTimestamp();
        var (attempt, last) = (1, "it said nothing");
        try
        {
            while (true)
            {
                var without = _dialect.Refused;
                try
                {
                    Usage.CountAttempt();
                    return await EndpointExchange.RunAsync(_http, _options, Body(turn, without), _clock, either.Token);
                }
                catch (EndpointFailure failure) when (failure.Refusal is { } refusal && _dialect.Learn(refusal, without))
                {
                    // At once, and not counted as an attempt: each field is left out only once.
                }
                catch (EndpointFailure failure)
                {
                    last = failure.Message;
                    var pause = EndpointPause.After(attempt, _options, failure.RetryAfter, ref random);
                    if (!failure.MayPass || attempt == _options.MaxAttempts)
                    {
                        throw Fault($"{last} (attempt {attempt} of {_options.MaxAttempts})", failure.MayPass, failure);
                    }

                    if (pause >= _options.Deadline - _clock.GetElapsedTime(started))
                    {
                        throw Fault($"{last}; a pause of {pause.TotalSeconds:0.#} s would pass the deadline of {_options.Deadline.TotalSeconds:0.#} s", retryable: true, failure);
                    }

                    await EndpointPause.WaitAsync(pause, _clock, either.Token);
                    attempt++;
                }
            }
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw Fault($"no answer within the deadline of {_options.Deadline.TotalSeconds:0.#} s; {last} (attempt {attempt} of {_options.MaxAttempts})", retryable: true, late);
        }
    }

    private AgentFaultException Fault(string what, bool retryable, Exception cause) => new($"{_options}: {what}.", retryable, cause);

    private byte[] Body(AgentTurn turn, ImmutableHashSet<string> without)
    {
        var sampling = _options.Sampling;
        var body = new JsonObject
        {
            ["model"] = _options.Model,
            ["messages"] = _messages.Of(turn),
            ["temperature"] = sampling.Temperature,
            [without.Contains(EndpointDialect.OlderLimit) ? EndpointDialect.NewerLimit : EndpointDialect.OlderLimit] = turn.MaxTokens,
        };
        void Wish(string field, JsonNode? value, bool isWanted = true)
        {
            if (isWanted && !without.Contains(field))
            {
                body[field] = value;
            }
        }

        Wish("top_p", sampling.TopP, sampling.TopP < 1);
        Wish("top_k", sampling.TopK, sampling.TopK > 0);
        Wish("tools", _options.Tools is { } tools ? JsonNode.Parse(tools) : null, _options.Tools is not null);
        Wish("seed", (long)(turn.Sampling.Derive("seed").Stream().NextBits() >> 33));
        Wish("logprobs", true);
        Wish("return_token_ids", true);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private TokenSegment? Segment(EndpointAnswer answer)
    {
        var temperature = (float)_options.Sampling.Temperature;
        if (answer.Ids is { IsEmpty: false } ids && ids.All(id => id >= 0 && id < _tokenizer.VocabularySize) && _tokenizer.Decode(ids.AsSpan(), skipSpecial: true) == answer.Text)
        {
            var told = answer.Tokens is { } tokens && tokens.Length == ids.Length ? Foreign([.. tokens.Select(token => token.LogProb)], temperature) : null;
            return new TokenSegment { Origin = SegmentOrigin.Sampled, Ids = ids, Sampling = told };
        }

        if (answer.Tokens is not { } foreign)
        {
            return null;
        }

        var segment = _renderer.Reply(answer.Text);
        return segment.Ids.IsEmpty ? segment : segment with
        {
            Sampling = Foreign(
                [.. LogProbAlignment.Sum(
                    [.. segment.Ids.Select(id => _tokenizer.Bytes(id).Length)], [.. foreign.Select(token => token.Length)], [.. foreign.Select(token => token.LogProb)])],
                temperature),
        };
    }

    private static Sampling Foreign(ImmutableArray<float> logProbs, float temperature) =>
        new(logProbs, [.. Enumerable.Repeat(float.NaN, logProbs.Length)], temperature, WeightVersion: -1);
}
