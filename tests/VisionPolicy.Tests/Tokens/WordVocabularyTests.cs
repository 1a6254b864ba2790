using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Tokens;

public sealed class WordVocabularyTests
{
    // Words that spoil one another where merges are made word by word: "armo" would take "ar" out of "mara".
    private static readonly string[] Words = ["mara", "armo", "amar", "ram", "a", "marama", "question", "ask", "mask", "<search>", "</search>", "<information>"];

    [Fact]
    public void Every_word_is_one_token_alone_and_after_a_space()
    {
        var tokenizer = new BpeTokenizer(WordVocabulary.Define(Words));
        Assert.All(Words, word => Assert.Single(tokenizer.Encode(word)));
        Assert.All(Words.Where(word => word[0] != '<'), word => Assert.Single(tokenizer.Encode(' ' + word)));
        Assert.Equal(5, tokenizer.Encode("mara ask armo 12").Length - 1);
        Assert.Equal(0, tokenizer.VocabularySize % 64);
    }

    [Fact]
    public void Random_languages_come_out_whole_in_any_order_of_their_list()
    {
        var random = RandomKey.FromSeed(5).Stream();
        for (var round = 0; round < 20; round++)
        {
            var words = new HashSet<string>(StringComparer.Ordinal);
            while (words.Count < 60)
            {
                words.Add(string.Concat(Enumerable.Range(0, random.NextInt(1, 8)).Select(_ => "abcde"[random.NextInt(5)])));
            }

            var tokenizer = new BpeTokenizer(WordVocabulary.Define(words));
            Assert.All(words, word => Assert.Single(tokenizer.Encode(word)));
            Assert.All(words, word => Assert.Single(tokenizer.Encode(' ' + word)));
            Assert.Equal(TokenizerFiles.WriteTokenizerJson(tokenizer.Definition), TokenizerFiles.WriteTokenizerJson(WordVocabulary.Define(words.Order(StringComparer.Ordinal))));
        }
    }

    [Fact]
    public void A_policy_of_a_language_is_saved_and_read_back_with_its_words()
    {
        using var folder = new Testing.TemporaryFolder();
        using (var policy = QwenPolicy.BuiltIn(QwenPresets.WordsName, RandomKey.FromSeed(1), language: new Language([.. Words])))
        {
            policy.Save(folder.Path);
        }

        using var again = QwenPolicy.Load(folder.Path);
        Assert.All(Words, word => Assert.Single(again.Tokenizer.Encode(word)));
        Assert.Null(again.Config.Vision);
    }

    [Fact]
    public void A_world_without_a_closed_language_is_told_so() =>
        Assert.Contains("closed language", Assert.Throws<NotSupportedException>(() => QwenPolicy.BuiltIn(QwenPresets.WordsName, RandomKey.FromSeed(1))).Message);

    private sealed record Language(ImmutableArray<string> Words) : IClosedLanguage;
}
