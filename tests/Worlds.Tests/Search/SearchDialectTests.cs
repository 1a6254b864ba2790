using Agentic.Agents;
using Agentic.Worlds.Search;
using static Agentic.Worlds.Tests.Search.SearchPlay;

namespace Agentic.Worlds.Tests.Search;

public sealed class SearchDialectTests
{
    [Theory]
    [InlineData("search_r1", "<think>hm</think><search> a b </search>", "search: a b", true)]
    [InlineData("search_r1", " \n<think>\nhm < x > y\n</think>\n\n<answer>Ada Lovelace</answer> ", "answer: Ada Lovelace", true)]
    [InlineData("search_r1", "<search>a</search>", "search: a", false)]
    [InlineData("search_r1", "<answer> 5 < 6 </answer>", "answer: 5 < 6", false)]
    [InlineData("r_search", "<think>hm</think><answer>a</answer>", "answer: a", true)]
    [InlineData("brief", "<search> mayor dora </search>", "search: mayor dora", true)]
    [InlineData("brief", "<answer> dora </answer>", "answer: dora", true)]
    [InlineData("tools", "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"mayor dora\"}}\n</tool_call>", "search: mayor dora", true)]
    [InlineData("tools", "{\"name\":\"answer\",\"arguments\":{\"answer\":\"dora\"}}", "answer: dora", true)]
    [InlineData("tools", "<think>hm</think> {\"arguments\":{\"answer\":\"<\\/answer>\"},\"name\":\"answer\"}", "answer: </answer>", true)]
    public void A_turn_is_understood(string dialect, string text, string canonical, bool hasForm)
    {
        var kind = Kind(("dialect", dialect));
        var task = kind.Generate(1, Difficulty.Default);
        var action = kind.Parse(task, text).Action;
        Assert.Equal(canonical, action?.Canonical);
        Assert.Equal(hasForm, action is SearchQuery { HasForm: true } or SearchAnswer { HasForm: true });
    }

    [Theory]
    [InlineData("search_r1", "<think>hm</think>")]
    [InlineData("search_r1", "<think>hm</think> so <search>a</search>")]
    [InlineData("search_r1", "<think>hm</think><search>a</search> and")]
    [InlineData("search_r1", "<think>hm</think><think>hm</think><search>a</search>")]
    [InlineData("search_r1", "<search>a</search><think>hm</think>")]
    [InlineData("search_r1", "<search></search>")]
    [InlineData("search_r1", "<search> </search>")]
    [InlineData("search_r1", "<search>a</answer>")]
    [InlineData("search_r1", "<SEARCH>a</SEARCH>")]
    [InlineData("search_r1", "<search>a<answer>b</answer></search>")]
    [InlineData("search_r1", "<search>a</search><answer>b</answer>")]
    [InlineData("search_r1", "<search>a<information>b</information></search>")]
    [InlineData("search_r1", "<answer>a\u0007b</answer>")]
    [InlineData("search_r1", "<answer>a\nb</answer>")]
    [InlineData("brief", "<think>hm</think><search> a </search>")]
    [InlineData("tools", "<search> a </search>")]
    [InlineData("tools", "{\"name\":\"search\",\"arguments\":{\"query\":\"\"}}")]
    [InlineData("tools", "{\"name\":\"search\",\"arguments\":{\"query\":\"a\",\"k\":3}}")]
    [InlineData("tools", "{\"name\":\"search\",\"name\":\"answer\",\"arguments\":{\"query\":\"a\"}}")]
    [InlineData("tools", "{\"name\":\"search\",\"arguments\":{\"query\":\"a\"}}{\"name\":\"search\",\"arguments\":{\"query\":\"a\"}}")]
    [InlineData("tools", "{\"name\":\"shell\",\"arguments\":{\"query\":\"a\"}}")]
    [InlineData("tools", "{\"name\":\"answer\",\"arguments\":{\"answer\":\"\\ud800\"}}")]
    [InlineData("tools", "[]")]
    public void Anything_else_is_refused(string dialect, string text)
    {
        var kind = Kind(("dialect", dialect));
        var parse = kind.Parse(kind.Generate(1, Difficulty.Default), text);
        Assert.True(parse.Action is null, parse.Action?.Canonical);
        Assert.StartsWith("expected", parse.Failure, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("search_r1")]
    [InlineData("r_search")]
    [InlineData("tools")]
    [InlineData("brief")]
    public void The_grammar_admits_what_the_oracle_and_a_random_player_say(string dialect)
    {
        var kind = Kind(("dialect", dialect), ("form", "mixed"));
        var grammar = new System.Text.RegularExpressions.Regex($"^({kind.Descriptor.AnswerPattern})$");
        for (ulong seed = 0; seed < 50; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var random = RandomKey.FromSeed(seed).Stream();
            Assert.All(kind.CreateOracle(task).Plan(10).Append(kind.SampleAnswer(task, ref random)), turn => Assert.Matches(grammar, turn));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        var kind = Kind(("dialect", "brief"));
        var task = kind.Generate(1, Difficulty.Default);
        Assert.NotNull(kind.Parse(task, "<answer> a\uD83D\uDC4Db </answer>").Action);
        foreach (var inner in new[] { "\uDC00a", "a\uD800", "a\uD800b", "\uD83D\uD83D\uDC4D", "a\uDC4D" })
        {
            Assert.Null(kind.Parse(task, $"<answer> {inner} </answer>").Action);
        }
    }

    [Fact]
    public void Answers_and_queries_have_a_longest_length()
    {
        var kind = Kind(("dialect", "brief"));
        var task = kind.Generate(1, Difficulty.Default);
        Assert.NotNull(kind.Parse(task, $"<answer> {new string('x', 200)} </answer>").Action);
        Assert.Null(kind.Parse(task, $"<answer> {new string('x', 201)} </answer>").Action);
        Assert.NotNull(kind.Parse(task, $"<search> {new string('x', 400)} </search>").Action);
        Assert.Null(kind.Parse(task, $"<search> {new string('x', 401)} </search>").Action);
    }

    [Fact]
    public void The_thought_is_told_from_the_action()
    {
        var kind = Kind();
        var task = kind.Generate(1, Difficulty.Default);
        const string Turn = "<think>hm</think>\n<answer> a </answer>";
        Assert.Equal(Turn.IndexOf("<answer>", StringComparison.Ordinal), kind.Dissect(task, Turn).ActionStart);
        Assert.Equal(9, kind.Dissect(task, "<think>hm").ActionStart);
    }
}
