using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Cli.Serving;

/// <summary><c>POST /v1/completions</c>: text or token ids, read as they are, without a chat layout.</summary>
internal static class TextRequest
{
    /// <summary>Reads a request.</summary>
    /// <param name="body">The request's JSON.</param>
    /// <param name="policy">Who answers.</param>
    /// <param name="created">Seconds since 1970.</param>
    /// <exception cref="ApiException">A field cannot be used.</exception>
    public static Completion Read(JsonElement body, ServedPolicy policy, long created)
    {
        var fields = new ApiFields(body);
        policy.RequireName(fields.Text("model"));
        var settings = GenerationSettings.OfText(fields);
        var prompts = Prompts(fields.Require("prompt"), policy);
        fields.Close();
        return new Completion(policy, prompts, settings, Layout(policy, settings), holdsCalls: false, created);
    }

    private static List<IReadOnlyList<TokenSegment>> Prompts(JsonElement prompt, ServedPolicy policy)
    {
        var isMany = prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0 && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array;
        var prompts = new List<IReadOnlyList<TokenSegment>>();
        foreach (var one in isMany ? prompt.EnumerateArray().AsEnumerable() : [prompt])
        {
            var ids = one.ValueKind == JsonValueKind.Array ? Ids(one) : policy.Tokenizer.EncodeTemplate(ApiFields.TextOf(one, "prompt"));
            if (ids.IsEmpty)
            {
                throw ApiException.Bad("prompt", "a prompt has at least one token.");
            }

            policy.RequireText(ids, "prompt");
            prompts.Add([TokenSegment.Of(SegmentOrigin.Observation, ids)]);
        }

        return prompts;
    }

    private static ImmutableArray<int> Ids(JsonElement prompt) => [.. prompt.EnumerateArray().Select(id =>
        id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : throw ApiFields.Wrong("prompt", "a text, token ids, or an array of such", id))];

    private static CompletionLayout Layout(ServedPolicy policy, GenerationSettings settings)
    {
        JsonObject? LogProbs(IReadOnlyList<DrawnToken> tokens) => settings.TopLogProbs is null ? null : TokenJson.Plain(policy, tokens, 0);
        return new CompletionLayout(
            "cmpl", "text_completion", "text_completion", Opening: null,
            Whole: answer => new JsonObject { ["text"] = answer.Text, ["logprobs"] = LogProbs(answer.Tokens) },
            Piece: piece => new JsonObject { ["text"] = piece.Text, ["logprobs"] = LogProbs(piece.Tokens) },
            Closing: _ => new JsonObject { ["text"] = "", ["logprobs"] = null },
            Reason: answer => answer.Reason);
    }
}
