using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>A user's own questions over a user's own passages, played and judged whole.</summary>
public sealed class QuestionsTests : IDisposable
{
    private const string Scenario = """
        world: { name: search, options: { corpus: CORPUS MORE } }
        limits: { turns: 6, tokens_per_turn: 64 }
        EVAL
        """;

    private readonly TemporaryFolder _folder = new();

    public QuestionsTests()
    {
        File.WriteAllLines(_folder.File("corpus.jsonl"), Enumerable.Range(0, 30).Select(number =>
            JsonSerializer.Serialize(new { id = $"p{number}", contents = $"\"Town {number}\"\nThe mayor of town number{number} is person{number} ." })));

        // Both published forms in one file, one question twice.
        File.WriteAllLines(_folder.File("test.jsonl"),
        [
            .. Enumerable.Range(0, 5).Select(number => JsonSerializer.Serialize(new { question = $"who is the mayor of town number{number}?", golden_answers = new[] { $"person{number}", $"p. {number}" } })),
            "",
            JsonSerializer.Serialize(new
            {
                prompt = new[] { new { role = "user", content = "Answer with tags. Question: who is the mayor of town number9?" } },
                reward_model = new { ground_truth = new { target = new[] { "person9" } } },
            }),
            JsonSerializer.Serialize(new { question = "who is the mayor of town number3?", golden_answers = "person3" }),
        ]);
        Write("");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_question_is_judged_once()
    {
        var eval = await CliRun.Of("eval", _folder.File("s.yaml"), "--policy", "oracle", "--questions", _folder.File("test.jsonl"), "--json");

        Assert.True(eval.Code == ExitCode.Done, eval.Error);
        Assert.Equal((7, 1.0), (eval.Json.GetProperty("episodes").GetInt32(), eval.Json.GetProperty("success").GetDouble()));
        Assert.Equal((1.0, 1.0), (eval.Json.GetProperty("parts").GetProperty("f1").GetDouble(), eval.Json.GetProperty("parts").GetProperty("searches").GetDouble()));

        var some = await CliRun.Of("eval", _folder.File("s.yaml"), "--policy", "random", "--questions", _folder.File("test.jsonl"), "--limit", "3", "--samples", "2", "--json");
        Assert.Equal(6, some.Json.GetProperty("episodes").GetInt32());
    }

    [Fact]
    public async Task They_are_played_in_the_order_of_the_file_or_of_the_seed()
    {
        string[] call = ["rollout", _folder.File("s.yaml"), "--policy", "oracle", "--questions", _folder.File("test.jsonl"), "--json"];
        var inOrder = await CliRun.Of([.. call, "--output", _folder.File("file")]);
        var mixed = await CliRun.Of([.. call, "--set", "eval.whole=seed", "--seed", "3", "--output", _folder.File("seed")]);
        var two = await CliRun.Of([.. call, "--limit", "5", "--group-size", "2", "--output", _folder.File("two")]);

        Assert.True(inOrder.Code == ExitCode.Done, inOrder.Error);
        Assert.Equal((7, 7), (inOrder.Json.GetProperty("episodes").GetInt32(), inOrder.Json.GetProperty("solved").GetInt32()));
        string[] towns = ["number0", "number1", "number2", "number3", "number4", "number9", "number3"];
        Assert.Equal(towns, Asked("file").Select(asked => asked.Town));
        Assert.All(Asked("file"), asked => Assert.Equal(Split.Test, asked.Split));
        Assert.Equal(ExitCode.Done, mixed.Code);
        Assert.NotEqual(towns, Asked("seed").Select(asked => asked.Town));
        Assert.Equal(towns.Order(), Asked("seed").Select(asked => asked.Town).Order());
        Assert.Equal(ExitCode.Done, two.Code);
        Assert.Equal(["number0", "number0", "number1", "number1", "number2"], Asked("two").Select(asked => asked.Town));
        Assert.Equal(ExitCode.Done, (await CliRun.Of("replay", _folder.File("file"), "--verify")).Code);
    }

    // What is judged by is never learnt from, also where the file to learn from holds it; the rest of that file is split by hash.
    [Fact]
    public async Task Questions_to_judge_by_are_not_learnt_from()
    {
        File.WriteAllLines(_folder.File("train.jsonl"), Enumerable.Range(0, 30).Select(number =>
            JsonSerializer.Serialize(new { question = $"Who is the mayor of town number{number} ?", golden_answers = new[] { $"person{number}" } })));
        Write($", questions: {_folder.File("train.jsonl")}, test_questions: {_folder.File("test.jsonl")}", "eval: { whole: file }");
        foreach (var split in (string[])["train", "validation"])
        {
            var run = await CliRun.Of("rollout", _folder.File("s.yaml"), "--policy", "oracle", "--split", split, "--limit", "60", "--output", _folder.File(split));
            Assert.True(run.Code == ExitCode.Done, run.Error);
            Assert.Empty(Asked(split).Select(asked => asked.Town).Intersect(["number0", "number1", "number2", "number3", "number4", "number9"]));
        }

        var eval = await CliRun.Of("eval", _folder.File("s.yaml"), "--policy", "oracle", "--json");
        Assert.Equal(7, eval.Json.GetProperty("episodes").GetInt32());

        // One file alone has its share of the test split, each question of it once.
        Write($", questions: {_folder.File("train.jsonl")}", "eval: { whole: file }");
        var share = await CliRun.Of("eval", _folder.File("s.yaml"), "--policy", "oracle", "--json");
        Assert.InRange(share.Json.GetProperty("episodes").GetInt32(), 1, 10);
    }

    [Fact]
    public async Task A_wrong_file_is_named_with_its_line()
    {
        File.WriteAllText(_folder.File("wrong.jsonl"), "{\"question\":\"a?\",\"golden_answers\":[\"b\"]}\n{\"question\":\"c?\"}\n");
        await RefusedAsync(ExitCode.BadArguments, "wrong.jsonl:2", "eval", "--questions", _folder.File("wrong.jsonl"));
        await RefusedAsync(ExitCode.BadArguments, "wrong.jsonl:2", "rollout", "--questions", _folder.File("wrong.jsonl"), "--output", _folder.File("run"));
        await RefusedAsync(ExitCode.BadArguments, "nowhere.jsonl", "eval", "--questions", _folder.File("nowhere.jsonl"));
        File.WriteAllText(_folder.File("s.yaml"), "world: { name: maze }\neval: { whole: file }\n");
        await RefusedAsync(ExitCode.BadArguments, "eval.whole: is for worlds whose tasks are listed in a file", "eval");

        async Task RefusedAsync(int code, string message, string verb, params string[] more)
        {
            var run = await CliRun.Of([verb, _folder.File("s.yaml"), "--policy", "oracle", .. more]);
            Assert.Equal(code, run.Code);
            Assert.Contains(message, run.Error);
            Assert.DoesNotContain("   at ", run.Error);
        }
    }

    // Without questions in the scenario a file must come with the call.
    private void Write(string more, string eval = "") => File.WriteAllText(_folder.File("s.yaml"), Scenario
        .Replace("CORPUS", _folder.File("corpus.jsonl"), StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal).Replace("EVAL", eval, StringComparison.Ordinal));

    private List<(string Town, Split Split)> Asked(string run)
    {
        using var log = TrajectoryReader.Open(_folder.File(run, "episodes"));
        return [.. log.ReadAll().Select(record =>
        {
            using var state = JsonDocument.Parse(record.Task.State);
            return (state.RootElement.GetProperty("question").GetString()!.Split(' ').Single(word => word.StartsWith("number", StringComparison.Ordinal)).TrimEnd('?'), record.Task.Split);
        })];
    }
}
