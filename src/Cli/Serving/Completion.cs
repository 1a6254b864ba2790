using System.Text.Json.Nodes;
using System.Threading.Channels;
using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>The layout of one kind of completion: what its objects are called and how a choice is told.</summary>
/// <param name="Prefix">Of the id.</param>
/// <param name="Name">Of a whole answer.</param>
/// <param name="PieceName">Of a piece of one.</param>
/// <param name="Opening">The first piece of a choice, before any token; null for none.</param>
/// <param name="Whole">A finished choice, without index and reason.</param>
/// <param name="Piece">A piece of a choice, without index.</param>
/// <param name="Closing">The last piece of a choice, without index and reason.</param>
/// <param name="Reason">Why the choice ended.</param>
internal sealed record CompletionLayout(
    string Prefix, string Name, string PieceName, Func<JsonObject>? Opening, Func<Answer, JsonObject> Whole, Func<AnswerPiece, JsonObject> Piece,
    Func<Answer, JsonObject> Closing, Func<Answer, string> Reason);

/// <summary>A request that has been understood, on its way to answers: whole, or piece by piece.</summary>
/// <param name="policy">Who answers.</param>
/// <param name="prompts">What is read; each gets as many answers as are wanted.</param>
/// <param name="settings">How.</param>
/// <param name="layout">How it is told.</param>
/// <param name="holdsCalls">Whether tool calls are kept out of pieces.</param>
/// <param name="created">Seconds since 1970.</param>
internal sealed class Completion(
    ServedPolicy policy, IReadOnlyList<IReadOnlyList<TokenSegment>> prompts, GenerationSettings settings, CompletionLayout layout, bool holdsCalls, long created)
{
    private readonly RandomKey _key = policy.KeyOf(settings.Seed);
    private readonly string _id = $"{layout.Prefix}-{policy.NextId()}";
    private readonly int[] _lengths = [.. prompts.Select(prompt => prompt.Sum(segment => segment.Ids.Length))];
    private bool _hasBegun;

    /// <summary>Tokens read.</summary>
    public int PromptTokens => _lengths.Sum();

    /// <summary>Tokens drawn so far.</summary>
    public int CompletionTokens { get; private set; }

    /// <summary>Whether the answer is sent as it is made.</summary>
    public bool IsStream => settings.IsStream;

    /// <summary>Refuses what does not fit into the model's context.</summary>
    /// <exception cref="ApiException">A prompt, or it and its answer, is too long; or there are too many answers.</exception>
    public void RequireRoom()
    {
        if (prompts.Count * settings.Answers > ServeOptions.MaxAnswers)
        {
            throw ApiException.Bad("n", $"a request may ask for at most {ServeOptions.MaxAnswers} answers, but {prompts.Count} prompts times {settings.Answers} are {prompts.Count * settings.Answers}.");
        }

        foreach (var length in _lengths)
        {
            if (length + Math.Max(1, settings.MaxTokens ?? 1) > policy.ContextLength)
            {
                throw new ApiException(
                    400, $"This model's context has {policy.ContextLength} tokens, but the prompt has {length} and the answer may have {settings.MaxTokens ?? 1}. Shorten one of them.",
                    "max_tokens", "context_length_exceeded");
            }
        }
    }

    /// <summary>The whole answer.</summary>
    public async Task<JsonObject> AnswerAsync(CancellationToken cancellation)
    {
        var answers = await AllAsync(null, null, cancellation);
        var choices = new JsonArray();
        foreach (var (answer, index) in answers.Select((answer, index) => (answer, index)))
        {
            var choice = Choice(layout.Whole(answer), index, layout.Reason(answer), answer.Tokens);
            if (settings.WantsIds && layout.Opening is null)
            {
                choice["prompt_token_ids"] = PromptIds(index / settings.Answers);
            }

            choices.Add(choice);
        }

        var body = Body(layout.Name, choices);
        if (settings.WantsIds && layout.Opening is not null)
        {
            body["prompt_token_ids"] = PromptIds(0);
        }

        body["usage"] = Usage();
        return body;
    }

    /// <summary>The answer in pieces, each one JSON object; choices take turns as their tokens come.</summary>
    /// <param name="first">Told once, from any thread, when the first token has come.</param>
    /// <param name="cancellation">The caller went away.</param>
    public async IAsyncEnumerable<JsonObject> StreamAsync(Action first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pieces = Channel.CreateUnbounded<JsonObject>(new UnboundedChannelOptions { SingleReader = true });
        for (var index = 0; index < prompts.Count * settings.Answers && layout.Opening is not null; index++)
        {
            var body = Body(layout.PieceName, [Choice(layout.Opening(), index, null, [])]);
            if (settings.WantsIds && index == 0)
            {
                body["prompt_token_ids"] = PromptIds(0);
            }

            pieces.Writer.TryWrite(body);
        }

        var all = RunAsync();
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return piece;
            }

            await all;
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (settings.WantsUsage)
        {
            var last = Body(layout.PieceName, []);
            last["usage"] = Usage();
            yield return last;
        }

        async Task RunAsync()
        {
            try
            {
                await AllAsync(choice => pieces.Writer.TryWrite(Body(layout.PieceName, [choice])), first, stop.Token);
            }
            finally
            {
                pieces.Writer.Complete();
            }
        }
    }

    /// <summary>Runs every answer; <paramref name="write"/> is given each piece of each as a choice, from any thread; null when only whole answers are wanted.</summary>
    private async Task<Answer[]> AllAsync(Action<JsonObject>? write, Action? first, CancellationToken cancellation)
    {
        // One that fails takes the others along: an answer with a hole in it is none.
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answers = await Task.WhenAll(Enumerable.Range(0, prompts.Count * settings.Answers).Select(async index =>
        {
            try
            {
                var prompt = index / settings.Answers;
                var answer = await AnswerRun.RunAsync(
                    policy, prompts[prompt], settings.MaxTokens ?? policy.ContextLength - _lengths[prompt], settings, _key.Derive((ulong)index), holdsCalls,
                    write is null ? null : piece => Send(piece, index), together.Token);
                write?.Invoke(Choice(layout.Closing(answer), index, layout.Reason(answer), []));
                return answer;
            }
            catch
            {
                await together.CancelAsync();
                throw;
            }
        }));
        CompletionTokens = answers.Sum(answer => answer.Tokens.Count);
        return answers;

        void Send(AnswerPiece piece, int index)
        {
            if (Interlocked.Exchange(ref _hasBegun, true) == false)
            {
                first?.Invoke();
            }

            // A piece without text is a control token, of which only ids and log-probabilities tell.
            if (piece.Text.Length > 0 || settings.WantsIds || settings.TopLogProbs is not null)
            {
                write!(Choice(layout.Piece(piece), index, null, piece.Tokens));
            }
        }
    }

    private JsonObject Choice(JsonObject choice, int index, string? reason, IReadOnlyList<DrawnToken> tokens)
    {
        choice["index"] = index;
        choice["finish_reason"] = reason;
        if (settings.WantsIds && tokens.Count > 0)
        {
            choice["token_ids"] = TokenJson.Ids(tokens.Select(token => token.Id));
        }

        return choice;
    }

    private JsonObject Body(string name, JsonArray choices) => new()
    {
        ["id"] = _id,
        ["object"] = name,
        ["created"] = created,
        ["model"] = policy.Name,
        ["choices"] = choices,
    };

    private JsonArray PromptIds(int prompt) => TokenJson.Ids(prompts[prompt].SelectMany(segment => segment.Ids));

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = PromptTokens,
        ["completion_tokens"] = CompletionTokens,
        ["total_tokens"] = PromptTokens + CompletionTokens,
    };
}
