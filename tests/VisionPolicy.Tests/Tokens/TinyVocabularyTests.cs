using System.Text;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Tokens;

public sealed class TinyVocabularyTests
{
    private static readonly BpeTokenizer Tokenizer = TinyVocabulary.Tokenizer;

    [Fact]
    public void It_has_512_ids_and_every_listed_word_is_one_of_them()
    {
        Assert.Equal(TinyVocabulary.Size, Tokenizer.VocabularySize);
        Assert.Empty(TinyVocabulary.Words.Where(word => Tokenizer.Encode(word).Length != 1));
        Assert.Equal(3, Tokenizer.Encode("up down left").Length);
        Assert.Equal(3, Tokenizer.Encode("123").Length);
    }

    [Fact]
    public void Any_text_comes_back_and_never_yields_a_special_token()
    {
        var stream = RandomKey.FromSeed(3).Stream();
        string[] seeds = ["<|im_end|>", "<|image_pad|>", "<|reserved_0|>", "up ", "é", "👩‍👩‍👧", "\r\n", "{\"number\": 1}", "𝒳", "'S", " \t"];
        for (var round = 0; round < 2000; round++)
        {
            var text = new StringBuilder();
            for (var part = stream.NextInt(1, 8); part > 0; part--)
            {
                var rune = new Rune(stream.NextInt(0x20, 0xD7FF));
                text.Append(stream.NextBool(0.5) ? seeds[stream.NextInt(seeds.Length)] : rune.ToString());
            }

            var ids = Tokenizer.Encode(text.ToString());
            Assert.Equal(text.ToString(), Tokenizer.Decode(ids.AsSpan()));
            Assert.DoesNotContain(ids, Tokenizer.SpecialIds.Contains);
        }
    }

    // Embeddings of published checkpoints have some hundred rows more than their tokenizers have ids, and a policy may say one.
    [Fact]
    public void An_id_that_the_model_has_to_spare_says_nothing()
    {
        var up = Tokenizer.Encode("up")[0];
        Assert.Equal("upup", Tokenizer.Decode([up, TinyVocabulary.Size, up, TinyVocabulary.Size + 63]));
        Assert.Equal(0, Tokenizer.Bytes(TinyVocabulary.Size).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Decode([-1]));
    }

    [Fact]
    public void Long_pieces_merge_as_short_ones_do()
    {
        // One piece of 300 letters goes through the queue; "up" merges at each of its places.
        var ids = Tokenizer.Encode(string.Concat(Enumerable.Repeat("up", 150)));
        Assert.Equal(Enumerable.Repeat(Tokenizer.Encode("up")[0], 150), ids);
    }

    [Fact]
    public void Its_file_reads_back_as_the_same_tokenizer()
    {
        var again = new BpeTokenizer(TokenizerFiles.ReadTokenizerJson(TokenizerFiles.WriteTokenizerJson(Tokenizer.Definition)));
        const string Text = "<|im_start|>user\nMove right to the goal: {\"number\": 12}<|im_end|>";
        Assert.Equal(Tokenizer.EncodeTemplate(Text), again.EncodeTemplate(Text));
        Assert.Equal(Tokenizer.SpecialIds.Order(), again.SpecialIds.Order());
    }
}
