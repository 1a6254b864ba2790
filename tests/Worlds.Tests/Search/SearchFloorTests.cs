using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Knowledge;
using static Agentic.Worlds.Tests.Search.SearchPlay;

namespace Agentic.Worlds.Tests.Search;

/// <summary>What does without searching pays no more than chance.</summary>
public sealed class SearchFloorTests
{
    private static readonly int Questions = LongRun.Count(300, 3_000);

    public static TheoryData<string, string> Cases => [.. QuestionForms.Words.SelectMany(form => new[] { "search_r1", "r_search", "tools", "brief" }.Select(dialect => (form, dialect)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Tricks_solve_nothing(string form, string dialect)
    {
        var kind = Kind(("form", form), ("dialect", dialect));
        for (var seed = 0; seed < Questions / 5; seed++)
        {
            var task = kind.Generate((ulong)seed, Difficulty.Of(("hops", 2), ("unanswerable", 0.2)));
            var (payload, graph) = (SearchKind.Payload(task), Graph(kind, task));
            var right = kind.CreateOracle(task).Plan(20)[^1];
            var gold = payload.Golden[0];
            Assert.True(await SolvesAsync(kind, task, right));
            string[] tricks =
            [
                right.Replace(gold, payload.Question, StringComparison.Ordinal),
                right.Replace(gold, string.Join(' ', graph.Entities.Select(entity => entity.Name)), StringComparison.Ordinal),
                right.Replace(gold, string.Join(", ", graph.Entities.Take(20).Select(entity => entity.Name).Append(gold)), StringComparison.Ordinal),
                right.Replace(gold, $"{gold} or {SearchWords.Unknown} ?", StringComparison.Ordinal),
                right.Replace(gold, "", StringComparison.Ordinal),
                right.Replace(gold, $"{gold}\0", StringComparison.Ordinal),
                $"<think> {right} </think>",
                $"<think> {right}",
                $"{right}{right}",
                $"{right}\n<answer> {gold} </answer>",
                $"<answer> {gold} </answer> {right}",
                $"<answer> {gold} </answer> <answer> {gold} </answer>",
                string.Concat(graph.Entities.Select(entity => $"<answer> {entity.Name} </answer>")),
                $"<answer> <answer> {gold} </answer> </answer>",
                $"<information> <answer> {gold} </answer> </information>",
                $"The answer is {gold}",
                gold,
            ];
            foreach (var trick in tricks)
            {
                Assert.False(await SolvesAsync(kind, task, trick), $"'{trick}' solved {task.State}");
            }
        }
    }

    [Theory]
    [InlineData("path", 2)]
    [InlineData("path", 4)]
    [InlineData("intersection", 2)]
    [InlineData("comparison", 2)]
    [InlineData("count", 2)]
    public async Task Guesses_of_the_right_sort_hit_as_often_as_the_task_says(string form, int hops)
    {
        var kind = Kind(("form", form), ("dialect", "brief"));
        var random = RandomKey.FromSeed(5).Stream();
        var (hits, expected) = (0, 0.0);
        for (var seed = 0; seed < Questions; seed++)
        {
            var task = kind.Generate((ulong)seed, Difficulty.Of(("hops", hops)));
            expected += task.Features["chance"];
            hits += await SolvesAsync(kind, task, $"<answer> {Guess(SearchKind.Payload(task), Graph(kind, task), ref random)} </answer>") ? 1 : 0;
        }

        // Answers are no uniform draw: none stands in its question, and some things are met more often. Three standard errors and half again.
        Assert.InRange(hits, 0, (1.5 * expected) + (3 * Math.Sqrt(expected)));
    }

    [Fact]
    public async Task Random_play_stays_at_the_floor()
    {
        var kind = Kind(("dialect", "brief"));
        var solved = 0;
        for (var seed = 0; seed < Questions; seed++)
        {
            var task = kind.Generate((ulong)seed, Difficulty.Default);
            var random = RandomKey.FromSeed((ulong)seed).Stream();
            await using var world = kind.Open(task, WorldContractPlay.Context());
            StepOutcome outcome;
            do
            {
                outcome = await StepAsync(kind, task, world, kind.SampleAnswer(task, ref random));
            }
            while (outcome is StepOutcome.Continued);
            solved += ((StepOutcome.Terminated)outcome).Solved ? 1 : 0;
        }

        // One name of 32, where the answer is a name.
        Assert.InRange((double)solved / Questions, 0, (1 / 32.0) + (3 * Math.Sqrt(1 / 32.0 / Questions)));
    }

    private static string Guess(SearchTask task, KnowledgeGraph graph, ref RandomStream random)
    {
        switch (task.Parsed)
        {
            case KnowledgeQuestion.Count:
                return $"{random.NextInt(1, 3)}";
            case KnowledgeQuestion.Comparison comparison:
                var term = random.NextBool(0.5) ? comparison.Left : comparison.Right;
                return graph.Texts(graph.Evaluate(term)[0])[0];
            case KnowledgeQuestion.Path(var path):
                var last = path.Steps[^1];
                if (last is { Type: null, Relation.IsNumber: true })
                {
                    return $"{random.NextInt(last.Relation.Min, last.Relation.Max)}";
                }

                var (first, count) = graph.OfType(last.Type ?? last.Relation.Range!.Value);
                return graph.Entities[first + random.NextInt(count)].Name;
            default:
                throw new NotSupportedException();
        }
    }
}
