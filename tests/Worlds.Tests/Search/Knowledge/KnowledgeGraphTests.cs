using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Tests.Search.Knowledge;

public sealed class KnowledgeGraphTests
{
    private static readonly KnowledgeGraph Graph = KnowledgeGraph.Create(new KnowledgeSpec(5, 40, 0.3));

    [Fact]
    public void A_graph_is_a_function_of_its_specification()
    {
        var again = KnowledgeGraph.Create(Graph.Spec);
        Assert.Equal(Words(Graph), Words(again));
        Assert.NotEqual(Words(Graph), Words(KnowledgeGraph.Create(Graph.Spec with { Seed = 6 })));

        static string Words(KnowledgeGraph graph) => string.Join('\n', KnowledgeWriter.Write(graph, KnowledgeStyle.Small));
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(16, 1)]
    [InlineData(100, 1)]
    [InlineData(1000, 0.5)]
    public void Things_have_names_of_their_own_and_facts_of_their_type(int count, double aliases)
    {
        var graph = KnowledgeGraph.Create(new KnowledgeSpec(1, count, aliases));
        Assert.Equal(count, graph.Entities.Length);
        var names = graph.Entities.SelectMany(entity => entity.Names).ToList();
        Assert.Equal(count + (int)Math.Round(aliases * count), names.Count);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.True(KnowledgeLanguage.IsName(name), name));
        for (var index = 0; index < count; index++)
        {
            var entity = graph.Entities[index];
            Assert.Equal(index, graph.Find(entity.Names[^1]));
            var (first, length) = graph.OfType(entity.Type);
            Assert.InRange(index, first, first + length - 1);
            Assert.All(entity.Facts, fact =>
            {
                Assert.Contains(entity.Type, fact.Relation.Domain);
                Assert.NotEqual(index, fact.Value.Entity);
                Assert.Contains(index, graph.Subjects(fact.Relation, fact.Value));
                Assert.True(fact.Relation.IsNumber ? fact.Value.Number >= fact.Relation.Min && fact.Value.Number <= fact.Relation.Max
                    : graph.Entities[fact.Value.Entity].Type == fact.Relation.Range);
            });
            Assert.All(entity.Facts.GroupBy(fact => fact.Relation), group => Assert.InRange(group.Count(), 1, group.Key.IsMany ? 3 : 1));
        }
    }

    [Fact]
    public void Every_answer_is_what_reading_the_facts_one_by_one_gives()
    {
        var random = RandomKey.FromSeed(3).Stream();
        var answered = 0;
        for (var draw = 0; draw < LongRun.Count(2_000, 20_000); draw++)
        {
            var question = RandomQuestion(ref random);
            var expected = Slow(question).Distinct().OrderBy(value => (value.Entity, value.Number)).ToImmutableArray();
            Assert.Equal(expected, Graph.Answers(question));
            answered += expected.Length == 1 ? 1 : 0;
        }

        Assert.InRange(answered, 50, LongRun.Count(2_000, 20_000) - 50);
    }

    [Fact]
    public void Writing_and_reading_are_each_others_inverse()
    {
        var random = RandomKey.FromSeed(4).Stream();
        var texts = new HashSet<string>();
        var pattern = new System.Text.RegularExpressions.Regex($"^({KnowledgeLanguage.Pattern(KnowledgeNames.Closed, KnowledgeLanguage.MaxSteps)})$");
        for (var draw = 0; draw < LongRun.Count(2_000, 20_000); draw++)
        {
            var question = RandomQuestion(ref random);
            var text = KnowledgeLanguage.Write(question);
            Assert.True(KnowledgeLanguage.TryRead(text, out var again, out var failure), failure);
            Assert.Equal(question, again);
            Assert.Equal(text, KnowledgeLanguage.Write(again));
            Assert.Matches(pattern, text);
            texts.Add(text);
        }

        Assert.True(texts.Count > 1_500);
    }

    [Theory]
    [InlineData("", "'what', 'how' or 'which'")]
    [InlineData("what is dora ?", "begins with 'the'")]
    [InlineData("what is the mayor dora ?", "'of'")]
    [InlineData("what is the mayor of dora", "'?'")]
    [InlineData("what is the mayor of dora ? ?", "the end")]
    [InlineData("what is the mayor of the ?", "a relation or a type")]
    [InlineData("what is the mayor of Dora ?", "a name or digits")]
    [InlineData("what is the mayor of 007 ?", "a name or digits")]
    [InlineData("what is the mayor of unknown ?", "a name or digits")]
    [InlineData("how many mayor has dora ?", "a relation to several")]
    [InlineData("which has the larger mayor dora or belo ?", "a relation to a number")]
    [InlineData("which has the year dora or belo ?", "'larger' or 'smaller'")]
    [InlineData("which has the larger year dora belo ?", "'or'")]
    [InlineData("what is the town with mayor dora and ?", "a relation after 'and'")]
    [InlineData("<search> what is the mayor of dora ?", "'what'")]
    public void What_is_no_question_is_refused_with_what_was_expected(string text, string expected)
    {
        Assert.False(KnowledgeLanguage.TryRead(text, out var question, out var failure));
        Assert.Null(question);
        Assert.Contains(expected, failure);
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var random = RandomKey.FromSeed(17).Stream();
        string[] words = [.. KnowledgeLanguage.FunctionWords, "mayor", "town", "friend", "year", "dora", "12", "\0", "\uD800", "ＴＨＥ"];
        for (var draw = 0; draw < LongRun.Count(20_000, 100_000); draw++)
        {
            var text = string.Join(random.NextBool(0.9) ? " " : "\u00a0", Enumerable.Range(0, random.NextInt(20)).Select(_ => words[random.NextInt(words.Length)]));
            Assert.Equal(KnowledgeLanguage.TryRead(text, out var question, out var failure), failure is null);
            Assert.Equal(question is null, failure is not null);
        }

        Assert.False(KnowledgeLanguage.TryRead(new string('x', 1 << 20), out _, out _));
    }

    private static KnowledgeQuestion RandomQuestion(ref RandomStream random)
    {
        Relation[] many = [.. Relation.All.Where(relation => relation.IsMany)];
        Relation[] numbers = [.. Relation.All.Where(relation => relation.IsNumber)];
        switch (random.NextInt(4))
        {
            case 0:
                return new KnowledgeQuestion.Count(many[random.NextInt(many.Length)], RandomTerm(0, ref random));
            case 1:
                return new KnowledgeQuestion.Comparison(
                    random.NextBool(0.5), numbers[random.NextInt(numbers.Length)], RandomTerm(0, ref random), RandomTerm(0, ref random));
            default:
                return new KnowledgeQuestion.Path(RandomTerm(1, ref random));
        }
    }

    // Mostly steps that lead somewhere, so that answers are compared and not only their absence.
    private static KnowledgeTerm RandomTerm(int least, ref RandomStream random)
    {
        var at = random.NextInt(Graph.Entities.Length);
        var name = Graph.Entities[at].Names[random.NextInt(Graph.Entities[at].Names.Length)];
        var steps = ImmutableArray.CreateBuilder<KnowledgeStep>();
        for (var count = least + random.NextInt(3); count > 0; count--)
        {
            var relation = Relation.All[random.NextInt(Relation.All.Length)];
            KnowledgeFact[] known = [.. Graph.Entities[at].Facts.Where(fact => !fact.Value.IsNumber)];
            if (random.NextBool(0.9) && known.Length > 0)
            {
                var fact = known[random.NextInt(known.Length)];
                (relation, at) = (fact.Relation, fact.Value.Entity);
            }

            var also = Relation.All[random.NextInt(Relation.All.Length)];
            steps.Add(random.NextInt(4) switch
            {
                0 => new KnowledgeStep(relation, (KnowledgeType)random.NextInt(KnowledgeTypes.Count)),
                1 => new KnowledgeStep(relation, relation.Domain[0], new KnowledgeCondition(also, random.NextBool(0.1) ? "1234" : Graph.Entities[random.NextInt(40)].Name)),
                _ => new KnowledgeStep(relation),
            });
        }

        return new KnowledgeTerm(name, steps.ToImmutable());
    }

    // The meaning of the language once more, over the plain list of facts.
    private static List<KnowledgeValue> Slow(KnowledgeQuestion question)
    {
        var facts = Graph.Entities.SelectMany((entity, index) => entity.Facts.Select(fact => (Subject: index, fact.Relation, fact.Value))).ToList();
        switch (question)
        {
            case KnowledgeQuestion.Path(var term):
                return Meaning(term);
            case KnowledgeQuestion.Count(var relation, var term):
                var things = Meaning(term).Distinct().ToList();
                var count = things.Count == 1 ? facts.Count(fact => fact.Subject == things[0].Entity && fact.Relation == relation) : 0;
                return count == 0 ? [] : [KnowledgeValue.OfNumber(count)];
            case KnowledgeQuestion.Comparison comparison:
                var (left, right) = (Meaning(comparison.Left).Distinct().ToList(), Meaning(comparison.Right).Distinct().ToList());
                if (left.Count != 1 || right.Count != 1)
                {
                    return [];
                }

                var ofLeft = facts.Where(fact => fact.Subject == left[0].Entity && fact.Relation == comparison.Relation).Select(fact => fact.Value.Number).ToList();
                var ofRight = facts.Where(fact => fact.Subject == right[0].Entity && fact.Relation == comparison.Relation).Select(fact => fact.Value.Number).ToList();
                return ofLeft.Count != 1 || ofRight.Count != 1 || ofLeft[0] == ofRight[0] ? []
                    : comparison.Larger ? [ofLeft[0] > ofRight[0] ? left[0] : right[0]] : [ofLeft[0] < ofRight[0] ? left[0] : right[0]];
            default:
                throw new NotSupportedException();
        }

        List<KnowledgeValue> Meaning(KnowledgeTerm term)
        {
            List<KnowledgeValue> at = [Named(term.Name)];
            foreach (var step in term.Steps)
            {
                at = step.Type is null
                    ? [.. facts.Where(fact => fact.Relation == step.Relation && at.Contains(KnowledgeValue.OfEntity(fact.Subject))).Select(fact => fact.Value)]
                    : [.. facts.Where(fact => fact.Relation == step.Relation && at.Contains(fact.Value) && Graph.Entities[fact.Subject].Type == step.Type
                        && (step.Also is null || facts.Contains((fact.Subject, step.Also.Relation, Named(step.Also.Name))))).Select(fact => KnowledgeValue.OfEntity(fact.Subject))];
            }

            return at;
        }

        static KnowledgeValue Named(string name) => char.IsAsciiDigit(name[0]) ? KnowledgeValue.OfNumber(int.Parse(name))
            : KnowledgeValue.OfEntity(Graph.Entities.Select((entity, index) => (entity, index)).First(pair => pair.entity.Names.Contains(name)).index);
    }
}
