using System.Diagnostics;
using System.Text.Json;
using Agentic.Testing;
using Agentic.Worlds.Code;
using Agentic.Worlds.Code.Instances;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Tests.Code.Instances;

/// <summary>
/// A small repository with a history of four commits, and an instance for each step of it: one bug; two bugs and a new test file; a file that
/// goes and one that comes. Skips by name where there is no git, no sandbox or no Python.
/// </summary>
internal sealed class SampleRepository : IDisposable
{
    private const string Owner = "ours/calc";
    private static readonly Lazy<WorldNeed> Need = new(CodeKind.Need);
    private readonly TemporaryFolder _folder = new();

    public SampleRepository()
    {
        Assert.SkipUnless(Need.Value.IsThere, Need.Value.State);
        Assert.SkipWhen(SandboxPrograms.Find("git") is null, "There is no git.");
        Repos = _folder.File("repos");
        Directory.CreateDirectory(History);
        Git(History, "init", "-q");
        Put("README.md", "# calc\n");
        Put("calc/__init__.py", "");
        Put("calc/ops.py", "def mean(values):\n    return sum(values) / (len(values) + 1)\n\n\ndef largest(values):\n    best = 0\n    for value in values:\n        if value > best:\n            best = value\n    return best\n\n\ndef clamp(value, low, high):\n    return max(low, min(value, high))\n");
        Put("calc/text.py", "def title(words):\n    return ' '.join(word.lower() for word in words.split(' '))\n");
        Put("calc/old.py", "def count(text):\n    return len(text)");
        Put("tests/__init__.py", "");
        Put("tests/test_ops.py", Tests("calc import ops", ("clamp", "self.assertEqual(ops.clamp(7, 0, 5), 5)")));
        Commit();
        Replace("calc/ops.py", "(len(values) + 1)", "len(values)");
        Put("tests/test_ops.py", Tests("calc import ops", ("clamp", "self.assertEqual(ops.clamp(7, 0, 5), 5)"), ("mean", "self.assertEqual(ops.mean([1, 2, 3]), 2)")));
        Commit();
        Replace("calc/ops.py", "best = 0", "best = values[0]");
        Replace("calc/text.py", "word.lower()", "word.capitalize()");
        Put("tests/test_ops.py", Tests("calc import ops", ("clamp", "self.assertEqual(ops.clamp(7, 0, 5), 5)"), ("mean", "self.assertEqual(ops.mean([1, 2, 3]), 2)"), ("largest", "self.assertEqual(ops.largest([-3, -1]), -1)")));
        Put("tests/test_text.py", Tests("calc import text", ("title", "self.assertEqual(text.title('a bee'), 'A Bee')")));
        Commit();
        File.Delete(Path.Combine(History, "calc/old.py"));
        Put("calc/words.py", "def count(text):\n    \"\"\"Wörter.\"\"\"\n    return len(text.split())\n");
        Put("tests/test_words.py", Tests("calc import words", ("count", "self.assertEqual(words.count('a bee'), 2)")));
        Commit();

        // One stands at its commit with a file that no commit has; the others are taken out of the history.
        Git(_folder.Path, "clone", "-q", History, Own);
        Git(Own, "checkout", "-q", Commits[0]);
        File.WriteAllText(Path.Combine(Own, "installed.txt"), "a dependency\n");
        Instances =
        [
            Instance("ours__calc-1", 0, ["tests/test_ops.py::Test::test_mean"], ["tests/test_ops.py::Test::test_clamp"], asText: false),
            Instance("ours__calc-2", 1, ["tests.test_ops.Test.test_largest", "tests.test_text.Test.test_title"], ["tests.test_ops.Test.test_clamp", "tests.test_ops.Test.test_mean"], asText: true),
            Instance("ours__calc-3", 2, ["test_count (tests.test_words.Test)"], ["test_title (tests.test_text.Test.test_title)", "test_mean (tests.test_ops.Test)"], asText: true),
        ];
    }

    public string Repos { get; }

    /// <summary>The instances' lines, as a file would have them.</summary>
    public IReadOnlyList<string> Instances { get; }

    public List<string> Commits { get; } = [];

    public string History => Path.Combine(Repos, "ours__calc");

    private string Own => Path.Combine(Repos, "ours__calc-1");

    public string Write(string content, string name = "instances.jsonl")
    {
        var path = _folder.File(name);
        File.WriteAllText(path, content);
        return path;
    }

    public InstanceKind Kind(string? file = null, SandboxLayer? layer = null) => new(new CodeOptions(true, file ?? Write(string.Join('\n', Instances) + "\n"), Repos), layer);

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs git, and gives what it prints.</summary>
    public static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "-c", "user.name=Us", "-c", "user.email=us@example.org", "-c", "core.autocrlf=false", "-c", "init.defaultBranch=main", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        using var output = process.StandardOutput;
        using var errors = process.StandardError;
        var said = output.ReadToEnd();
        var complaint = errors.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {complaint}");
        return said;
    }

    private static string Tests(string import, params (string Name, string Line)[] tests) =>
        $"import unittest\n\nfrom {import}\n\n\nclass Test(unittest.TestCase):\n{string.Join('\n', tests.Select(test => $"    def test_{test.Name}(self):\n        {test.Line}\n"))}";

    private string Instance(string id, int step, string[] repair, string[] keep, bool asText)
    {
        var (from, to) = (Commits[step], Commits[step + 1]);
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["instance_id"] = id,
            ["repo"] = Owner,
            ["base_commit"] = from,
            ["problem_statement"] = $"Step {step} is missing. Please repair it.",
            ["hints_text"] = "",
            ["version"] = "1.0",
            ["patch"] = Git(History, "diff", from, to, "--", "calc"),
            ["test_patch"] = Git(History, "diff", from, to, "--", "tests"),
            ["FAIL_TO_PASS"] = asText ? JsonSerializer.Serialize(repair) : repair,
            ["PASS_TO_PASS"] = asText ? JsonSerializer.Serialize(keep) : keep,
        });
    }

    private void Put(string path, string content)
    {
        var full = Path.Combine(History, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    private void Replace(string path, string old, string now)
    {
        var full = Path.Combine(History, path);
        var text = File.ReadAllText(full);
        Assert.Contains(old, text);
        File.WriteAllText(full, text.Replace(old, now));
    }

    private void Commit()
    {
        Git(History, "add", "-A");
        Git(History, "commit", "-q", "-m", $"Step {Commits.Count}");
        Commits.Add(Git(History, "rev-parse", "HEAD").Trim());
    }
}
