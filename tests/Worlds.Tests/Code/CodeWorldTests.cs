using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Tests.Code;

/// <summary>The code world keeps the contract of every world, with fewer seeds: each command costs a process.</summary>
public sealed class CodeWorldTests
{
    public static TheoryData<string> Dialects => ["tools", "bash"];

    [Theory, MemberData(nameof(Dialects))]
    public async Task The_oracle_solves_every_task_and_the_episode_can_be_verified(string dialect)
    {
        await using var kind = CodePlay.Kind(dialect);
        for (var seed = 0; seed < LongRun.Count(6, 1_000); seed++)
        {
            var difficulty = Difficulty.Of(("files", 3 + (seed % 9)), ("distance", seed % 4), ("bugs", 1 + (seed % 3)), ("vagueness", seed % 4));
            var record = await Episode.RunAsync(
                CodePlay.Plan(kind, kind.Generate((ulong)seed, difficulty), seed), new EpisodeServices([new OracleAgent(kind)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
            Assert.True(record.IsSolved, $"{record.End.Name} {record.Task.State}");
            Assert.Equal(1.0, record.Return(), 1e-9);
            Assert.InRange(record.Task.Features["sandbox"], 1, 3);
            Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer()));
        }
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task Random_play_stays_within_the_declared_parts_and_comes_out_the_same_again(string dialect)
    {
        await using var kind = CodePlay.Kind(dialect);
        for (var seed = 0; seed < LongRun.Count(3, 200); seed++)
        {
            var record = await Episode.RunAsync(
                CodePlay.Plan(kind, kind.Generate((ulong)seed, Difficulty.Default), seed), new EpisodeServices([new RandomAgent(kind)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
            Assert.IsNotType<EpisodeEnd.Faulted>(record.End);
            Assert.False(record.IsSolved);
            Assert.InRange(record.Return(), 0, 0.1 + 1e-9);
            Assert.All(record.Turns.SelectMany(turn => turn.Reward.Parts), part => Assert.Contains(part.Name, kind.Descriptor.Weights.ByPart.Keys));
            Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer()));
        }
    }

    [Fact]
    public async Task The_same_commands_give_the_same_bytes_whatever_the_folder_the_time_and_the_process()
    {
        await using var kind = CodePlay.Kind("bash");
        await using var other = CodePlay.Kind("bash");
        var task = kind.Generate(1, Difficulty.Of(("files", 9)));
        string[] answers =
        [
            CodePlay.Bash("pwd; ls -lA --full-time; find . | head -50; id; hostname; env | sort; echo $$; umask; df . | head -1"),
            CodePlay.Bash("python3 -c 'print(hash(\"a\"), {\"x\", \"y\", \"z\"}, __import__(\"os\").getpid())'; ps 2>&1 | wc -l"),
            CodePlay.Bash("python3 -m unittest discover tests 2>&1; ls -lA --full-time; cat /proc/sys/kernel/hostname"),
            CodePlay.Bash("echo new > notes; mkdir d; sleep 0.01"),
            CodePlay.Bash("python3 -c 'import tempfile; print(object(), tempfile.mkdtemp())'; t=$(mktemp); echo \"$t $t $(mktemp)\"; date -u -d @$SOURCE_DATE_EPOCH; TZ= date +%Z"),
            CodePlay.Bash("ls -lAR --full-time"), // what a command writes has the time of writing until it ends
        ];
        var (first, second) = (await CodePlay.SayAsync(kind, task, answers), await CodePlay.SayAsync(other, task, answers));
        Assert.Equal(first.Seen, second.Seen);
        var words = string.Join('\n', first.Seen);
        Assert.DoesNotContain("agentic-code", words);
        Assert.DoesNotContain("/dev/shm/a", words);
        Assert.DoesNotContain($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}", words);
        Assert.Contains("/repo", words);
        Assert.Contains("Ran ", words);
        Assert.DoesNotContain("tests in 0.", words);
        Assert.Contains("<object object at 0x0> /tmp/tmp.1\n/tmp/tmp.2 /tmp/tmp.2 /tmp/tmp.3\nMon Jan  1 00:00:00 UTC 2024\n", words);
    }

    [Theory]
    [InlineData("Ran 3 tests in 0.012s", "Ran 3 tests")]
    [InlineData("Ran 3 tests in 0.012s, it says", "Ran 3 tests in 0.012s, it says")]
    [InlineData("=== 1 failed, 2 passed in 75.30s (0:01:15) ===", "=== 1 failed, 2 passed ===")]
    [InlineData("2 passed, 1 warning in 0.03s", "2 passed, 1 warning")]
    [InlineData("<a.B object at 0x7f0c1c0d5f10>", "<a.B object at 0x0>")]
    [InlineData("stopped at 0x1f", "stopped at 0x1f")]
    [InlineData("/tmp/tmp.aB3dE6gH9k /tmp/tmpabc_1234/x /tmp/tmp.aB3dE6gH9k", "/tmp/tmp.1 /tmp/tmp.2/x /tmp/tmp.1")]
    [InlineData("/tmp/tmpfile /tmp/tmp.log /tmp/tmpabc_12345", "/tmp/tmpfile /tmp/tmp.log /tmp/tmpabc_12345")]
    public void What_differs_from_run_to_run_alone_is_masked(string came, string shown) => Assert.Equal(shown, CodeWords.Masked(came));

    [Fact]
    public async Task Control_characters_never_reach_whoever_watches()
    {
        await using var kind = CodePlay.Kind("bash");
        var (seen, _) = await CodePlay.SayAsync(kind, kind.Generate(1, Difficulty.Default), CodePlay.Bash("printf '\\033]0;title\\007\\033[2J\\r\\b\\000x\\302\\233y'; printf '\\342\\200\\256z' >&2"));
        Assert.DoesNotContain(seen[1], letter => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter == '\u202E');
        Assert.Contains("title", seen[1]);
    }

    [Fact]
    public async Task Long_output_keeps_its_head_and_its_tail_and_says_what_is_missing()
    {
        await using var kind = CodePlay.Kind("bash");
        var (seen, _) = await CodePlay.SayAsync(kind, kind.Generate(1, Difficulty.Default), CodePlay.Bash("seq 1 20000; exit 7"));
        Assert.Contains("<returncode>7</returncode>\n<output>\n1\n2\n", seen[1]);
        Assert.Contains("98894 characters left out]", seen[1]); // 108,894 characters of numbers and line breaks, of which 10,000 stay
        Assert.EndsWith("19999\n20000\n</output>", seen[1]);
    }

    [Fact]
    public async Task Nothing_but_files_lasts_from_one_command_to_the_next()
    {
        await using var kind = CodePlay.Kind("bash");
        var (seen, _) = await CodePlay.SayAsync(kind, kind.Generate(1, Difficulty.Default),
            CodePlay.Bash("cd tests; export LEFT=1; sleep 500 & echo kept > /repo/file; echo gone > /tmp/file"), CodePlay.Bash("pwd; echo \"[$LEFT]\"; cat file; cat /tmp/file; ps ax | grep -c 'sleep 500'"));
        Assert.Contains("/repo\n[]\nkept\n", seen[2]);
        Assert.DoesNotContain("gone", seen[2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ls")]
    [InlineData("```bash\nls\n```\n```bash\nls\n```")]
    [InlineData("```python\nls\n```")]
    [InlineData("```bash\n\n```")]
    [InlineData("<think>```bash\nls\n```")]
    [InlineData("```bash\nls\n``` and more")]
    [InlineData("```bash\nls \u0007\n```")]
    public void A_shell_answer_has_exactly_one_block(string text)
    {
        var parse = ShellDialect.Parse(text);
        Assert.Null(parse.Action);
        Assert.InRange(parse.Failure!.Length, 10, 300);
        Assert.Equal("ls -l", (ShellDialect.Parse("Thinking.\n```bash\nls -l\n```").Action as ShellAction)?.Script);
    }

    [Theory]
    [InlineData("view a.py", "view a.py")]
    [InlineData("edit a/b.py 12     return x", "edit a/b.py 12     return x")]
    [InlineData("insert a.py 1 ", "insert a.py 1 ")]
    [InlineData("<think>hm</think>run", "run")]
    [InlineData("edit a.py 0 x", null)]
    [InlineData("edit a.py", null)]
    [InlineData("view ../../etc/passwd x", null)]
    [InlineData("run\nrun", null)]
    [InlineData("shell rm", null)]
    public void A_tool_is_called_in_one_line(string text, string? canonical) => Assert.Equal(canonical, ToolDialect.Parse(text).Action?.Canonical);

    [Fact]
    public void No_text_makes_a_parser_throw_and_nonsense_is_refused()
    {
        var random = RandomKey.FromSeed(17).Stream();
        foreach (var (right, parse) in new (string, Func<string, ActionParse>)[] { ("```bash\nls\n```", ShellDialect.Parse), ("edit a.py 3 x = 1", ToolDialect.Parse) })
        {
            for (var i = 0; i < 20_000; i++)
            {
                var outcome = parse(WorldContractHostile.Random(right, ref random));
                Assert.True(outcome.Action is null != outcome.Failure is null);
            }

            // A line break at the end and a shell's own words are fine here, so of the usual nonsense only what no dialect understands.
            foreach (var text in new[] { "", " \t\r\n", "\0", new string('x', 1 << 20), $"<think>{right}", $"<think>{right}</think>", "👍", $"{right}\uD800" })
            {
                Assert.Null(parse(text).Action);
            }
        }
    }

    [Fact]
    public void Tasks_come_back_equal_from_their_state_and_wrong_ones_are_refused_by_field()
    {
        var kind = new CodeKind(new Dictionary<string, string>());
        var splits = new Dictionary<string, Split>();
        for (ulong seed = 0; seed < 60; seed++)
        {
            var task = kind.Generate(seed, Difficulty.FromScalar(seed / 60.0, kind.Descriptor.Axes));
            var again = TaskJson.ReadText(kind, task.State);
            Assert.Equal((task.State, task.Id, task.Split, task.CanonicalForm), (again.State, again.Id, again.Split, again.CanonicalForm));
            Assert.Equal(task.Features, again.Features);
            Assert.True(splits.TryAdd(task.CanonicalForm!, task.Split) || splits[task.CanonicalForm!] == task.Split);
        }

        var example = TaskJson.ReadText(kind, kind.Descriptor.TaskExample);
        Assert.NotNull(kind.CreateOracle(example).Next([]));
        Assert.Equal("files", Refused("""{"repo":7,"files":2,"distance":0,"bugs":1,"vagueness":0,"shown":60}"""));
        Assert.Equal("files", Refused("""{"repo":7,"files":5,"distance":0,"bugs":2,"vagueness":0,"shown":60}"""));
        Assert.Equal("shown", Refused("""{"repo":7,"files":5,"distance":0,"bugs":1,"vagueness":0}"""));
        Assert.Equal("surprise", Refused("""{"surprise":7}"""));

        string Refused(string text) => Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(kind, text)).Field;
    }

    [Fact]
    public async Task Without_a_sandbox_the_episode_is_a_fault_that_names_the_way_out()
    {
        await using var kind = new CodeKind(new Dictionary<string, string>(), Agentic.Worlds.Code.Sandbox.SandboxLayer.None);
        var record = await Episode.RunAsync(
            CodePlay.Plan(kind, kind.Generate(1, Difficulty.Default)), new EpisodeServices([new OracleAgent(kind)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
        var fault = Assert.IsType<EpisodeEnd.Faulted>(record.End);
        Assert.Contains("apt-get install -y bubblewrap", JsonSerializer.Serialize(fault.Fault, JsonSerializerOptions.Web).Replace("\\u0027", "'"));
    }

    [Fact]
    public async Task Tools_look_edit_and_run_the_shown_tests()
    {
        await using var kind = CodePlay.Kind("tools");
        var task = kind.Generate(4, Difficulty.Default);
        var repo = ((CodeTask)task.Payload).Repo;
        var path = repo.BrokenPaths[0];
        var (seen, end) = await CodePlay.SayAsync(kind, task, $"view {path}", $"find def {repo.Bugs[0].Function}", "run", "view nowhere.py", $"edit {path} 999 x", "submit");
        Assert.Contains($"1 {repo.Files[path].Split('\n')[0]}", seen[1]);
        Assert.Contains($"{path} ", seen[2]);
        Assert.Contains("FAILED", seen[3]);
        Assert.Contains("There is no file nowhere.py.", seen[4]);
        Assert.Contains("lines.", seen[5]);
        Assert.False(Assert.IsType<StepOutcome.Terminated>(end).Solved);
    }
}
