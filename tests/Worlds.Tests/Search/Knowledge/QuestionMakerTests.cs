using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Tests.Search.Knowledge;

public sealed class QuestionMakerTests
{
    public static TheoryData<QuestionForm, int> Cases => [.. Enum.GetValues<QuestionForm>().SelectMany(form => Enumerable.Range(1, 6).Select(hops => (form, hops)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_question_has_one_answer_or_none_where_none_is_asked_for(QuestionForm form, int hops)
    {
        var random = RandomKey.FromSeed((ulong)hops).Stream();
        var (made, wanted) = (0, LongRun.Count(100, 1_000));
        for (ulong seed = 0; made < wanted; seed++)
        {
            Assert.True(seed < 4_000, $"only {made} questions in {seed} graphs");
            var graph = KnowledgeGraph.Create(new KnowledgeSpec(seed, 32, 0.2));
            var maker = new QuestionMaker(graph);
            foreach (var answerable in new[] { true, false })
            {
                if (Draw(maker, form, hops, answerable, ref random) is not { } question)
                {
                    continue;
                }

                made++;
                Assert.Equal(answerable ? 1 : 0, graph.Answers(question).Length);
                Assert.Equal(hops, question.Hops);

                // Every step on the way leads to one thing, so that each search has one purpose.
                Assert.All(question.Terms, term => Assert.All(Enumerable.Range(0, term.Steps.Length), steps =>
                    Assert.Single(graph.Evaluate(term with { Steps = [.. term.Steps.Take(steps)] }))));
                Assert.Equal(hops == 1 && !answerable && form == QuestionForm.Intersection ? 0 : form == QuestionForm.Comparison ? 2 : 1,
                    Math.Min(KnowledgePlan.Of(graph, question).Evidence.Length, form == QuestionForm.Comparison ? 2 : 1));
                if (answerable && (form != QuestionForm.Comparison || hops > 1))
                {
                    Assert.DoesNotContain(graph.Texts(graph.Answers(question)[0]), KnowledgeLanguage.Write(question).Split(' ').Contains);
                }
            }
        }
    }

    [Fact]
    public void Without_any_one_of_its_steps_a_path_has_another_answer()
    {
        var random = RandomKey.FromSeed(9).Stream();
        for (ulong seed = 0; seed < 200; seed++)
        {
            var graph = KnowledgeGraph.Create(new KnowledgeSpec(seed, 32, 0));
            if (Draw(new QuestionMaker(graph), QuestionForm.Path, 3, true, ref random) is not KnowledgeQuestion.Path(var term) question)
            {
                continue;
            }

            for (var step = 0; step < term.Steps.Length; step++)
            {
                var shorter = new KnowledgeQuestion.Path(term with { Steps = term.Steps.RemoveAt(step) });
                Assert.NotEqual(graph.Answers(question), graph.Answers(shorter));
            }
        }
    }

    private static KnowledgeQuestion? Draw(QuestionMaker maker, QuestionForm form, int hops, bool answerable, ref RandomStream random)
    {
        for (var draw = 0; draw < 200; draw++)
        {
            if (maker.Draw(form, hops, answerable, ref random) is { } question)
            {
                return question;
            }
        }

        return null;
    }
}
