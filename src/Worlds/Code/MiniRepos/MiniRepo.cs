using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>One call of a test and the right value, as <c>repr</c> writes it.</summary>
public sealed record RepoCall(ImmutableArray<object?> Arguments, string Expected);

/// <summary>A test of one function: a few calls after a fresh start.</summary>
/// <param name="Module">Dotted name of the module.</param>
/// <param name="Function">The function.</param>
/// <param name="Number">Counted from 1 within the function.</param>
/// <param name="Calls">In order.</param>
/// <param name="IsHidden">Whether it stays out of the tree that the agent sees.</param>
/// <param name="FailsFirst">Whether the bug breaks it.</param>
public sealed record RepoTest(string Module, string Function, int Number, ImmutableArray<RepoCall> Calls, bool IsHidden, bool FailsFirst)
{
    /// <summary>The test module of <see cref="Module"/>.</summary>
    public string File => $"test_{Module[(Module.LastIndexOf('.') + 1)..]}";

    /// <summary>As <c>unittest</c> names it.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{File}.Test.test_{Function}_{Number}");
}

/// <summary>A small project with a bug: the right tree, the broken one, and tests that tell them apart.</summary>
/// <param name="Right">Modules as they should be.</param>
/// <param name="Broken">Modules as the agent finds them.</param>
/// <param name="Tests">Shown and hidden.</param>
/// <param name="Statement">What the agent is told.</param>
/// <param name="Bugs">Kind of each bug, and the function that it is in.</param>
/// <param name="Distance">Calls from the function that the statement is about to the one that is broken.</param>
/// <param name="Print">How a module is written, where the tree holds nothing but its modules; null for a whole project, as Python is usually written.</param>
public sealed record MiniRepo(
    ImmutableArray<PyModule> Right, ImmutableArray<PyModule> Broken, ImmutableArray<RepoTest> Tests, string Statement, ImmutableArray<(string Kind, string Function)> Bugs, int Distance,
    Func<PyModule, string>? Print = null)
{
    private const string ReadMe = "README.md";

    /// <summary>The tree that the agent finds: path → content.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; } = Tree(Broken, Tests, Print);

    /// <summary>The repaired tree.</summary>
    public ImmutableSortedDictionary<string, string> Repaired { get; } = Tree(Right, Tests, Print);

    /// <summary>Paths that the bugs are in.</summary>
    public ImmutableArray<string> BrokenPaths => [.. Files.Keys.Where(path => Files[path] != Repaired[path])];

    /// <summary>What makes it the same puzzle: the right sources and the broken ones.</summary>
    public string Canonical => string.Join('\n', BrokenPaths.Select(path => $"{Repaired[path]}\n{Files[path]}"));

    private static ImmutableSortedDictionary<string, string> Tree(ImmutableArray<PyModule> modules, ImmutableArray<RepoTest> tests, Func<PyModule, string>? print)
    {
        if (print is not null)
        {
            return modules.ToImmutableSortedDictionary(module => module.Path, print, StringComparer.Ordinal);
        }

        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        files[ReadMe] = $"# {modules[0].Name.Split('.')[0]}\n\nRun the tests with: python3 -m unittest discover -q tests\n";
        foreach (var module in modules)
        {
            files[module.Path] = PyPrinter.Print(module);
        }

        foreach (var group in tests.Where(test => !test.IsHidden).GroupBy(test => test.File))
        {
            files[$"tests/{group.Key}.py"] = TestSource([.. group]);
        }

        return files.ToImmutable();
    }

    private static string TestSource(ImmutableArray<RepoTest> tests)
    {
        var module = tests[0].Module;
        var text = new StringBuilder($"import unittest\n\nfrom {module[..module.LastIndexOf('.')]} import {module[(module.LastIndexOf('.') + 1)..]} as tested\n\n\nclass Test(unittest.TestCase):\n");
        foreach (var test in tests)
        {
            text.Append(CultureInfo.InvariantCulture, $"    def test_{test.Function}_{test.Number}(self):\n");
            foreach (var call in test.Calls)
            {
                var arguments = string.Join(", ", call.Arguments.Select(PyPrinter.Repr));
                text.Append(call.Expected.StartsWith("raises ", StringComparison.Ordinal)
                    ? $"        with self.assertRaises({call.Expected[7..]}):\n            tested.{test.Function}({arguments})\n"
                    : $"        self.assertEqual(tested.{test.Function}({arguments}), {call.Expected})\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
