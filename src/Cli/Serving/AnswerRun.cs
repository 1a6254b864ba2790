using System.Threading.Channels;
using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>A finished answer.</summary>
/// <param name="Text">Without control tokens and stop text.</param>
/// <param name="Tokens">As drawn, up to the one that completed a stop text.</param>
/// <param name="Reason">"stop" or "length".</param>
internal sealed record Answer(string Text, IReadOnlyList<DrawnToken> Tokens, string Reason);

/// <summary>What is new in an answer.</summary>
/// <param name="Text">May be empty while characters or stop texts are incomplete.</param>
/// <param name="Tokens">Drawn since the last piece.</param>
internal sealed record AnswerPiece(string Text, IReadOnlyList<DrawnToken> Tokens);

/// <summary>One prompt on its way through the policy thread.</summary>
internal static class AnswerRun
{
    /// <summary>Samples an answer.</summary>
    /// <param name="policy">Who answers.</param>
    /// <param name="prompt">What it reads.</param>
    /// <param name="maxTokens">Longest answer.</param>
    /// <param name="settings">How tokens are drawn.</param>
    /// <param name="key">Root of the answer's random stream.</param>
    /// <param name="holdsCalls">Whether tool calls are kept out of the pieces.</param>
    /// <param name="piece">Given each piece in order, the last one included; null when only the whole answer is wanted.</param>
    /// <param name="cancellation">The caller went away: the policy thread drops the request at the next token.</param>
    public static async Task<Answer> RunAsync(
        ServedPolicy policy, IReadOnlyList<TokenSegment> prompt, int maxTokens, GenerationSettings settings, RandomKey key, bool holdsCalls,
        Action<AnswerPiece>? piece, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var drawn = Channel.CreateUnbounded<DrawnToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var sampling = SampleAsync();
        var text = new AnswerText(settings.Stop, holdsCalls);
        var tokens = new List<DrawnToken>();
        var sent = 0;
        try
        {
            await foreach (var token in drawn.Reader.ReadAllAsync(CancellationToken.None))
            {
                tokens.Add(token);
                text.Add(policy.Visible(token.Id).Span);
                if (text.IsStopped)
                {
                    break;
                }

                if (piece is not null && text.Take() is { Length: > 0 } words)
                {
                    piece(new AnswerPiece(words, tokens[sent..]));
                    sent = tokens.Count;
                }
            }
        }
        finally
        {
            // The policy thread must have let go of the prompt's pictures before the caller does.
            await enough.CancelAsync();
            await ((Task)sampling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!text.IsStopped)
        {
            await sampling;
        }

        text.End();
        var rest = text.Take(isLast: true);
        if (piece is not null && (rest.Length > 0 || sent < tokens.Count))
        {
            piece(new AnswerPiece(rest, tokens[sent..]));
        }

        return new Answer(text.ToString(), tokens, text.IsStopped || tokens[^1].Id == policy.StopToken ? "stop" : "length");

        async Task SampleAsync()
        {
            try
            {
                var count = settings.TopLogProbs ?? 0;
                await policy.Engine.SampleAsync(prompt, ContextWindow.Full, settings.Sampling, maxTokens, key, enough.Token, (token, logits) =>
                    drawn.Writer.TryWrite(new DrawnToken(token.Id, token.LogProb, DrawnToken.MostLikely(logits, settings.Sampling.Temperature, count))));
            }
            finally
            {
                drawn.Writer.Complete();
            }
        }
    }
}
