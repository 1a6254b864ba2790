using Agentic.Testing;
using Agentic.Worlds.Code.Instances;

namespace Agentic.Worlds.Tests.Code.Instances;

/// <summary>Files in SWE-bench's format: both forms are read, and what is malformed is named with file, line and field.</summary>
public sealed class InstanceFileTests
{
    private const string Patch = """diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\n+y\n""";
    private const string Right = """{"instance_id":"o__n-1","repo":"o/n","base_commit":"0123456789abcdef","problem_statement":"It is wrong.","FAIL_TO_PASS":["tests/t.py::T::test_a"],"PASS_TO_PASS":"[\"tests.t.T.test_b\", \"test_c (tests.t.T)\"]","test_patch":"","patch":"PATCH","difficulty":"<15 min"}""";

    public static TheoryData<string, string, string> Malformed => new()
    {
        { "\"instance_id\":\"o__n-1\"", "\"instance_id\":\"../etc\"", "instance_id: expected a name of letters, digits, '_', '-' and '.', but it is '../etc'." },
        { "\"instance_id\":\"o__n-1\",", "", "instance_id: expected a text of at most 200 characters, but it is missing." },
        { "\"repo\":\"o/n\"", "\"repo\":\"o/../n\"", "repo: expected owner/name, but it is 'o/../n'." },
        { "0123456789abcdef", "main", "base_commit: expected a commit of 7 to 64 hexadecimal digits, but it is 'main'." },
        { "\"It is wrong.\"", "\"\"", "problem_statement: expected what is wrong, in words, but it is empty." },
        { "\"It is wrong.\"", "7", "problem_statement: expected a text of at most 4194304 characters, but it is a value of kind Number." },
        { "\"It is wrong.\"", "\"\\uD800\"", "problem_statement: expected a text of at most 4194304 characters, but it is no Unicode text: it holds half of a surrogate pair." },
        { "[\"tests/t.py::T::test_a\"]", "[]", "FAIL_TO_PASS: expected at least one test, but it is empty." },
        { "[\"tests/t.py::T::test_a\"]", "\"tests/t.py\"", "FAIL_TO_PASS: expected a list of tests, or a text with such a list in JSON, but it is a text that is no JSON." },
        { "[\"tests/t.py::T::test_a\"]", "[\"tests/t.py::T::test_a\", \"It works\"]", "FAIL_TO_PASS[1]: expected a test's name" },
        { "[\"tests/t.py::T::test_a\"]", "[\"../t.py::T::test_a\"]", "FAIL_TO_PASS[0]: expected a test's name" },
        { "[\"tests/t.py::T::test_a\"]", "[\"tests.t.T.test_b\"]", "PASS_TO_PASS: expected other tests than FAIL_TO_PASS, but it is 'tests.t.T.test_b' as well." },
        { "\"test_patch\":\"\"", "\"test_patch\":\"nothing\"", "test_patch: line 1: expected a patch as git writes it, but no file is named." },
        { "\"test_patch\":\"\"", "\"test_patch\":null", "test_patch: expected a text of at most 4194304 characters, but it is a value of kind Null." },
        { "@@ -1 +1 @@", "@@ -1,2 +1 @@", "patch: line 4: the text ends before this change does." },
        { "b/a.py", "b/../a.py", "expected a path below the repository's root, but it is" },
        { "\"difficulty\":", "\"repo\":", "repo" }, // given twice
    };

