using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>Reads and writes tokenizers in the layouts of the hub: <c>tokenizer.json</c>, or <c>vocab.json</c> with <c>merges.txt</c>.</summary>
public static class TokenizerFiles
{
    /// <summary>The tokenizer of a hub folder.</summary>
    /// <exception cref="TokenizerException">No tokenizer files, or ones of another kind than byte-level BPE with the Qwen pattern.</exception>
    public static BpeTokenizer Open(string folder)
    {
        string Named(string name) => Path.Combine(folder, name);
        try
        {
            if (File.Exists(Named("tokenizer.json")))
            {
                return new BpeTokenizer(ReadTokenizerJson(File.ReadAllBytes(Named("tokenizer.json"))));
            }

            foreach (var name in new[] { "vocab.json", "merges.txt", "tokenizer_config.json" })
            {
                if (!File.Exists(Named(name)))
                {
                    throw new TokenizerException($"{folder} holds neither tokenizer.json nor {name}. Expected tokenizer.json, or vocab.json, merges.txt and tokenizer_config.json.");
                }
            }

            return new BpeTokenizer(ReadOlderLayout(File.ReadAllBytes(Named("vocab.json")), File.ReadAllLines(Named("merges.txt")), File.ReadAllBytes(Named("tokenizer_config.json"))));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new TokenizerException($"{folder}: the tokenizer files are malformed ({fault.Message}). Fetch them again.", fault);
        }
    }

    /// <summary>Reads <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">It is of another kind.</exception>
    public static BpeDefinition ReadTokenizerJson(ReadOnlyMemory<byte> bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        var model = root.GetProperty("model");
        Require(model.TryGetProperty("type", out var type) && type.ValueEquals("BPE"), "a model of type BPE");
        Require(Text(root, "pre_tokenizer").Contains(JsonEncodedText.Encode(QwenPieces.Pattern, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), StringComparison.Ordinal), $"the pieces {QwenPieces.Pattern}");
        var normalizer = root.TryGetProperty("normalizer", out var found) && found.ValueKind == JsonValueKind.Object ? found.GetProperty("type").GetString() : null;
        Require(normalizer is null or "NFC", "the normalizer NFC or none");
        return new BpeDefinition(ReadVocabulary(model.GetProperty("vocab")), [.. model.GetProperty("merges").EnumerateArray().Select(ReadMerge)],
            [.. root.GetProperty("added_tokens").EnumerateArray().Select(token => ReadAdded(token, token.GetProperty("id").GetInt32()))], normalizer == "NFC");
    }

    /// <summary>Writes <c>tokenizer.json</c> as the tokenizers library reads it.</summary>
    public static byte[] WriteTokenizerJson(BpeDefinition definition)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            TokenizerJson.Write(json, definition);
        }

        return buffer.ToArray();
    }

    private static BpeDefinition ReadOlderLayout(byte[] vocabulary, string[] merges, byte[] config)
    {
        using var words = JsonDocument.Parse(vocabulary);
        using var settings = JsonDocument.Parse(config);
        Require(settings.RootElement.TryGetProperty("added_tokens_decoder", out var added), "'added_tokens_decoder' in tokenizer_config.json");
        return new BpeDefinition(ReadVocabulary(words.RootElement),
            [.. merges.Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select(Split)],
            [.. added.EnumerateObject().Select(token => ReadAdded(token.Value, int.Parse(token.Name)))], ComposesText: true);
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement vocabulary)
    {
        var words = new Dictionary<string, int>(vocabulary.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var word in vocabulary.EnumerateObject())
        {
            words[word.Name] = word.Value.GetInt32();
        }

        return words;
    }

    private static AddedToken ReadAdded(JsonElement token, int id)
    {
        var text = token.GetProperty("content").GetString()!;
        foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" })
        {
            Require(!token.TryGetProperty(flag, out var value) || value.ValueKind == JsonValueKind.False, $"'{flag}' false for the added token '{text}'");
        }

        return new AddedToken(id, text, !token.TryGetProperty("special", out var special) || special.GetBoolean());
    }

    private static (string, string) ReadMerge(JsonElement merge) =>
        merge.ValueKind == JsonValueKind.Array ? (merge[0].GetString()!, merge[1].GetString()!) : Split(merge.GetString()!);

    private static (string, string) Split(string line)
    {
        var space = line.IndexOf(' ');
        Require(space > 0, $"two tokens in the merge '{line}'");
        return (line[..space], line[(space + 1)..]);
    }

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value)
        ? JsonSerializer.Serialize(value, TokenizerJson.Relaxed)
        : "";

    private static void Require(bool holds, string expected)
    {
        if (!holds)
        {
            throw new TokenizerException($"This tokenizer is of another kind: expected {expected}. Byte-level BPE in the Qwen layout can be read.");
        }
    }
}
