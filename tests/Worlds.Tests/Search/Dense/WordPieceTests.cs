using Agentic.Testing;
using Agentic.Worlds.Search.Dense;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Tests.Search.Dense;

public sealed class WordPieceTests : IDisposable
{
    private static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "cafe", "play", "##ing", "##s", "c", "+", "_", "foo", "bar", "$", "5", "猫", "Cafe", "caf", "##é"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // By the published rules of BERT's tokenizer, worked out by hand.
    [Theory]
    [InlineData("Café", "cafe")]
    [InlineData("playing plays", "play ##ing play ##s")]
    [InlineData("C++", "c + +")]
    [InlineData("foo_bar", "foo _ bar")]
    [InlineData("$5", "$ 5")]
    [InlineData("ca\u00adfe", "cafe")]
    [InlineData("foo\nbar\tcafe\u00a0c", "foo bar cafe c")]
    [InlineData("猫猫", "猫 猫")]
    [InlineData("playful c", "[UNK] c")]
    [InlineData("\ud83d", "")]
    public void Texts_are_divided_as_BERT_divides_them(string text, string pieces) => Assert.Equal($"[CLS] {pieces} [SEP]".Replace("  ", " ", StringComparison.Ordinal), Said(true, true, text));

    [Fact]
    public void Capitals_and_accents_stay_where_the_encoder_knows_them()
    {
        Assert.Equal("[CLS] Cafe caf ##é [SEP]", Said(false, false, "Cafe café"));
        Assert.Equal("[CLS] cafe caf ##é [SEP]", Said(true, false, "Cafe CAFÉ"));
    }

    [Fact]
    public void Long_texts_are_cut_and_long_words_unknown()
    {
        Assert.Equal("[CLS] play ##ing [SEP]", Said(true, true, "playing plays", most: 4));
        Assert.Equal("[CLS] [UNK] c [SEP]", Said(true, true, $"{new string('c', 101)} c"));
    }

    [Fact]
    public void A_vocabulary_without_its_marks_is_refused()
    {
        File.WriteAllLines(_folder.File("vocab.txt"), ["[PAD]", "[UNK]", "a"]);
        Assert.Contains("no line [CLS]", Assert.Throws<SearchIndexException>(() => new WordPiece(_folder.File("vocab.txt"), true, true)).Message, StringComparison.Ordinal);
    }

    private string Said(bool isLowerCase, bool dropsAccents, string text, int most = 512)
    {
        File.WriteAllText(_folder.File("vocab.txt"), string.Join("\r\n", Pieces) + "\r\n");
        return string.Join(' ', new WordPiece(_folder.File("vocab.txt"), isLowerCase, dropsAccents).Encode(text, most).Select(id => Pieces[id]));
    }
}
