using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>The added tokens that <c>tokenizer_config.json</c> names.</summary>
internal static class TokenizerConfigReader
{
    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];
    private static readonly string[] Lists = ["additional_special_tokens", "extra_special_tokens"];

    /// <summary>Those listed with their ids under <c>added_tokens_decoder</c>; none in the layout of transformers 5.</summary>
    public static ImmutableArray<AddedToken> Decoder(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return Decoder(json.RootElement);
    }

    /// <summary>Those with ids, and, where there are none, the named ones under the next free ids: first by role, then as listed.</summary>
    public static ImmutableArray<AddedToken> Added(byte[] bytes, IReadOnlyDictionary<string, int> vocabulary)
    {
        using var json = JsonDocument.Parse(bytes);
        var listed = Decoder(json.RootElement);
        if (!listed.IsEmpty)
        {
            return listed;
        }

        var names = Roles.Select(role => json.RootElement.TryGetProperty(role, out var token) ? Text(token) : null)
            .Concat(Lists.SelectMany(list => json.RootElement.TryGetProperty(list, out var tokens) && tokens.ValueKind == JsonValueKind.Array ? tokens.EnumerateArray().Select(Text) : []));
        var next = 1 + vocabulary.Values.DefaultIfEmpty(-1).Max();
        return [.. names.OfType<string>().Where(name => name.Length > 0).Distinct()
            .Select(name => new AddedToken(vocabulary.TryGetValue(name, out var id) ? id : next++, name, IsSpecial: true))];
    }

    private static ImmutableArray<AddedToken> Decoder(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new TokenizerException($"expected an object, found {root.ValueKind}.");
        }

        if (!root.TryGetProperty("added_tokens_decoder", out var added))
        {
            return [];
        }

        return added.ValueKind != JsonValueKind.Object
            ? throw new TokenizerException($"'added_tokens_decoder': expected an object of ids and tokens, found {added.ValueKind}.")
            : [.. added.EnumerateObject().Select(token => TokenizerReader.Added(token.Value, Id(token.Name), $"added_tokens_decoder.{token.Name}"))];
    }

    private static int Id(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new TokenizerException($"'added_tokens_decoder': expected whole numbers as names, found '{name}'.");

    private static string? Text(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object when token.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => null,
    };
}