    [Fact]
    public void Lines_and_an_array_say_the_same()
    {
        using var folder = new TemporaryFolder();
        var other = Right.Replace("o__n-1", "o__n-2");
        var lines = Read(folder, $"\n{Right}\n\n{other}");
        var array = Read(folder, $"[\n{Right},\n{other}\n]\n");
        Assert.Equal(["o__n-1", "o__n-2"], lines.Select(instance => instance.Id));
        Assert.Equal(lines.Select(instance => instance.Digest), array.Select(instance => instance.Digest));
        Assert.NotEqual(lines[0].Digest, lines[1].Digest);
        Assert.Equal(["tests.t.T.test_b", "tests.t.T.test_c"], lines[0].PassToPass.Select(test => test.Name));
        Assert.Equal(["tests/t.py"], lines[0].TestPaths);
        Assert.Equal(["a.py"], lines[0].Gold!.Paths);
        Assert.Null(Read(folder, Right.Replace("\"patch\":\"PATCH\",", ""))[0].Gold);
    }

    [Theory, MemberData(nameof(Malformed))]
    public void What_is_malformed_is_named_with_file_line_and_field(string old, string now, string problem)
    {
        using var folder = new TemporaryFolder();
        var broken = Right.Replace("PATCH", Patch).Replace(old, now);
        Assert.NotEqual(Right.Replace("PATCH", Patch), broken);
        var said = Assert.Throws<WorldFileException>(() => Read(folder, $"{Right.Replace("o__n-1", "o__n-0")}\n{broken}\n")).Problems;
        Assert.StartsWith("file.jsonl:2: ", Assert.Single(said));
        Assert.Contains(problem, said[0]);
    }

    [Fact]
    public void All_problems_are_said_together_and_what_is_no_file_of_instances_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            ["file.jsonl:2: instance_id: expected given once, but it is 'o__n-1', as on line 1.", "file.jsonl:3: expected an object, but it is a value of kind Number.", "file.jsonl:5: o__n-1: problem_statement: expected a text of at most 4194304 characters, but it is missing."],
            Assert.Throws<WorldFileException>(() => Read(folder, $"{Right}\n{Right}\n7\n\n{Right.Replace("problem_statement", "statement")}\n")).Problems);
        Assert.Contains("file.jsonl:2: expected JSON objects", Assert.Throws<WorldFileException>(() => Read(folder, $"{Right}\nnothing\n")).Message);
        Assert.Contains("file.jsonl:2: expected JSON objects", Assert.Throws<WorldFileException>(() => Read(folder, $"{Right}\n{Right[..50]}")).Message);
        Assert.Contains("at least one instance", Assert.Throws<WorldFileException>(() => Read(folder, "\n")).Message);
        Assert.Contains("at least one instance", Assert.Throws<WorldFileException>(() => Read(folder, "[]")).Message);
        Assert.Equal(10, Assert.Throws<WorldFileException>(() => Read(folder, string.Concat(Enumerable.Repeat("7\n", 40)))).Problems.Count);
    }

    [Theory]
    [InlineData("tests/t.py::T::test_a", "tests/t.py", "tests/t.py::T::test_a", false)]
    [InlineData("tests/t.py::test_a", "tests/t.py", "tests/t.py::test_a", true)]
    [InlineData("tests/t.py::T::test_a[1 - x", "tests/t.py", "tests/t.py::T::test_a[1 - x", true)] // cut at a blank, as published lists have it
    [InlineData("a.b.test_c.T.test_d", "a.b.test_c", "a.b.test_c.T.test_d", false)]
    [InlineData("test_d (a.b.test_c.T)", "a.b.test_c", "a.b.test_c.T.test_d", false)]
    [InlineData("test_d (a.b.test_c.T.test_d)", "a.b.test_c", "a.b.test_c.T.test_d", false)]
    public void Tests_have_three_forms(string text, string group, string name, bool needsPytest)
    {
        var test = TestId.Read(text)!;
        Assert.Equal((text, group, name, needsPytest), (test.Text, test.Group, test.Name, test.NeedsPytest));
    }

    private static System.Collections.Immutable.ImmutableArray<SweInstance> Read(TemporaryFolder folder, string content)
    {
        var path = folder.File("file.jsonl");
        File.WriteAllText(path, content.Replace("PATCH", Patch));
        return InstanceFile.Read(path);
    }
}
