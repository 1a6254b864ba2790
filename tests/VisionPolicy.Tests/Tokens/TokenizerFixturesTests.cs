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

    [Fact]
    public void The_older_layout_gets_the_references_ids_too()
    {
        var path = FixtureFolder.Require("tokenizer");
        FixtureFolder.Require("tokenizer", "merges.txt");
        var older = Directory.CreateTempSubdirectory("older").FullName;
        try
        {
            File.Copy(Path.Combine(path, "vocab.json"), Path.Combine(older, "vocab.json"));
            File.Copy(Path.Combine(path, "merges.txt"), Path.Combine(older, "merges.txt"));
            var added = TokenizerFiles.Open(path).Definition.Added.ToDictionary(token => $"{token.Id}", token => new { content = token.Text, special = token.IsSpecial });
            File.WriteAllText(Path.Combine(older, "tokenizer_config.json"), JsonSerializer.Serialize(new { added_tokens_decoder = added }));
            var tokenizer = TokenizerFiles.Open(older);
            using var vectors = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("tokenizer", "vectors.json")));
            Assert.All(vectors.RootElement.GetProperty("vectors").EnumerateArray(), vector => Assert.Equal(
                vector.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), tokenizer.EncodeTemplate(vector.GetProperty("text").GetString()!)));
        }
        finally
        {
            Directory.Delete(older, recursive: true);
        }
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    public void Tokenizers_of_checkpoints_load_and_their_control_tokens_are_one_id_each(string folder)
    {
        var tokenizer = TokenizerFiles.Open(FixtureFolder.Require(folder));
        Assert.All(tokenizer.Definition.Added, token => Assert.Equal([token.Id], tokenizer.EncodeTemplate(token.Text)));
        Assert.DoesNotContain(tokenizer.Encode(string.Concat(tokenizer.Definition.Added.Select(token => token.Text))), tokenizer.SpecialIds.Contains);
    }
}
