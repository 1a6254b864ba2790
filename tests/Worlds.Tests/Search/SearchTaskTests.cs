using Agentic.Agents;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Knowledge;
using static Agentic.Worlds.Tests.Search.SearchPlay;

namespace Agentic.Worlds.Tests.Search;

public sealed class SearchTaskTests
{
    private static readonly SearchKind Brief = Kind(("dialect", "brief"));

    [Fact]
    public void A_question_of_the_closed_language_is_answered_by_its_graph()
    {
        var made = Brief.Generate(4, Difficulty.Of(("hops", 2)));
        var payload = SearchKind.Payload(made);
        var read = SearchKind.Payload(Task(Brief, made.State));
        Assert.Equal((payload.Question, payload.Golden.Single(), payload.Chance), (read.Question, read.Golden.Single(), read.Chance));
        Assert.Equal(payload.Evidence, read.Evidence);
        Assert.Equal(payload.Queries, read.Queries);

        // A way that no fact goes on from has the answer "unknown".
        var nowhere = SearchKind.Payload(Task(Brief, made.State.Replace(payload.Question, "what is the mouth of the mayor of zzz ?", StringComparison.Ordinal)));
        Assert.Equal((SearchWords.Unknown, false), (nowhere.Golden.Single(), nowhere.IsAnswerable));
    }

    // Without the option, numbers are among the answers of the same seeds; no name has a digit.
    [Theory]
    [InlineData("path")]
    [InlineData("mixed")]
    public void Where_answers_are_names_none_is_a_number(string form)
    {
        SearchKind names = Kind(("dialect", "brief"), ("form", form), ("answers", "names")), any = Kind(("dialect", "brief"), ("form", form));
        static int Numbers(SearchKind kind) => Enumerable.Range(0, 60).Count(seed => char.IsAsciiDigit(SearchKind.Payload(kind.Generate((ulong)seed, Difficulty.Default)).Golden[0][0]));
        Assert.Equal(0, Numbers(names));
        Assert.InRange(Numbers(any), 5, 55);
        var error = Assert.Throws<WorldOptionException>(() => Kind(("form", "count"), ("answers", "names")));
        Assert.Equal("answers", error.Option);
    }

    [Fact]
    public async Task Any_question_may_be_asked_with_answers_of_its_own()
    {
        var made = Brief.Generate(4, Difficulty.Default);
        var question = SearchKind.Payload(made).Question;
        var free = Task(Brief, $"{made.State.Replace(question, "Who is it?", StringComparison.Ordinal)[..^1]},\"answers\":[\"dora\",\"belo\"]}}");
        Assert.True(await SolvesAsync(Brief, free, "<answer> belo </answer>"));
        Assert.Equal(["<answer> dora </answer>"], Brief.CreateOracle(free).Plan(5));
        var asked = SearchKind.Payload(Task(Brief, $"{made.State[..^1]},\"answers\":[\"dora\"]}}"));
        Assert.Equal(SearchKind.Payload(made).Queries, asked.Queries);
        Assert.Equal("dora", asked.Golden.Single());
    }

    [Theory]
    [InlineData("\"top_k\":3", "\"top_k\":0", "top_k")]
    [InlineData("\"searches\":8", "\"searches\":17", "searches")]
    [InlineData("\"entities\":32", "\"entities\":15", "entities")]
    [InlineData("\"aliases\":0", "\"aliases\":1.5", "aliases")]
    [InlineData("\"style\":\"small\"", "\"style\":\"tiny\"", "style")]
    [InlineData("\"top_k\":3", "\"top_k\":3,\"gap\":0.5", "gap")]
    [InlineData("what is", "what was", "question")]
    [InlineData("\"top_k\":3", "\"top_k\":3,\"answers\":[]", "answers")]
    public void A_wrong_field_is_named(string was, string now, string field)
    {
        var state = Brief.Generate(4, Difficulty.Default).State;
        Assert.Contains(was, state);
        Assert.Equal(field, Assert.Throws<TaskFormatException>(() => Task(Brief, state.Replace(was, now, StringComparison.Ordinal))).Field);
    }

    [Fact]
    public void A_question_with_several_answers_needs_answers_of_its_own()
    {
        for (ulong seed = 0; ; seed++)
        {
            var task = Brief.Generate(seed, Difficulty.Default);
            var graph = Graph(Brief, task);
            if (graph.Entities.FirstOrDefault(entity => entity.Facts.Count(fact => fact.Relation.Word == "friend") > 1) is { } friendly)
            {
                var state = task.State.Replace(SearchKind.Payload(task).Question, $"what is the friend of {friendly.Name} ?", StringComparison.Ordinal);
                Assert.Contains("single answer", Assert.Throws<TaskFormatException>(() => Task(Brief, state)).Message);
                return;
            }
        }
    }

    [Fact]
    public void The_example_of_a_task_has_an_answer() => Assert.True(
        SearchKind.Payload(Task(Brief, Brief.Descriptor.TaskExample)).IsAnswerable, $"an answer is told by {Brief.Generate(1, Difficulty.Default).State}, say");

    [Fact]
    public void Styles_of_the_same_question_are_the_same_puzzle()
    {
        var small = Brief.Generate(4, Difficulty.Default);
        var state = small.State.Replace("\"style\":\"small\"", "\"style\":\"encyclopaedia\",\"words\":100", StringComparison.Ordinal);
        Assert.Equal(small.CanonicalForm, Task(Brief, state).CanonicalForm);
        Assert.NotEqual(small.Id, Task(Brief, state).Id);
    }

    [Fact]
    public void The_shelf_keeps_what_was_used_last()
    {
        var shelf = new KnowledgeShelf(most: 100);
        var first = shelf.Get(new KnowledgeSpec(0, 32, 0), KnowledgeStyle.Small);
        for (ulong seed = 1; seed < 20; seed++)
        {
            shelf.Get(new KnowledgeSpec(seed, 32, 0), KnowledgeStyle.Small);
            Assert.Same(first, shelf.Get(new KnowledgeSpec(0, 32, 0), KnowledgeStyle.Small));
        }

        Assert.Equal(3, shelf.Count);
        shelf.Get(new KnowledgeSpec(99, 1000, 0), KnowledgeStyle.Small);
        Assert.Equal(1, shelf.Count);
        Assert.NotSame(first, shelf.Get(new KnowledgeSpec(0, 32, 0), KnowledgeStyle.Small));
    }
}
