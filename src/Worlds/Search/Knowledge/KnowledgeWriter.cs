using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>Writes a graph out as an encyclopaedia, one article a thing: a pure function of graph and style.</summary>
/// <remarks>An article tells all that holds of its thing, names it in its title, and is passage <c>e0</c>, <c>e1</c>, … by the thing's number.</remarks>
public static class KnowledgeWriter
{
    /// <summary>The articles, in the order of the things' numbers.</summary>
    public static IEnumerable<Passage> Write(KnowledgeGraph graph, KnowledgeStyle style) =>
        Enumerable.Range(0, graph.Entities.Length).Select(entity => Article(graph, entity, style));

    /// <summary>The passage of a thing's article.</summary>
    public static string PassageId(int entity) => string.Create(CultureInfo.InvariantCulture, $"e{entity}");

    /// <summary>The article of a thing.</summary>
    public static Passage Article(KnowledgeGraph graph, int entity, KnowledgeStyle style) => new(
        PassageId(entity), string.Join(" or ", graph.Entities[entity].Names), style.IsSmall ? Short(graph, entity) : Long(graph, entity, style));

    private static string Short(KnowledgeGraph graph, int entity)
    {
        var thing = graph.Entities[entity];
        var text = new StringBuilder($"{thing.Type.Word()} {string.Join(" or ", thing.Names)}");
        var separator = " : ";
        foreach (var group in thing.Facts.GroupBy(fact => fact.Relation))
        {
            text.Append(separator).Append(group.Key.Word);
            foreach (var fact in group)
            {
                text.Append(' ').Append(graph.Mention(entity, fact.Value));
            }

            separator = " , ";
        }

        return text.Append(" .").ToString();
    }

    private static string Long(KnowledgeGraph graph, int entity, KnowledgeStyle style)
    {
        var thing = graph.Entities[entity];
        var random = RandomKey.FromSeed(graph.Spec.Seed).Derive("articles").Derive((ulong)entity).Stream();
        var sentences = new List<string>();
        foreach (var second in thing.Names.Skip(1))
        {
            sentences.Add(Fill(Draw(ArticlePhrases.SecondNames, ref random), thing, value: second));
        }

        foreach (var fact in thing.Facts)
        {
            var phrase = random.NextBool(style.Gap)
                ? Draw(ArticlePhrases.Paraphrases[fact.Relation.Word], ref random)
                : Draw(ArticlePhrases.Plain, ref random).Replace(ArticlePhrases.Word, fact.Relation.Word, StringComparison.Ordinal);
            sentences.Add(Fill(phrase, thing, value: graph.Mention(entity, fact.Value)));
        }

        var opening = Fill(Draw(ArticlePhrases.Openings, ref random), thing);
        var left = style.Words - Count(opening) - sentences.Sum(Count);
        while (Filler(graph, entity, style, ref random) is var filler && Count(filler) <= left)
        {
            sentences.Add(filler);
            left -= Count(filler);
        }

        var order = sentences.ToArray();
        random.Shuffle<string>(order);
        return string.Join(' ', order.Prepend(opening));
    }

    private static string Filler(KnowledgeGraph graph, int entity, KnowledgeStyle style, ref RandomStream random)
    {
        var thing = graph.Entities[entity];
        if (!random.NextBool(style.Distractors))
        {
            return Fill(Draw(ArticlePhrases.Fillers, ref random), thing);
        }

        var other = graph.Entities[(entity + 1 + random.NextInt(graph.Entities.Length - 1)) % graph.Entities.Length];
        return Fill(Draw(ArticlePhrases.Distractors, ref random), thing, other: other.Name);
    }

    private static string Fill(string phrase, KnowledgeEntity thing, string value = "", string other = "") =>
        string.Join(' ', phrase.Split(' ').Select(word => word switch
        {
            ArticlePhrases.Self => thing.Name,
            ArticlePhrases.Value => value,
            ArticlePhrases.Other => other,
            ArticlePhrases.Type => thing.Type.Word(),
            _ => word,
        }));

    private static string Draw(ImmutableArray<string> phrases, ref RandomStream random) => phrases[random.NextInt(phrases.Length)];

    private static int Count(string sentence) => sentence.Count(letter => letter == ' ') + 1;
}
