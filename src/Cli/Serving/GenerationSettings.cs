using System.Collections.Immutable;
using System.Text.Json;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>What chat and plain completions have in common.</summary>
/// <param name="Sampling">How tokens are drawn.</param>
/// <param name="MaxTokens">Longest answer, or null for what the context leaves.</param>
/// <param name="Stop">Texts that end an answer, and are not part of it.</param>
/// <param name="Answers">Answers to each prompt.</param>
/// <param name="Seed">Root of the random stream, or null.</param>
/// <param name="IsStream">Whether the answer is sent as it is made.</param>
/// <param name="WantsUsage">Whether a stream ends with the count of tokens.</param>
/// <param name="WantsIds">Whether token ids are sent.</param>
/// <param name="TopLogProbs">Alternatives to each token; null when no log-probabilities are wanted.</param>
internal sealed record GenerationSettings(
    SamplingOptions Sampling, int? MaxTokens, ImmutableArray<string> Stop, int Answers, long? Seed, bool IsStream, bool WantsUsage, bool WantsIds, int? TopLogProbs)
{
    private const int MaxTop = 20;
    private const int MaxStops = 16;

    /// <summary>Reads the fields of a chat completion.</summary>
    public static GenerationSettings OfChat(ApiFields fields)
    {
        var wanted = fields.Flag("logprobs");
        var top = fields.Integer("top_logprobs", 0, MaxTop);
        return !wanted && top > 0
            ? throw ApiException.Bad("top_logprobs", "needs \"logprobs\": true.")
            : Read(fields, fields.Integer("max_completion_tokens", 1, int.MaxValue) ?? fields.Integer("max_tokens", 1, int.MaxValue), wanted ? top ?? 0 : null);
    }

    /// <summary>Reads the fields of a plain completion, whose answers have 16 tokens unless more are asked for.</summary>
    public static GenerationSettings OfText(ApiFields fields) =>
        Read(fields, fields.Integer("max_tokens", 1, int.MaxValue) ?? 16, fields.Integer("logprobs", 0, MaxTop));

    private static GenerationSettings Read(ApiFields fields, int? maxTokens, int? topLogProbs)
    {
        _ = fields.Find("max_tokens");
        var topK = fields.Integer("top_k", -1, int.MaxValue) ?? 0;
        return new GenerationSettings(
            new SamplingOptions(fields.Number("temperature", 0, 100, 1), Math.Max(topK, 0), fields.Number("top_p", 1e-6, 1, 1)),
            maxTokens, Stops(fields.Find("stop")), fields.Integer("n", 1, ServeOptions.MaxAnswers) ?? 1, fields.Long("seed"), fields.Flag("stream"),
            fields.Find("stream_options") is { ValueKind: JsonValueKind.Object } options && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True,
            fields.Flag("return_token_ids"), topLogProbs);
    }

    private static ImmutableArray<string> Stops(JsonElement? stop)
    {
        var texts = stop switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(one => ApiFields.TextOf(one, "stop"))],
            { } one => ImmutableArray.Create(ApiFields.TextOf(one, "stop")),
        };
        return texts.Length <= MaxStops && texts.All(text => text.Length > 0)
            ? texts
            : throw ApiException.Bad("stop", $"expected at most {MaxStops} texts that are not empty.");
    }
}
