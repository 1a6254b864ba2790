using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>The members of <c>tokenizer.json</c>, in the order in which the tokenizers library writes them.</summary>
internal static class TokenizerJson
{
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter json, BpeDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (var token in definition.Added.OrderBy(token => token.Id))
        {
            var flags = new { id = token.Id, content = token.Text, single_word = false, lstrip = false, rstrip = false, normalized = false, special = token.IsSpecial };
            JsonSerializer.Serialize(json, flags, Relaxed);
        }

        json.WriteEndArray();
        json.WritePropertyName("normalizer");
        JsonSerializer.Serialize(json, definition.ComposesText ? new { type = "NFC" } : null, Relaxed);
        json.WritePropertyName("pre_tokenizer");
        object[] steps =
        [
            new { type = "Split", pattern = new { Regex = QwenPieces.Pattern }, behavior = "Isolated", invert = false },
            new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = false },
        ];
        JsonSerializer.Serialize(json, new { type = "Sequence", pretokenizers = steps }, Relaxed);
        json.WritePropertyName("post_processor");
        JsonSerializer.Serialize(json, new { type = "ByteLevel", add_prefix_space = true, trim_offsets = false, use_regex = true }, Relaxed);
        json.WritePropertyName("decoder");
        JsonSerializer.Serialize(json, new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true }, Relaxed);
        WriteModel(json, definition);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, BpeDefinition definition)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var unset in new[] { "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix" })
        {
            json.WriteNull(unset);
        }

        foreach (var off in new[] { "fuse_unk", "byte_fallback", "ignore_merges" })
        {
            json.WriteBoolean(off, false);
        }

        json.WriteStartObject("vocab");
        foreach (var (token, id) in definition.Vocabulary.OrderBy(pair => pair.Value))
        {
            json.WriteNumber(token, id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in definition.Merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
