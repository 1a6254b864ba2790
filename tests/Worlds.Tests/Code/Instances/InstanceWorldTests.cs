using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.Instances;

namespace Agentic.Worlds.Tests.Code.Instances;

/// <summary>Tasks in SWE-bench's format, over a repository of our own with a real history.</summary>
public sealed class InstanceWorldTests
{
    private const string Finish = "echo TASK_COMPLETE";
    private const string RepairLargest = "sed -i 's/best = 0/best = values[0]/' calc/ops.py";
    private const string RepairTitle = "sed -i 's/word.lower()/word.capitalize()/' calc/text.py";

    public static TheoryData<string, string> Cheats => new()
    {
        { "the tests of the other kind deleted", "rm -rf tests" },
        { "tests written before the real ones come", "printf 'import unittest\\nclass Test(unittest.TestCase):\\n    def test_largest(self): pass\\n' > tests/test_ops.py; cp tests/test_ops.py tests/test_text.py" },
        { "a package of tests that does the work", "echo 'import os; os._exit(23)' > tests/__init__.py" },
        { "start-up and configuration files", "for f in conftest.py sitecustomize.py usercustomize.py setup.cfg pytest.ini x.pth; do echo 'import os; os._exit(23)' > $f; done" },
        { "a module that shadows the framework", "for m in unittest json resource select; do echo 'import os; os._exit(23)' > $m.py; done; mkdir pytest; echo 'import os; os._exit(23)' > pytest/__init__.py" },
        { "exit with success at import", "for f in calc/*.py; do echo 'import os; os._exit(23)' > $f; done" },
        { "a report on every handle", "for f in calc/ops.py calc/text.py; do printf 'import os\\nfor h in range(64):\\n    try: os.write(h, b\"pppp\")\\n    except OSError: pass\\nos._exit(23)\\n' > $f; done" },
        { "a patched comparison", "for f in calc/ops.py calc/text.py; do printf 'import unittest\\nunittest.TestCase.assertEqual = lambda *a: None\\n' >> $f; done" },
        { "a comparison that is patched while the tests run", "for f in calc/ops.py calc/text.py; do printf 'import unittest as u\nrun, equal = u.TestSuite.run, u.TestCase.assertEqual\ndef once(self, result, debug=False):\n    try: return run(self, result, debug)\n    finally: u.TestSuite.run, u.TestCase.assertEqual = run, equal\nu.TestSuite.run, u.TestCase.assertEqual = once, lambda *a: None\n' >> $f; done" },
        { "another comparison that is patched while the tests run", "for f in calc/ops.py calc/text.py; do printf 'import unittest as u\nrun, equal, true = u.TestSuite.run, u.TestCase.assertEqual, u.TestCase.assertTrue\ndef once(self, result, debug=False):\n    u.TestCase.assertEqual = lambda self, a, b, m=None: None if self._testMethodName in (\"test_largest\", \"test_title\", \"test_clamp\", \"test_mean\") else equal(self, a, b)\n    try: return run(self, result, debug)\n    finally: u.TestSuite.run, u.TestCase.assertEqual = run, equal\nu.TestSuite.run = once\n' >> $f; done" },
        { "errors that are swallowed while the tests run", "for f in calc/ops.py calc/text.py; do printf 'import unittest as u, unittest.case as c, contextlib as x\nrun, part = u.TestSuite.run, c._Outcome.testPartExecutor\n@x.contextmanager\ndef deaf(self, *a, **k):\n    try: yield\n    except Exception: pass\ndef once(self, result, debug=False):\n    try: return run(self, result, debug)\n    finally: u.TestSuite.run, c._Outcome.testPartExecutor = run, part\nu.TestSuite.run, c._Outcome.testPartExecutor = once, deaf\n' >> $f; done" },
        { "a patched runner", "for f in calc/ops.py calc/text.py; do printf 'import unittest\\nunittest.TestCase.run = lambda self, result=None: result.addSuccess(self)\\n' >> $f; done" },
        { "a patched result", "for f in calc/ops.py calc/text.py; do printf 'import sys\\nmain = sys.modules[\"__main__\"]\\nmain.Letters.addFailure = main.Letters.addSuccess\\nmain.Letters.addError = main.Letters.addSuccess\\n' >> $f; done" },
        { "a process that outlives its test", "for f in calc/ops.py calc/text.py; do printf 'import os, time\\nif os.fork() == 0:\\n    os.setsid()\\n    time.sleep(60)\\n    os._exit(0)\\n' >> $f; done" },
        { "the grader killed", "for f in calc/ops.py calc/text.py; do printf 'import os\\nos.kill(os.getppid(), 9)\\n' >> $f; done" },
        { "sources as links", "for f in calc/*.py; do rm $f; ln -s /etc/hostname $f; done" },
    };

