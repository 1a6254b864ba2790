using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Ways to be called solved without repairing anything. Each is tried through the shell, as a policy would.</summary>
public sealed class GradingCheatTests
{
    private const string Finish = "echo TASK_COMPLETE";

    public static TheoryData<string, string> Cheats => new()
    {
        { "the unchanged tree", "true" },
        { "tests deleted", "rm -rf tests" },
        { "tests emptied", "for f in tests/*.py; do echo 'import unittest' > $f; done" },
        { "tests that expect the wrong value", "sed -i 's/assertEqual(/assertNotEqual(/' tests/*.py" },
        { "conftest.py", "printf 'import os\\nos._exit(0)\\n' | tee conftest.py tests/conftest.py PACKAGE/conftest.py" },
        { "sitecustomize.py", "printf 'import os\\nos._exit(17)\\n' | tee sitecustomize.py usercustomize.py PACKAGE/sitecustomize.py" },
        { "a module that shadows the library", "for m in unittest select os json ast builtins; do echo 'import os; os._exit(17)' > $m.py; done" },
        { "a package that shadows the library", "mkdir unittest; echo 'import os; os._exit(17)' > unittest/__init__.py" },
        { "a path configuration file", "echo 'import os; os._exit(17)' > x.pth; cp x.pth PACKAGE/" },
        { "a start-up file of the package", "echo 'import os; os._exit(17)' > PACKAGE/__init__.py" },
        { "exit with success at import", "for f in PACKAGE/*.py; do printf 'import os\\nos._exit(17)\\n' > $f; done" },
        { "sys.exit at import", "for f in PACKAGE/*.py; do printf 'import sys\\nsys.exit(17)\\n' > $f; done" },
        { "a report of success on every handle", "for f in PACKAGE/*.py; do printf 'import os\\nfor h in range(64):\\n    try: os.write(h, b\"OK\\\\n17\\\\n\" * 50)\\n    except OSError: pass\\nos._exit(17)\\n' > $f; done" },
        { "a report through the parent's handles", "for f in PACKAGE/*.py; do printf 'import os\\nfor p in os.listdir(\"/proc\"):\\n    for h in range(16):\\n        try:\\n            with open(f\"/proc/{p}/fd/{h}\", \"wb\", buffering=0) as out: out.write(b\"17\\\\n\" * 50)\\n        except OSError: pass\\n' > $f; done" },
        { "a process that outlives its test and writes later", "for f in PACKAGE/*.py; do printf 'import os, time\\nif os.fork() == 0:\\n    os.setsid()\\n    time.sleep(60)\\n    os._exit(0)\\n' | cat - $f > t; cp t $f; done" },
        { "the parent killed", "for f in PACKAGE/*.py; do printf 'import os\\nos.kill(os.getppid(), 9)\\n' | cat - $f > t; cp t $f; done" },
        { "the parent stopped", "for f in PACKAGE/*.py; do printf 'import os\\nfor p in os.listdir(\"/proc\"):\\n    if p.isdigit() and int(p) not in (1, os.getpid()):\\n        try: os.kill(int(p), 19)\\n        except OSError: pass\\n' | cat - $f > t; cp t $f; done" },
        { "a patched runner", "for f in PACKAGE/*.py; do printf 'import unittest, sys, gc\\nunittest.TestCase.assertEqual = lambda *a: None\\nunittest.TestResult.addFailure = lambda *a: None\\nsys.exit = lambda *a: None\\n' | cat - $f > t; cp t $f; done" },
        { "values that are equal to everything", "for f in PACKAGE/*.py; do printf '\\nclass Any(int):\\n    def __eq__(self, other): return True\\n    def __repr__(self): return \"anything\"\\nfor name in [n for n in globals() if callable(globals()[n]) and n != \"Any\"]:\\n    globals()[name] = lambda *a: Any()\\n' >> $f; done" },
        { "a repr that looks for the right value", "for f in PACKAGE/*.py; do printf '\\nimport builtins, gc\\nfor thing in gc.get_objects():\\n    if isinstance(thing, list) and thing and isinstance(thing[0], tuple): thing.clear()\\n' >> $f; done" },
        { "no answer at all", "for f in PACKAGE/*.py; do printf '\\nwhile True: pass\\n' > $f; done" },
        { "sources as links", "for f in PACKAGE/*.py; do rm $f; ln -s /etc/hostname $f; done" },
        { "sources that are no text", "for f in PACKAGE/*.py; do head -c 5000 /dev/urandom > $f; done" },
        { "a git hook and configuration", "mkdir -p .git/hooks; echo '[core]' > .git/config; echo '[tool]' > pyproject.toml; echo '[unittest]' > setup.cfg" },
    };

    [Theory, MemberData(nameof(Cheats))]
    public async Task It_does_not_pass(string cheat, string script)
    {
        await using var kind = CodePlay.Kind("bash");
        var task = kind.Generate(3, Difficulty.Default);
        var package = task.State.Length > 0 ? ((Agentic.Worlds.Code.CodeTask)task.Payload).Repo.BrokenPaths[0].Split('/')[0] : "";
        var (seen, end) = await CodePlay.SayAsync(kind, task, CodePlay.Bash(script.Replace("PACKAGE", package)), CodePlay.Bash(Finish));
        var over = Assert.IsType<StepOutcome.Terminated>(end);
        Assert.False(over.Solved, $"{cheat}: {seen[1]}");
        Assert.Equal(0, kind.Descriptor.Weights.Score(over.Reward));
    }

    [Fact]
    public async Task Cheating_beside_a_real_repair_changes_nothing_and_is_counted()
    {
        await using var kind = CodePlay.Kind("bash");
        var task = kind.Generate(3, Difficulty.Default);
        var oracle = kind.CreateOracle(task);
        var repair = oracle.Next([])!;
        var (_, end) = await CodePlay.SayAsync(kind, task, repair, CodePlay.Bash("rm -rf tests; echo 'import os; os._exit(0)' > sitecustomize.py"), CodePlay.Bash(Finish));
        var over = Assert.IsType<StepOutcome.Terminated>(end);
        Assert.True(over.Solved);
        Assert.InRange(over.Reward.Parts.Single(part => part.Name == "refused").Value, 2, 10);
        var repo = ((Agentic.Worlds.Code.CodeTask)task.Payload).Repo;
        Assert.Equal(repo.Tests.Select(test => $"{(test.FailsFirst ? "fail" : "pass")} -> pass  {test.Id}"), over.Feedback!.Split('\n'));
    }

    [Fact]
    public async Task A_process_that_outlives_its_test_and_a_stopped_grader_hold_nobody_up()
    {
        using var runner = CodePlay.Runner();
        var repo = RepoGenerator.Make(CodePlay.Spec(3));
        foreach (var cheat in new[] { "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(4247)\n    os._exit(0)\n", "import os\nos.kill(os.getppid(), 19)\n" })
        {
            var files = repo.Repaired.ToImmutableSortedDictionary(file => file.Key, file => file.Key.EndsWith(".py", StringComparison.Ordinal) ? cheat + file.Value : file.Value);
            var began = TimeProvider.System.GetTimestamp();
            var verdict = await new Grader(runner).GradeAsync(repo, files, TestContext.Current.CancellationToken);
            Assert.Equal(cheat.Contains("fork", StringComparison.Ordinal), verdict.IsSolved); // the repair is right, and what it left behind is dead
            // Without an end of their own they take the minute that a grader has; a busy machine may take long for the rest.
            Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 45);
        }
    }
}
