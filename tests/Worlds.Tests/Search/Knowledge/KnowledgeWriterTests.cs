using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Tests.Search.Knowledge;

public sealed class KnowledgeWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Small_articles_are_short_and_say_every_fact(double aliases)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var graph = KnowledgeGraph.Create(new KnowledgeSpec(seed, 32, aliases));
            var articles = KnowledgeWriter.Write(graph, KnowledgeStyle.Small).ToArray();
            for (var entity = 0; entity < articles.Length; entity++)
            {
                var words = articles[entity].Text.Split(' ');
                Assert.InRange(words.Length, 3, 20);
                Assert.Equal(KnowledgeWriter.PassageId(entity), articles[entity].Id);
                Assert.All(graph.Entities[entity].Facts, fact =>
                {
                    Assert.Contains(fact.Relation.Word, words);
                    Assert.Contains(graph.Mention(entity, fact.Value), words);
                });
            }
        }
    }

    [Fact]
    public void A_small_article_reads_like_this()
    {
        var graph = KnowledgeGraph.Create(new KnowledgeSpec(5, 32, 0.5));
        var entity = Enumerable.Range(0, 32).First(index => graph.Entities[index] is { Names.Length: 2, Type: KnowledgeType.Person, Facts.Length: >= 3 });
        Assert.Matches("^person [a-z]+ or [a-z]+ : ([a-z]+ ([a-z]+ ?)+|year [0-9]+)( , ([a-z]+( [a-z]+)+|year [0-9]+))* \\.$", KnowledgeWriter.Article(graph, entity, KnowledgeStyle.Small).Text);
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(80, 1)]
    [InlineData(200, 0.5)]
    public void Long_articles_have_the_words_that_are_asked_for_and_say_every_fact(int length, double share)
    {
        var graph = KnowledgeGraph.Create(new KnowledgeSpec(3, 100, 0.2));
        var style = new KnowledgeStyle(false, length, share, share);
        var (named, facts) = (0, 0);
        for (var entity = 0; entity < 100; entity++)
        {
            var words = KnowledgeWriter.Article(graph, entity, style).Text.Split(' ');
            Assert.InRange(words.Length, length - 14, Math.Max(length, 90));
            Assert.All(graph.Entities[entity].Facts, fact => Assert.Contains(graph.Mention(entity, fact.Value), words));
            facts += graph.Entities[entity].Facts.Length;
            named += graph.Entities[entity].Facts.Count(fact => words.Contains(fact.Relation.Word));
        }

        // The gap is the share of facts whose relation is never said by its word.
        Assert.InRange((double)named / facts, share == 1 ? 0 : 1 - share, share == 1 ? 0.2 : share == 0 ? 1 : 0.75);
    }

    [Fact]
    public void Names_are_words_that_mean_nothing_else()
    {
        var others = KnowledgeLanguage.FunctionWords.Concat(ArticlePhrases.Words).Concat(KnowledgeTypes.Words).Concat(Relation.All.Select(relation => relation.Word)).ToHashSet();
        Assert.Equal(KnowledgeNames.ClosedCount, KnowledgeNames.Closed.Distinct().Count());
        for (var name = 0; name < KnowledgeNames.Count; name += name < 2_000 ? 1 : 97)
        {
            Assert.DoesNotContain(KnowledgeNames.At(name), others);
        }

        Assert.Equal(5_000, Enumerable.Range(0, 5_000).Select(KnowledgeNames.At).Distinct().Count());
        Assert.Equal(Relation.All.Length, ArticlePhrases.Paraphrases.Count);
        Assert.All(ArticlePhrases.Paraphrases, pair => Assert.All(pair.Value, phrase => Assert.DoesNotContain(pair.Key, phrase.Split(' '))));
    }
}