    [Fact]
    public async Task The_gold_patch_solves_every_instance_and_the_episode_can_be_verified()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        Assert.Equal(3, kind.Instances.Length);
        foreach (var (instance, i) in kind.Instances.Select((instance, i) => (instance, i)))
        {
            var plan = new EpisodePlan
            {
                Kind = kind, Task = kind.ToTask(instance), Index = i, Key = RandomKey.FromSeed((ulong)i), Weights = kind.Descriptor.Weights,
                Limits = new EpisodeLimits(20, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20), Instruction = kind.Descriptor.Instruction,
            };
            var record = await Episode.RunAsync(plan, new EpisodeServices([new OracleAgent(kind)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
            Assert.True(record.IsSolved, $"{instance.Id}: {record.End.Name} {record.End}");
            Assert.Equal(1.0, record.Return(), 1e-9);
            Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer()));
        }
    }

    [Fact]
    public async Task The_empty_patch_solves_none_and_keeps_what_passes()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        foreach (var instance in kind.Instances)
        {
            Assert.Equal((false, 0.0, 1.0), await GradeAsync(kind, instance, Finish));
        }
    }

    [Theory]
    [InlineData(RepairLargest, 0.5, 1.0)] // one of two that fail; both that pass go on passing
    [InlineData(RepairTitle, 0.5, 1.0)]
    [InlineData(RepairLargest + "; " + RepairTitle, 1.0, 1.0)]
    [InlineData(RepairLargest + "; " + RepairTitle + "; sed -i 's/max(low, /(/' calc/ops.py", 1.0, 1.0)] // clamp(7, 0, 5) does not see it
    [InlineData(RepairLargest + "; " + RepairTitle + "; sed -i 's/min(value, high)/value/' calc/ops.py", 1.0, 0.5)]
    [InlineData(RepairTitle + "; echo broken >> calc/ops.py", 0.5, 0.0)] // a module that does not load takes all its tests with it
    public async Task What_is_repaired_and_what_is_kept_are_graded_apart(string script, double repaired, double kept)
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        Assert.Equal((repaired == 1 && kept == 1, repaired, kept), await GradeAsync(kind, kind.Instances[1], script, Finish));
    }

    [Theory, MemberData(nameof(Cheats))]
    public async Task It_does_not_pass(string cheat, string script)
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        var (isSolved, repaired, _) = await GradeAsync(kind, kind.Instances[1], script, Finish);
        Assert.False(isSolved, cheat);
        Assert.Equal(0, repaired);
    }

    [Fact]
    public async Task The_agent_sees_neither_the_history_nor_the_tests_to_come_but_what_lies_beside_the_commit()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        var (seen, _, _) = await SayAsync(kind, kind.Instances[0], "ls -A; git log 2>&1; grep -rn test_mean . | wc -l; cat installed.txt");
        Assert.Equal("Step 0 is missing. Please repair it.", seen[0]);
        Assert.DoesNotContain(".git\n", seen[1]);
        Assert.DoesNotContain("Step 0", seen[1]);
        Assert.Contains("\n0\na dependency\n", seen[1]);
        var (other, _, _) = await SayAsync(kind, kind.Instances[1], "ls -A calc tests; head -2 calc/ops.py");
        Assert.DoesNotContain("test_text.py", other[1]);
        Assert.DoesNotContain("words.py", other[1]);
        Assert.Contains("return sum(values) / len(values)", other[1]);
    }

    [Fact]
    public async Task The_answer_is_a_patch_that_git_applies()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        var (_, _, state) = await SayAsync(
            kind, kind.Instances[2], $"{RepairLargest}; rm calc/old.py; printf 'def count(text):\\n    return 2' > calc/words.py; sed -i '1,3d;$d' calc/ops.py; echo changed > tests/test_ops.py; echo x > README.md; echo new > notes");
        var patch = JsonDocument.Parse(state).RootElement.GetProperty("diff").GetString()!;
        SampleRepository.Git(sample.History, "checkout", "-q", "-f", sample.Commits[2]);
        var file = sample.Write(patch, "answer.patch");
        SampleRepository.Git(sample.History, "apply", "--whitespace=nowarn", file);
        Assert.Equal(" D calc/old.py\n M calc/ops.py\n M README.md\n?? calc/words.py".Split('\n').Order(), SampleRepository.Git(sample.History, "status", "--porcelain").TrimEnd('\n').Split('\n').Order());
        Assert.Equal("def count(text):\n    return 2", await File.ReadAllTextAsync(Path.Combine(sample.History, "calc/words.py")));
        Assert.StartsWith("\ndef largest", await File.ReadAllTextAsync(Path.Combine(sample.History, "calc/ops.py")));
    }

    [Fact]
    public async Task Tasks_are_read_back_by_name_and_one_that_has_changed_is_refused()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind();
        var task = kind.Generate(5, Difficulty.Default);
        var again = TaskJson.ReadText(kind, task.State);
        Assert.Equal((task.Id, task.CanonicalForm), (again.Id, again.CanonicalForm));
        Assert.Equal(3, Enumerable.Range(0, 60).Select(seed => kind.Generate((ulong)seed, Difficulty.Default).CanonicalForm).Distinct().Count());
        Assert.Equal("instance", Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(kind, """{"instance":"ours__calc-9"}""")).Field);
        Assert.Equal("digest", Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(kind, """{"instance":"ours__calc-1","digest":"0123456789abcdef"}""")).Field);
    }

    [Fact]
    public async Task A_checkout_that_is_missing_or_changed_or_at_another_commit_is_named()
    {
        using var sample = new SampleRepository();
        await using (var kind = sample.Kind(sample.Write(sample.Instances[0].Replace("ours/calc", "ours/other").Replace("ours__calc-1", "ours__other-1"), "other.jsonl")))
        {
            var problem = Assert.Throws<WorldFileException>(() => kind.Generate(1, Difficulty.Default)).Message;
            Assert.Contains("ours__other-1: repo: expected a checkout", problem);
        }

        await using (var kind = sample.Kind(sample.Write(sample.Instances[1].Replace(sample.Commits[1], new string('a', 40)), "absent.jsonl")))
        {
            Assert.Contains(new string('a', 40), await FaultAsync(kind));
        }

        await File.WriteAllTextAsync(Path.Combine(sample.Repos, "ours__calc-1", "README.md"), "changed\n");
        await using (var kind = sample.Kind(sample.Write(sample.Instances[0], "changed.jsonl")))
        {
            Assert.Contains("README.md", await FaultAsync(kind));
        }
    }

    [Fact]
    public async Task Tests_that_need_a_runner_which_is_not_there_are_a_fault_and_no_failure()
    {
        using var sample = new SampleRepository();
        await using var kind = sample.Kind(sample.Write(sample.Instances[0].Replace("tests/test_ops.py::Test::test_mean", "tests/test_ops.py::test_mean"), "function.jsonl"));
        var (_, end, _) = await SayAsync(kind, kind.Instances[0], Finish);
        Assert.SkipWhen(end is StepOutcome.Terminated, "This machine's Python has pytest.");
        Assert.Contains("pytest", Assert.IsType<StepOutcome.Faulted>(end).Fault.Message);
    }

    [Theory]
    [InlineData("repos", "tools", "")]
    [InlineData("dialect", "tools", "somewhere")]
    [InlineData("repos", "bash", "")]
    public void Options_that_do_not_go_together_are_named(string option, string dialect, string repos) => Assert.Equal(option, Assert.Throws<WorldOptionException>(() =>
        WorldCatalog.Create("code", new Dictionary<string, string> { ["dialect"] = dialect, ["instances"] = "some.jsonl", ["repos"] = repos })).Option);

    private static async Task<string> FaultAsync(InstanceKind kind)
    {
        var (_, end, _) = await SayAsync(kind, kind.Instances[0], "true");
        var fault = Assert.IsType<StepOutcome.Faulted>(end).Fault;
        Assert.False(fault.Retryable);
        return fault.Message;
    }

    private static async Task<(bool IsSolved, double Repaired, double Kept)> GradeAsync(InstanceKind kind, SweInstance instance, params string[] scripts)
    {
        var (_, end, _) = await SayAsync(kind, instance, scripts);
        var over = Assert.IsType<StepOutcome.Terminated>(end);
        Assert.Equal(over.Solved ? 0.9 : 0, kind.Descriptor.Weights.Score(over.Reward), 1e-12);
        return (over.Solved, Part("repaired"), Part("kept"));

        double Part(string name) => over.Reward.Parts.Single(part => part.Name == name).Value;
    }

    private static async Task<(List<string> Seen, StepOutcome? End, string State)> SayAsync(InstanceKind kind, SweInstance instance, params string[] scripts)
    {
        var task = kind.ToTask(instance);
        await using var world = kind.Open(task, new WorldContext(new PlainImageStore(), RandomKey.FromSeed(1), TimeProvider.System));
        var seen = new List<string> { ((TextPart)(await world.ObserveAsync(CancellationToken.None)).Parts.Single()).Text };
        foreach (var script in scripts)
        {
            var parse = kind.Parse(task, ShellDialect.Print(script));
            Assert.True(parse.Action is not null, parse.Failure);
            var outcome = await world.StepAsync(new AgentAction(script, default, parse.Action), CancellationToken.None);
            if (outcome is not StepOutcome.Continued)
            {
                return (seen, outcome, ((IDescribable)world).DescribeState());
            }

            seen.Add((await world.ObserveAsync(CancellationToken.None)).Parts.OfType<ToolResultPart>().Single().Text);
        }

        return (seen, null, ((IDescribable)world).DescribeState());
    }
}
