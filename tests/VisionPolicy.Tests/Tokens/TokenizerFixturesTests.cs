using System.Text.Json;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Tokens;

/// <summary>Ids and texts against the tokenizers library.</summary>
public sealed class TokenizerFixturesTests
{
    [Theory]
    [InlineData("tokenizer")]
    [InlineData("tokenizer_100k")]
    public void Hard_texts_get_the_references_ids_and_come_back(string folder)
    {
        var path = FixtureFolder.Require(folder);
        using var vectors = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require(folder, "vectors.json")));
        var tokenizer = TokenizerFiles.Open(path);
        var rewritten = new BpeTokenizer(TokenizerFiles.ReadTokenizerJson(TokenizerFiles.WriteTokenizerJson(tokenizer.Definition)));
        var wrong = new List<string>();
        foreach (var vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var text = vector.GetProperty("text").GetString()!;
            var ids = vector.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var isRight = tokenizer.EncodeTemplate(text).SequenceEqual(ids) && rewritten.EncodeTemplate(text).SequenceEqual(ids)
                && (!vector.TryGetProperty("decoded", out var decoded) || tokenizer.Decode(ids) == decoded.GetString())
                && (!vector.TryGetProperty("decoded_skip_special", out var skipped) || tokenizer.Decode(ids, skipSpecial: true) == skipped.GetString());
            if (!isRight)
            {
                wrong.Add(JsonSerializer.Serialize(text));
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} texts differ: {string.Join(", ", wrong.Take(10))}");
    }
}
