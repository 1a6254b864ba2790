using System.Text;
using System.Text.Json.Nodes;

namespace Agentic.Cli.Serving;

/// <summary>Tokens and their log-probabilities in the layouts of the interface.</summary>
internal static class TokenJson
{
    // −∞ is no JSON number; nobody meets a log-probability as low as this otherwise.
    private const float Lowest = -9999;

    /// <summary>Token ids.</summary>
    public static JsonArray Ids(IEnumerable<int> ids) => new([.. ids.Select(id => JsonValue.Create(id))]);

    /// <summary>The "logprobs" of a chat choice. The stop token is listed as well, where it was drawn.</summary>
    public static JsonObject Chat(ServedPolicy policy, IReadOnlyList<DrawnToken> tokens) => new()
    {
        ["content"] = new JsonArray([.. tokens.Select(token =>
        {
            var entry = Entry(policy, token.Id, token.LogProb);
            entry["top_logprobs"] = new JsonArray([.. token.Top.Select(other => Entry(policy, other.Id, other.LogProb))]);
            return entry;
        })]),
    };

    /// <summary>The "logprobs" of a plain completion.</summary>
    /// <param name="policy">Spells tokens.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="offset">Place of the first one in the answer, in UTF-16 units.</param>
    public static JsonObject Plain(ServedPolicy policy, IReadOnlyList<DrawnToken> tokens, int offset)
    {
        var offsets = new JsonArray();
        foreach (var token in tokens)
        {
            offsets.Add(offset);
            offset += Spelt(policy, token.Id).Length;
        }

        return new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(Spelt(policy, token.Id)))]),
            ["token_logprobs"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(Number(token.LogProb)))]),
            ["top_logprobs"] = new JsonArray([.. tokens.Select(token => Alternatives(policy, token))]),
            ["text_offset"] = offsets,
        };
    }

    private static JsonObject Alternatives(ServedPolicy policy, DrawnToken token)
    {
        var alternatives = new JsonObject();
        foreach (var (id, logProb) in token.Top)
        {
            // Different tokens may look the same as text; the likelier one is listed.
            alternatives.TryAdd(Spelt(policy, id), Number(logProb));
        }

        return alternatives;
    }

    private static JsonObject Entry(ServedPolicy policy, int id, float logProb) => new()
    {
        ["token"] = Spelt(policy, id),
        ["logprob"] = Number(logProb),
        ["bytes"] = new JsonArray([.. policy.Tokenizer.Bytes(id).ToArray().Select(value => JsonValue.Create((int)value))]),
    };

    private static string Spelt(ServedPolicy policy, int id) => Encoding.UTF8.GetString(policy.Tokenizer.Bytes(id).Span);

    private static float Number(float logProb) => Math.Max(logProb, Lowest);
}
