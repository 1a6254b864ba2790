using System.Text;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.VisionPolicy;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.Brief;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Short modules with one wrong token, and the interpreter that may grade them.</summary>
public sealed class BriefTests
{
    // Lines that a policy might write: right ones, wrong ones, and what Python reads otherwise than it looks.
    private static readonly string[] Lines =
    [
        " return value", " return value + 1", " return value +", " return value + + 1", " return values", " return max ( value , 1 , 2 )", " return sum ( value )", "  return value", "return value",
        " value = 3", " total = total", " total += value", " count = - 2", " return value and 3", " return 007", " return not value", " return value == 1 == 1", " return ( value )", " return None",
        " if value > 3 :", " for value in values :", " for value in range ( 3 ) :", " return range ( 3 )", " continue", " pass", " return True + value", " return len", " sum = 0", " return f", " x ) 3",
        "def scale ( value ) :", "def scale ( value , value ) :", "def len ( value ) :", "def scale ( value = 2 , step ) :", " \"\"\" other . \"\"\"", " return value ;", " return value # so", "", " return value * values", " values += values",
        " return [ value ]", " return value [ 0 ]", " import os", " return value // 0", " return abs ( value ) - 1", " return scale ( value )", " return min ( value )", " return value if value else 1", " return value < 3 < 2", " return - 1",
    ];

