using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Tokens;

/// <summary>Files that are not what they should be, and texts that are meant to hurt.</summary>
public sealed class TokenizerFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenizer").FullName;

    [Theory]
    [InlineData("model.vocab.!", "-1", "'vocab', token '!'")]
    [InlineData("model.vocab.!", "2000000000", "'vocab', token '!'")]
    [InlineData("model.vocab.!", "1.5", "expected a whole number as the id of '!'")]
    [InlineData("model.vocab.!", "7", "belongs to another token")]
    [InlineData("model.vocab", "[]", "'model.vocab'")]
    [InlineData("model.vocab", "{}", "of the byte 0")]
    [InlineData("model.merges", "[[\"u\",\"zz\"]]", "'merges', entry 0: the vocabulary lacks its token 'zz'")]
    [InlineData("model.merges", "[[\"u\"]]", "'model.merges[0]'")]
    [InlineData("model.merges", "[\"u p\", \"a  b\"]", "'model.merges[1]'")]
    [InlineData("model.merges", "[3]", "'model.merges[0]'")]
    [InlineData("model.merges", "null", "'model.merges'")]
    [InlineData("model.type", "\"Unigram\"", "'model.type'")]
    [InlineData("model.byte_fallback", "true", "'model.byte_fallback'")]
    [InlineData("model.dropout", "0.1", "'model.dropout'")]
    [InlineData("normalizer", "{\"type\":\"NFKC\"}", "'normalizer'")]
    [InlineData("pre_tokenizer", "null", "'pre_tokenizer'")]
    [InlineData("added_tokens", "[{\"id\":0,\"content\":\"<x>\",\"special\":true}]", "stands there twice")]
    [InlineData("added_tokens", "[{\"id\":900,\"content\":\"<x>\"},{\"id\":901,\"content\":\"<x>\"}]", "stands there twice")]
    [InlineData("added_tokens", "[{\"id\":900,\"content\":\"<x>\",\"lstrip\":true}]", "'added_tokens[0].lstrip'")]
    [InlineData("added_tokens", "[{\"content\":\"<x>\"}]", "'added_tokens[0].id'")]
    [InlineData("added_tokens", "[3]", "'added_tokens[0]'")]
    public void A_wrong_field_is_named_with_its_file(string path, string value, string message)
    {
        var json = JsonNode.Parse(TokenizerFiles.WriteTokenizerJson(TinyVocabulary.Definition))!;
        var steps = path.Split('.');
        steps[..^1].Aggregate(json, (node, step) => node[step]!)[steps[^1]] = JsonNode.Parse(value);
        Write("tokenizer.json", json.ToJsonString());
        var fault = Assert.Throws<TokenizerException>(() => TokenizerFiles.Open(_folder));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"type\":\"BPE\"}}")]
    public void What_is_no_tokenizer_is_refused_by_name(string text)
    {
        Write("tokenizer.json", text);
        Assert.Contains("tokenizer.json", Assert.Throws<TokenizerException>(() => TokenizerFiles.Open(_folder)).Message, StringComparison.Ordinal);
        Write("tokenizer.json", string.Concat(Enumerable.Repeat("[", 1_000_000)));
        Assert.Throws<TokenizerException>(() => TokenizerFiles.Open(_folder));
    }

    [Fact]
    public void A_token_that_stands_twice_in_the_vocabulary_is_refused()
    {
        Write("vocab.json", "{\"a\":1,\"a\":2}");
        Write("merges.txt", "");
        Write("tokenizer_config.json", "{}");
        var fault = Assert.Throws<TokenizerException>(() => TokenizerFiles.Open(_folder));
        Assert.Contains("vocab.json: 'vocab': the token 'a' stands there twice", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_older_layout_and_merges_as_strings_give_the_same_tokenizer()
    {
        var definition = TinyVocabulary.Definition;
        const string Text = "<|im_start|>user\nMove right to the goal: {\"number\": 12}<|im_end|> <think>up</think>";
        var json = JsonNode.Parse(TokenizerFiles.WriteTokenizerJson(definition))!;
        json["model"]!["merges"] = new JsonArray([.. definition.Merges.Select(merge => (JsonNode)$"{merge.Left} {merge.Right}")]);
        Write("tokenizer.json", json.ToJsonString());
        Assert.Equal(TinyVocabulary.Tokenizer.EncodeTemplate(Text), TokenizerFiles.Open(_folder).EncodeTemplate(Text));

        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        Write("vocab.json", JsonSerializer.Serialize(definition.Vocabulary));
        Write("merges.txt", "#version: 0.2\r\n" + string.Concat(definition.Merges.Select(merge => $"{merge.Left} {merge.Right}\r\n")));
        Write("tokenizer_config.json", JsonSerializer.Serialize(new
        {
            added_tokens_decoder = definition.Added.ToDictionary(token => $"{token.Id}", token => new { content = token.Text, special = token.IsSpecial }),
        }));
        Assert.Equal(TinyVocabulary.Tokenizer.EncodeTemplate(Text), TokenizerFiles.Open(_folder).EncodeTemplate(Text));

        // Without ids: by role, then as listed, behind the vocabulary.
        Write("tokenizer_config.json", "{\"eos_token\":\"<|im_end|>\",\"pad_token\":{\"content\":\"<|pad|>\"},\"additional_special_tokens\":[\"<|im_end|>\",\"<|x|>\"]}");
        var next = definition.Vocabulary.Values.Max() + 1;
        Assert.Equal([next, next + 1, next + 2], TokenizerFiles.Open(_folder).EncodeTemplate("<|im_end|><|pad|><|x|>"));
    }

    [Fact]
    public void Tokens_that_only_the_configuration_names_are_added()
    {
        Write("tokenizer.json", Encoding.UTF8.GetString(TokenizerFiles.WriteTokenizerJson(TinyVocabulary.Definition)));
        Write("tokenizer_config.json", "{\"added_tokens_decoder\":{\"600\":{\"content\":\"<|more|>\",\"special\":true}}}");
        Assert.Equal([600], TokenizerFiles.Open(_folder).EncodeTemplate("<|more|>"));
        Write("tokenizer_config.json", "{\"added_tokens_decoder\":{\"3\":{\"content\":\"<|more|>\"}}}");
        Assert.Contains("<|more|>", Assert.Throws<TokenizerException>(() => TokenizerFiles.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("a")]
    [InlineData("<|im_")]
    [InlineData("\u0301\u0323")]
    [InlineData(" ")]
    [InlineData("\n ")]
    [InlineData("!")]
    public void Long_texts_without_a_break_come_back_whole_in_time(string unit)
    {
        // A quadratic step would take hours at this length; the runner's time limit is the alarm.
        var text = string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length));
        Assert.Equal(text, TinyVocabulary.Tokenizer.Decode(TinyVocabulary.Tokenizer.EncodeTemplate(text).AsSpan()));
        if (unit.Length == 2 && unit[0] == '\u0301')
        {
            var composed = UnicodeComposition.Compose(text);
            Assert.Equal(new string('\u0323', 1_000_000) + new string('\u0301', 1_000_000), composed);
        }
    }

    [Fact]
    public void Merges_out_of_order_are_taken_by_rank_in_short_and_long_pieces()
    {
        // By rank: "bc" first, though "ab" stands further left; then "abc" is made of a and bc, before any "ab".
        var bytes = ByteAlphabet.Order.Select((value, index) => (ByteAlphabet.Character(value).ToString(), index)).ToDictionary(pair => pair.Item1, pair => pair.index);
        foreach (var word in new[] { "bc", "abc", "ab", "aa" })
        {
            bytes.Add(word, bytes.Count);
        }

        var tokenizer = new BpeTokenizer(new BpeDefinition(bytes, [("b", "c"), ("a", "bc"), ("a", "b"), ("a", "a")], [], ComposesText: true));
        Assert.Equal([bytes["abc"], bytes["ab"], bytes["aa"], bytes["a"]], tokenizer.Encode("abcabaaa"));
        var expected = Enumerable.Repeat(new[] { bytes["abc"], bytes["ab"], bytes["aa"] }, 100).SelectMany(ids => ids);
        Assert.Equal(expected, tokenizer.Encode(string.Concat(Enumerable.Repeat("abcabaa", 100))));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
