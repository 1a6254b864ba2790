using System.Text;
using System.Text.Json;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Hidden tests judge what shown ones cannot, and their right values are nowhere for code under test to find.</summary>
public sealed class HiddenTestTests
{
    private const int Seeds = 400;
    private const int ShortestValue = 9;

    // Reads everything that its process can: its own memory, which is a copy of the grader's, the grader's itself where that is allowed, and
    // every file of the tree. What is looked for is never in memory as it stands, nor are the values that are given when it has been found.
    private const string Scanner = """
        def _plain(code): return bytes(letter ^ 90 for letter in code)
        def _found(needle):
            import os
            swap = bytes(letter ^ 90 for letter in range(256))
            for process in ('self', str(os.getppid())):
                try: places = open('/proc/' + process + '/maps').read().split('\n')
                except OSError: continue
                for place in places:
                    words = place.split()
                    if len(words) < 2 or not words[1].startswith('rw'): continue
                    start, end = (int(word, 16) for word in words[0].split('-'))
                    try:
                        with open('/proc/' + process + '/mem', 'rb', buffering=0) as memory:
                            memory.seek(start)
                            if needle in memory.read(end - start).translate(swap): return True
                    except (OSError, OverflowError, ValueError): pass
            for folder, _, names in os.walk('/repo'):
                for name in names:
                    if needle in open(os.path.join(folder, name), 'rb').read().translate(swap): return True
            return False
        _values = iter(VALUES)
        _known = None
        def FUNCTION(*arguments):
            global _known
            if _known is None: _known = _found(bytes(NEEDLE))
            return eval(_plain(next(_values)), {}) if _known else None

        """;

    [Theory]
    [InlineData("README", true)] // the title of the tree's first file is there: the scanner can find what there is
    [InlineData("argument", true)] // and so is what the grader calls the function with
    [InlineData("value", false)]
    public async Task Right_values_of_hidden_tests_are_nowhere_in_the_grading_sandbox(string what, bool isFound)
    {
        using var runner = CodePlay.Runner();
        var (repo, test) = Enumerable.Range(0, Seeds).Select(seed => RepoGenerator.Make(CodePlay.Spec(seed))).SelectMany(repo => repo.Tests.Select(test => (repo, test)))
            .First(pair => pair.test.IsHidden && Distinctive(pair.repo, pair.test));
        var call = test.Calls[0];
        var needle = what switch { "README" => repo.Files["README.md"].Split('\n')[0], "argument" => PyPrinter.Repr(call.Arguments[0]), _ => call.Expected };
        var path = $"{test.Module.Replace('.', '/')}.py";
        var source = Scanner.Replace("FUNCTION", test.Function).Replace("NEEDLE", Hidden(needle))
            .Replace("VALUES", $"[{string.Join(", ", test.Calls.Select(each => Hidden(each.Expected)))}]");
        var verdict = await new Grader(runner).GradeAsync(repo, repo.Repaired.SetItem(path, $"{repo.Repaired[path]}\n\n{source}"), TestContext.Current.CancellationToken);
        Assert.Null(verdict.Problem);
        Assert.Equal(isFound, verdict.Passed.Contains(test.Id));
    }

    [Fact]
    public async Task A_repair_of_the_shown_cases_alone_fails_the_hidden_ones()
    {
        using var runner = CodePlay.Runner();
        var tried = 0;
        for (var seed = 0; tried < 4 && seed < Seeds; seed++)
        {
            var repo = RepoGenerator.Make(CodePlay.Spec(seed));
            var (path, function) = (repo.BrokenPaths[0], repo.Bugs[0].Function);
            var table = Table(repo, function);
            if (table is null || !repo.Tests.Any(test => test is { FailsFirst: true, IsHidden: true } && test.Function == function && test.Calls.Any(call => !table.ContainsKey(Key(call)))))
            {
                continue;
            }

            tried++;
            var right = string.Join(", ", table.Select(pair => $"{JsonSerializer.Serialize(pair.Key)}: {JsonSerializer.Serialize(pair.Value)}"));
            var source = $"_right = {{{right}}}\n_old = {function}\ndef {function}(*a):\n    k = repr(list(a))[1:-1]\n    return eval(_right[k]) if k in _right else _old(*a)\n";
            var verdict = await new Grader(runner).GradeAsync(repo, repo.Files.SetItem(path, $"{repo.Files[path]}\n\n{source}"), TestContext.Current.CancellationToken);
            Assert.Null(verdict.Problem);
            Assert.False(verdict.IsSolved);
            Assert.All(repo.Tests.Where(test => !test.IsHidden && test.Function == function), test => Assert.Contains(test.Id, verdict.Passed));
            Assert.Contains(repo.Tests, test => test.IsHidden && !verdict.Passed.Contains(test.Id));
        }

        Assert.Equal(4, tried);
    }

    [Fact]
    public void Hidden_tests_are_not_in_the_tree()
    {
        var hidden = 0;
        for (var seed = 0; seed < 30; seed++)
        {
            var repo = RepoGenerator.Make(CodePlay.Spec(seed));
            foreach (var test in repo.Tests)
            {
                hidden += test.IsHidden ? 1 : 0;
                Assert.Equal(!test.IsHidden, repo.Files.TryGetValue($"tests/{test.File}.py", out var text) && text.Contains($"test_{test.Function}_{test.Number}("));
            }
        }

        Assert.InRange(hidden, 30, 10_000);
    }

    /// <summary>What the shown tests say of a function, where each of their cases says one thing; null where they do not.</summary>
    private static Dictionary<string, string>? Table(MiniRepo repo, string function)
    {
        var table = new Dictionary<string, string>();
        foreach (var call in repo.Tests.Where(test => test.Function == function && !test.IsHidden).SelectMany(test => test.Calls))
        {
            if (call.Expected.StartsWith("raises", StringComparison.Ordinal) || (!table.TryAdd(Key(call), call.Expected) && table[Key(call)] != call.Expected))
            {
                return null;
            }
        }

        return table.Count > 0 ? table : null;
    }

    private static string Key(RepoCall call) => string.Join(", ", call.Arguments.Select(PyPrinter.Repr));

    // Long enough not to stand somewhere by chance; neither in the tree, nor in what a test is called with, nor what another one answers.
    private static bool Distinctive(MiniRepo repo, RepoTest test) =>
        test.Calls.All(call => call.Expected.Length >= ShortestValue && !call.Expected.StartsWith("raises", StringComparison.Ordinal))
        && PyPrinter.Repr(test.Calls[0].Arguments[0]).Length >= ShortestValue
        && !repo.Files.Values.Concat(repo.Repaired.Values).Any(text => text.Contains(test.Calls[0].Expected))
        && !repo.Tests.SelectMany(each => each.Calls).Any(call => Key(call).Contains(test.Calls[0].Expected))
        && !repo.Tests.Where(each => each != test).SelectMany(each => each.Calls).Any(call => call.Expected.Contains(test.Calls[0].Expected));

    private static string Hidden(string text) => $"[{string.Join(", ", Encoding.UTF8.GetBytes(text).Select(letter => letter ^ 90))}]";
}
