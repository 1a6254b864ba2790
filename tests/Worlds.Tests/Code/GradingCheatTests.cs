using Agentic.Agents;
using Agentic.Testing;
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
        // A stopped grader is ended by its real time alone, a minute.
        Assert.SkipWhen(cheat is ("the parent stopped" or "a process that outlives its test and writes later") && LongRun.Count(0, 1) == 0, "Takes a minute: AGENTIC_LONG_TESTS runs it.");
        await using var kind = CodePlay.Kind("bash");
        var task = kind.Generate(3, Difficulty.Default);
        var package = task.State.Length > 0 ? ((Agentic.Worlds.Code.CodeTask)task.Payload).Repo.BrokenPaths[0].Split('/')[0] : "";
        var (seen, end) = await CodePlay.SayAsync(kind, task, CodePlay.Bash(script.Replace("PACKAGE", package)), CodePlay.Bash(Finish));
        var over = Assert.IsType<StepOutcome.Terminated>(end);
        Assert.False(over.Solved, seen[1]);
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
    }

    [Fact]
    public async Task Right_values_are_nowhere_in_the_grading_sandbox()
    {
        // The agent's code looks through everything that its process and its parent hold for a value that only a right answer has.
        await using var kind = CodePlay.Kind("bash");
        var task = kind.Generate(3, Difficulty.Default);
        var repo = ((Agentic.Worlds.Code.CodeTask)task.Payload).Repo;
        Assert.DoesNotContain(repo.Files.Values, text => repo.Tests.Any(test => test.IsHidden && text.Contains($"test_{test.Function}_{test.Number}(")));
        Assert.Contains(repo.Tests, test => test.IsHidden);
    }

    [Fact]
    public async Task A_repair_of_the_shown_cases_alone_fails_the_hidden_ones()
    {
        await using var kind = CodePlay.Kind("tools");
        for (var seed = 0UL; seed < 3; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var repo = ((Agentic.Worlds.Code.CodeTask)task.Payload).Repo;
            var (path, function) = (repo.BrokenPaths[0], repo.Bugs[0].Function);
            var shown = repo.Tests.Where(test => test.Function == function && !test.IsHidden).SelectMany(test => test.Calls).ToArray();
            var isAllShown = repo.Tests.All(test => !test.FailsFirst || !test.IsHidden);
            var table = $"_right = {{{string.Join(", ", shown.Select(call => $"'{string.Join(", ", call.Arguments.Select(PyPrinter.Repr))}': {(call.Expected.StartsWith("raises", StringComparison.Ordinal) ? "None" : call.Expected)}"))}}}\n_old = {function}\ndef {function}(*a):\n    k = repr(list(a))[1:-1]\n    return _right[k] if k in _right else _old(*a)\n";
            using var runner = CodePlay.Runner();
            var verdict = await new Agentic.Worlds.Code.Grading.Grader(runner).GradeAsync(repo, repo.Files.SetItem(path, repo.Files[path] + table), TestContext.Current.CancellationToken);
            Assert.True(isAllShown || !verdict.IsSolved);
        }
    }
}
