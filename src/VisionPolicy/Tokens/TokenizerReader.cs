using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Agentic.VisionPolicy;

/// <summary>The parts of a tokenizer from the bytes of its files. Faults name the field; who opened the file adds its name.</summary>
internal static class TokenizerReader
{
    /// <summary>Everything that <c>tokenizer.json</c> holds.</summary>
    public static BpeDefinition Definition(ReadOnlyMemory<byte> bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        var model = Member(root, "model", JsonValueKind.Object, "");
        Require(model.TryGetProperty("type", out var type) && type.ValueEquals("BPE"), "'model.type' is \"BPE\"");
        foreach (var unset in new[] { "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix" })
        {
            Require(!model.TryGetProperty(unset, out var value) || value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("")), $"'model.{unset}' is null");
        }

        foreach (var off in new[] { "byte_fallback", "ignore_merges" })
        {
            Require(!model.TryGetProperty(off, out var value) || value.ValueKind is JsonValueKind.False or JsonValueKind.Null, $"'model.{off}' is false");
        }

        var pieces = root.TryGetProperty("pre_tokenizer", out var step) ? JsonSerializer.Serialize(step, TokenizerJson.Relaxed) : "";
        Require(pieces.Contains(JsonEncodedText.Encode(QwenPieces.Pattern, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), StringComparison.Ordinal), $"'pre_tokenizer' has the pieces {QwenPieces.Pattern}");
        var normalizer = root.TryGetProperty("normalizer", out var found) && found.ValueKind == JsonValueKind.Object ? Member(found, "type", JsonValueKind.String, "normalizer.").GetString() : null;
        Require(normalizer is null or "NFC", "'normalizer' is NFC or null");
        var words = Words(Member(model, "vocab", JsonValueKind.Object, "model."));
        var known = words.GetAlternateLookup<ReadOnlySpan<char>>();
        return new BpeDefinition(
            words,
            [.. Member(model, "merges", JsonValueKind.Array, "model.").EnumerateArray().Select((merge, index) => Merge(merge, index, known))],
            [.. Member(root, "added_tokens", JsonValueKind.Array, "").EnumerateArray().Select((token, index) => Added(token, null, $"added_tokens[{index}]"))],
            normalizer == "NFC");
    }

    /// <summary>The words of <c>vocab.json</c>.</summary>
    public static Dictionary<string, int> Vocabulary(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.ValueKind == JsonValueKind.Object ? Words(json.RootElement) : throw new TokenizerException($"expected an object of words and ids, found {json.RootElement.ValueKind}.");
    }

    /// <summary>The pairs of <c>merges.txt</c>, a pair a line under an optional <c>#version</c>.</summary>
    public static ImmutableArray<(string, string)> MergeLines(byte[] bytes)
    {
        var merges = ImmutableArray.CreateBuilder<(string, string)>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.Length > 0 && !(number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                merges.Add(Pair(line, $"line {number}"));
            }
        }

        return merges.ToImmutable();
    }

    /// <summary>One added token, in either file's layout.</summary>
    public static AddedToken Added(JsonElement token, int? id, string field)
    {
        if (token.ValueKind != JsonValueKind.Object)
        {
            throw new TokenizerException($"'{field}': expected an object, found {token.ValueKind}.");
        }

        var text = Member(token, "content", JsonValueKind.String, field + ".").GetString()!;
        foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" })
        {
            Require(!token.TryGetProperty(flag, out var value) || value.ValueKind == JsonValueKind.False, $"'{field}.{flag}' is false for '{text}'");
        }

        return new AddedToken(
            id ?? Id(Member(token, "id", JsonValueKind.Number, field + "."), field + ".id"), text, !token.TryGetProperty("special", out var special) || special.ValueKind != JsonValueKind.False);
    }

    private static Dictionary<string, int> Words(JsonElement vocabulary)
    {
        var words = new Dictionary<string, int>(vocabulary.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var word in vocabulary.EnumerateObject())
        {
            if (word.Value.ValueKind != JsonValueKind.Number || !word.Value.TryGetInt32(out var id))
            {
                throw new TokenizerException($"'vocab': expected a whole number as the id of '{word.Name}', found {Shown(word.Value)}.");
            }

            if (!words.TryAdd(word.Name, id))
            {
                throw new TokenizerException($"'vocab': the token '{word.Name}' stands there twice.");
            }
        }

        return words;
    }

    private static int Id(JsonElement value, string field) =>
        value.TryGetInt32(out var id) ? id : throw new TokenizerException($"'{field}': expected a whole number, found {Shown(value)}.");

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 40 } raw ? raw[..40] + "…" : value.GetRawText();

    private static (string, string) Merge(JsonElement merge, int index, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known) => merge.ValueKind switch
    {
        JsonValueKind.String => Pair(merge.GetString()!, $"'model.merges[{index}]'"),
        JsonValueKind.Array when merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
            => (Word(merge[0], known), Word(merge[1], known)),
        _ => throw new TokenizerException($"'model.merges[{index}]': expected two tokens, found {Shown(merge)}."),
    };

    // The vocabulary's own copy of a token: two hundred thousand strings fewer to make.
    private static string Word(JsonElement token, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known)
    {
        var raw = JsonMarshal.GetRawUtf8Value(token);
        Span<char> text = stackalloc char[128];
        return raw.Length - 2 <= text.Length && raw.IndexOf((byte)'\\') < 0
            && Utf8.ToUtf16(raw[1..^1], text, out _, out var length) == OperationStatus.Done && known.TryGetValue(text[..length], out var word, out _)
            ? word
            : token.GetString()!;
    }

    private static (string, string) Pair(string line, string place)
    {
        var space = line.IndexOf(' ');
        return space > 0 && space + 1 < line.Length && line.IndexOf(' ', space + 1) < 0
            ? (line[..space], line[(space + 1)..])
            : throw new TokenizerException($"{place}: expected two tokens with a space between, found '{(line.Length > 40 ? line[..40] + "…" : line)}'.");
    }

    private static JsonElement Member(JsonElement owner, string name, JsonValueKind kind, string path)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out var value))
        {
            throw new TokenizerException($"'{path}{name}' is missing; expected {kind}.");
        }

        return value.ValueKind == kind ? value : throw new TokenizerException($"'{path}{name}': expected {kind}, found {value.ValueKind}.");
    }

    private static void Require(bool holds, string expected)
    {
        if (!holds)
        {
            throw new TokenizerException($"this tokenizer is of another kind: expected that {expected}. Byte-level BPE in the Qwen layout can be read.");
        }
    }
}
