using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Knowledge;
using static Agentic.Worlds.Tests.Search.SearchPlay;

namespace Agentic.Worlds.Tests.Search;

/// <summary>What is asked can be looked up: by what the retriever really gives back.</summary>
public sealed class SearchOracleTests
{
    private static readonly int Questions = LongRun.Count(150, 10_000);

    public static TheoryData<string, int> Cases => [.. QuestionForms.Words.SelectMany(form => Enumerable.Range(1, 6).Select(hops => (form, hops)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_oracle_finds_every_supporting_passage_and_the_answer(string form, int hops)
    {
        var kind = Kind(("form", form), ("dialect", "brief"));
        var difficulty = Difficulty.Of(("hops", hops), ("top_k", 2), ("searches", 1), ("aliases", 0.2), ("unanswerable", 0.2));
        var unknown = 0;
        for (var seed = 0; seed < Questions; seed++)
        {
            var task = kind.Generate((ulong)seed, difficulty);
            unknown += await OracleAsync(kind, task);
            Assert.Equal(hops, task.Features["hops"]);
        }

        Assert.InRange((double)unknown / Questions, 0.1, 0.3);
    }

    [Theory]
    [InlineData("path", 0)]
    [InlineData("mixed", 1)]
    public async Task It_does_so_in_long_articles_with_distractors_and_other_words(string form, double gap)
    {
        var kind = Kind(("form", form), ("style", "encyclopaedia"), ("graphs", "3"));
        var difficulty = Difficulty.Of(("hops", 3), ("entities", 400), ("distractors", 0.8), ("gap", gap), ("aliases", 0.5), ("top_k", 3));
        for (var seed = 0; seed < LongRun.Count(60, 1_000); seed++)
        {
            await OracleAsync(kind, kind.Generate((ulong)seed, difficulty));
        }
    }

    // The questions that could not be looked up are left out when tasks are made: that must stay the exception.
    [Theory]
    [InlineData(1, 0, 0.93)]
    [InlineData(2, 0, 0.97)]
    [InlineData(3, 0.3, 0.93)]
    public void Nearly_every_question_of_a_small_graph_can_be_looked_up(int hits, double aliases, double least)
    {
        var (random, shelf) = (RandomKey.FromSeed(1).Stream(), new KnowledgeShelf());
        var (found, made) = (0, 0);
        for (ulong seed = 0; made < 1_000; seed++)
        {
            var book = shelf.Get(new KnowledgeSpec(seed, 32, aliases), KnowledgeStyle.Small);
            for (var draw = 0; draw < 20; draw++)
            {
                if (new QuestionMaker(book.Graph).Draw(QuestionForm.Path, 2, true, ref random) is { } question)
                {
                    made++;
                    found += book.Finds(KnowledgePlan.Of(book.Graph, question), hits) ? 1 : 0;
                }
            }
        }

        Assert.InRange((double)found / made, least, 1);
    }

    [Fact]
    public void The_oracle_follows_what_was_searched_and_answers_when_nothing_is_missing()
    {
        var kind = Kind(("dialect", "brief"));
        var task = kind.Generate(3, Difficulty.Of(("hops", 3)));
        var oracle = kind.CreateOracle(task);
        var plan = oracle.Plan(10);
        Assert.Equal(4, plan.Length);
        Assert.Equal(plan[0], oracle.Next(["<search> something else </search>", "nonsense"]));
        Assert.Equal(plan[2], oracle.Next([plan[1], plan[0]]));
        Assert.Equal(plan[3], oracle.Next([plan[1], "?", plan[0], plan[2]]));
        Assert.Null(oracle.Next([plan[3]]));
        Assert.True(oracle.IsOnTheWay([plan[3]]));
        Assert.False(oracle.IsOnTheWay(["<answer> somebody </answer>"]));

        // Out of searches it answers; after a search too many nothing helps.
        string[] spent = [.. Enumerable.Repeat("<search> x </search>", SearchKind.Payload(task).Searches)];
        Assert.Equal(plan[3], oracle.Next(spent));
        Assert.Null(oracle.Next([.. spent, spent[0]]));
        Assert.False(oracle.IsOnTheWay([.. spent, spent[0]]));
        Assert.Contains(plan[0], oracle.Hint([], 2));
        Assert.DoesNotContain(SearchKind.Payload(task).Golden[0], oracle.Hint([], 1));
    }

    private static async Task<int> OracleAsync(SearchKind kind, TaskInstance task)
    {
        var payload = SearchKind.Payload(task);
        var (oracle, answers) = (kind.CreateOracle(task), new List<string>());
        await using var world = kind.Open(task, WorldContractPlay.Context());
        var recall = 0.0;
        while (true)
        {
            answers.Add(oracle.Next(answers)!);
            var outcome = await StepAsync(kind, task, world, answers[^1]);
            recall += Part(outcome, SearchParts.Evidence);
            if (outcome is StepOutcome.Terminated end)
            {
                Assert.True(end.Solved, task.State);
                break;
            }
        }

        Assert.Equal(payload.Queries.Length + 1, answers.Count);
        Assert.Equal(payload.Evidence.IsEmpty ? 0 : 1, recall, 1e-9);

        // What was read says the answer, but for numbers of things, which are counted.
        if (payload.IsAnswerable && payload.Parsed is KnowledgeQuestion.Path)
        {
            Assert.Contains(payload.Golden, (await TextAsync(world)).Split([' ', '\n']).Contains);
        }

        return payload.IsAnswerable ? 0 : 1;
    }
}