    private static readonly string[][] Classes =
    [
        ["+", "-", "*", "//", "%"], ["<", "<=", ">", ">=", "==", "!="], ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "12"], ["value", "values", "first", "second", "total", "count", "step"],
        ["min", "max", "len", "sum", "abs"], ["and", "or", "in"],
    ];

    [Fact]
    public async Task The_oracle_solves_every_task_under_both_graders_and_the_episode_can_be_verified()
    {
        foreach (var grading in new[] { "sandbox", "interpreter" })
        {
            await using var kind = Kind(grading);
            for (ulong seed = 0; seed < (ulong)LongRun.Count(grading == "sandbox" ? 6 : 40, 1_000); seed++)
            {
                var task = kind.Generate(seed, Difficulty.Of(("functions", 1 + (seed % 6)), ("vagueness", seed % 3)));
                var record = await PlayAsync(kind, task, new OracleAgent(kind));
                Assert.True(record.IsSolved, $"{record.End.Name} {task.State}");
                Assert.Equal(1.0, record.Return(), 1e-9);
                Assert.Equal(grading == "interpreter" ? 1 : 0, task.Features["interpreted"]);
                Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer()));
                Assert.Equal(task.CanonicalForm, TaskJson.ReadText(kind, task.State).CanonicalForm);
            }
        }
    }

    [Fact]
    public async Task What_the_interpreter_is_sure_of_is_what_the_sandbox_says_whatever_was_edited()
    {
        using var runner = CodePlay.Runner();
        var (grader, random) = (new Grader(runner), RandomKey.FromSeed(3).Stream());
        var (sure, unsure, solved) = (0, 0, 0);
        for (var i = 0; i < LongRun.Count(120, 5_000); i++)
        {
            var repo = BriefRepos.Make(new BriefSpec((ulong)i, 1 + (i % 4), 0));
            var files = i % 4 == 0 ? repo.Repaired : repo.Files;
            for (var edits = random.NextInt(3); edits > 0; edits--)
            {
                var lines = files[BriefRepos.Path].TrimEnd('\n').Split('\n');
                var at = random.NextInt(lines.Length);
                var text = random.NextInt(6) == 0 ? lines[random.NextInt(lines.Length)] : Mutated(lines, lines[at], ref random);
                var action = new ToolAction(random.NextInt(8) switch { 0 => "insert", 1 => "delete", _ => "edit" }, BriefRepos.Path, 1 + at, text);
                files = ToolFiles.Apply(files, action).Files;
            }

            if (BriefGrader.Interpret(repo, files) is not { } said)
            {
                unsure++;
                continue;
            }

            sure++;
            var truth = await grader.GradeAsync(repo, files, TestContext.Current.CancellationToken);
            Assert.True(truth.Problem is null && truth.Passed.SetEquals(said.Passed), $"{truth.Problem}\n{files[BriefRepos.Path]}\nsandbox: {string.Join(' ', truth.Passed)}\nours: {string.Join(' ', said.Passed)}");
            solved += said.IsSolved ? 1 : 0;
        }

        Assert.True(sure > 50 && unsure > 10 && solved > 10, $"{sure} sure, {unsure} not, {solved} solved");
    }

    [Fact]
    public void Every_right_and_every_broken_module_is_read_back_to_the_letter()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var repo = BriefRepos.Make(new BriefSpec((ulong)seed, 1 + (seed % 6), 0));
            Assert.True(BriefGrader.Interpret(repo, repo.Repaired)!.IsSolved);
            var broken = BriefGrader.Interpret(repo, repo.Files)!;
            Assert.Equal((0.0, 1.0), (broken.Repaired, broken.Kept));
        }
    }

    [Theory]
    [InlineData(" return value + 1", true)]
    [InlineData(" return ( value )", false)] // Python takes it, but it is not how the tree prints
    [InlineData(" return 007", false)]
    [InlineData(" return value == 1 == 1", false)] // compares twice in Python
    [InlineData(" return len", false)]
    [InlineData(" return other ( value )", false)]
    [InlineData(" return max ( value , 1 , 2 )", false)]
    [InlineData(" value ) 3", false)]
    [InlineData(" value += 3", false)] // a list would change in place
    [InlineData(" return value [ 0 ]", false)]
    [InlineData(" continue", false)]
    [InlineData(" while value : ", false)]
    public void Only_known_ground_is_read(string line, bool isRead)
    {
        var known = new PyModule("lib.code", "", [], [], [PyParser.Function("def scale(value):\n    return value\n", "value .")]);
        Assert.Equal(isRead, BriefPython.Read($"def scale ( value ) :\n \"\"\" value . \"\"\"\n{line}\n", known) is not null);
    }

    [Fact]
    public async Task Every_word_of_an_episode_is_one_token_of_the_closed_language()
    {
        await using var kind = Kind("interpreter");
        var tokenizer = new BpeTokenizer(WordVocabulary.Define(kind.Words));
        Assert.Equal([.. kind.Words.Distinct()], kind.Words);
        for (ulong seed = 0; seed < 60; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Of(("functions", 1 + (seed % 6)), ("vagueness", seed % 3)));
            var record = await PlayAsync(kind, task, seed % 2 == 0 ? new OracleAgent(kind) : new RandomAgent(kind));
            foreach (var text in record.Turns.SelectMany(turn => turn.Observation.Parts.Select(part => part is TextPart words ? words.Text : ((ToolResultPart)part).Text).Append(turn.Text)).Append(kind.Descriptor.Instruction))
            {
                foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.All(char.IsAsciiDigit)))
                {
                    Assert.True(tokenizer.Encode(word.Any(char.IsLetter) ? word : $" {word}").Length == 1, $"'{word}' in: {text}");
                }
            }
        }
    }

    /// <summary>What the plan says to change, changed in the line that the advice names, is the repair.</summary>
    [Fact]
    public async Task Advice_followed_to_the_letter_repairs_the_module()
    {
        await using var kind = Kind("interpreter");
        for (ulong seed = 0; seed < 100; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Of(("functions", 1 + (seed % 6)), ("vagueness", 2.0)));
            var repo = BriefKind.Of(task);
            var number = int.Parse(kind.Advise(task, [], Advice.Interaction).Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
            var change = kind.Advise(task, [], Advice.Plan)["change ".Length..^" .".Length].Split(" to ");
            var (was, right) = (repo.Files[BriefRepos.Path].Split('\n'), repo.Repaired[BriefRepos.Path].Split('\n'));
            Assert.Contains(Enumerable.Range(0, was[number - 1].Length), at =>
                was[number - 1][at..].StartsWith(change[0], StringComparison.Ordinal) && was[number - 1][..at] + change[1] + was[number - 1][(at + change[0].Length)..] == right[number - 1]);

            // Before any attempt the surroundings say what the bug does; after an edit that Python may refuse, only that it is wrong.
            Assert.Contains(" is right .", kind.Advise(task, [], Advice.Feedback));
            Assert.Equal("the code is wrong .", kind.Advise(task, [$"edit {BriefRepos.Path} {number} x"], Advice.Feedback));
        }
    }

    [Fact]
    public void The_interpreter_grades_nothing_but_the_brief_dialect()
    {
        var error = Assert.Throws<WorldOptionException>(() => CodeKind.Create(new Dictionary<string, string> { ["grading"] = "interpreter" }));
        Assert.Contains("dialect brief", error.Message);
    }

    [Fact]
    public async Task Running_tells_which_functions_fail_and_only_by_tests_that_are_shown()
    {
        await using var kind = Kind("interpreter");
        for (ulong seed = 0; seed < 20; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Of(("functions", 3.0), ("vagueness", 1.0)));
            var repo = BriefKind.Of(task);
            await using var world = kind.Open(task, new WorldContext(new PlainImageStore(), RandomKey.FromSeed(1), TimeProvider.System));
            await world.StepAsync(new AgentAction("run", default, new ToolAction("run")), CancellationToken.None);
            var failing = repo.Tests.Where(test => test.FailsFirst && !test.IsHidden).Select(test => test.Function).Distinct();
            Assert.Equal($"{string.Join(' ', failing)} fail", ((ToolResultPart)(await world.ObserveAsync(CancellationToken.None)).Parts[0]).Text);
        }
    }

    private static BriefKind Kind(string grading)
    {
        CodePlay.Runner().Dispose();
        return new BriefKind(new CodeOptions(false, "", "", IsBrief: true, IsInterpreted: grading == "interpreter"));
    }

    private static async Task<EpisodeRecord> PlayAsync(BriefKind kind, TaskInstance task, IAgent agent) => await Episode.RunAsync(
        new EpisodePlan
        {
            Kind = kind, Task = task, Index = 0, Key = RandomKey.FromSeed(task.Seed), Weights = kind.Descriptor.Weights,
            Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20), Instruction = kind.Descriptor.Instruction,
        },
        new EpisodeServices([agent], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));

    // The line with one word changed for one like it, or one of the list.
    private static string Mutated(string[] lines, string line, ref RandomStream random)
    {
        var words = line.Split(' ');
        var at = random.NextInt(words.Length);
        string[] likes = Classes.FirstOrDefault(one => one.Contains(words[at])) ?? lines[random.NextInt(lines.Length)].Split(' ');
        words[at] = likes[random.NextInt(likes.Length)];
        return random.NextInt(6) == 0 ? Lines[random.NextInt(Lines.Length)] : string.Join(' ', words);
    }
}
