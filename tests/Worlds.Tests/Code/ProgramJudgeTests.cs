using Agentic.Worlds.Code.Judge;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Single-turn programs: each way to answer a test, right, wrong, slow, large or dishonest.</summary>
public sealed class ProgramJudgeTests
{
    private const string Sum = "print(sum(int(word) for word in open(0).read().split()))";

    [Theory]
    [InlineData("1 2\n", "1 2", true)]
    [InlineData("  1\t2 ", "1\n2", true)]
    [InlineData("1 2 3", "1 2", false)]
    [InlineData("0.3333333", "0.333333333", true)]
    [InlineData("0.33333", "0.333333333", false)]
    [InlineData("3000000.1", "3000000.0", true)] // 0.1 of 3 million is 3.3e-8
    [InlineData("1.0000001", "1", false)] // whole numbers are compared as text
    [InlineData("nan", "1.0", false)]
    [InlineData("inf", "1e400", false)]
    public void Tokens_are_compared_one_by_one(string came, string right, bool same) => Assert.Equal(same, JudgeCompare.Tokens(came, right));

    [Fact]
    public async Task Standard_input_and_output()
    {
        Assert.Equal([JudgeOutcome.Accepted, JudgeOutcome.Accepted], await RunAsync(Sum, new JudgeTest.Text("1 2", "3"), new JudgeTest.Text("5", "5")));
        Assert.Equal([JudgeOutcome.Accepted, JudgeOutcome.WrongAnswer], await RunAsync("print(3)", new JudgeTest.Text("1 2", "3"), new JudgeTest.Text("5", "5"), new JudgeTest.Text("1", "1")));
        Assert.Equal([JudgeOutcome.RuntimeError], await RunAsync("print(3); raise SystemExit(1)", new JudgeTest.Text("1 2", "3")));
        Assert.Equal([JudgeOutcome.TimeLimit], await RunAsync("while True: pass", new JudgeTest.Text("1 2", "3")));
        Assert.Equal([JudgeOutcome.OutputLimit], await RunAsync("while True: print('3' * 100000)", new JudgeTest.Text("1 2", "3")));
    }

    [Fact]
    public async Task Functions_take_and_give_json()
    {
        var test = new JudgeTest.Called("pair", "[[3, 1], \"x\"]", "{\"name\": \"x\", \"values\": [1, 3], \"half\": 0.5}");
        Assert.Equal([JudgeOutcome.Accepted], await RunAsync("def pair(values, name):\n    print('noise')\n    return {'values': sorted(values), 'half': 0.50000001, 'name': name}", test));
        Assert.Equal([JudgeOutcome.WrongAnswer], await RunAsync("def pair(values, name):\n    return {'values': values, 'half': 0.5, 'name': name}", test));
        Assert.Equal([JudgeOutcome.RuntimeError], await RunAsync("def other(): pass", test));
        Assert.Equal([JudgeOutcome.WrongAnswer], await RunAsync("def half(): return '\\ud800'", new JudgeTest.Called("half", "[]", "\"x\"")));
        // Ending with success before the value is said is no answer, and neither is anything printed.
        Assert.Equal([JudgeOutcome.WrongAnswer], await RunAsync("import os\nos.write(1, b'{}')\nos._exit(0)", test));
        Assert.Equal([JudgeOutcome.WrongAnswer], await RunAsync("def yes(): return True", new JudgeTest.Called("yes", "[]", "1")));
    }

    [Fact]
    public async Task A_checker_decides_and_sees_only_input_and_answer()
    {
        const string Checker = "import os, sys\nassert sorted(os.listdir()) == ['checker.py', 'input', 'output']\nsys.exit(0 if sum(map(int, open('output').read().split())) == int(open('input').read()) else 1)";
        Assert.Equal([JudgeOutcome.Accepted], await RunAsync("n = int(input())\nprint(1, n - 1)", new JudgeTest.Checked("7", Checker)));
        Assert.Equal([JudgeOutcome.WrongAnswer], await RunAsync("n = int(input())\nprint(1, n)", new JudgeTest.Checked("7", Checker)));
    }

    [Fact]
    public async Task Every_test_starts_anew()
    {
        var verdict = await JudgeAsync(
            "import os\nprint(os.path.exists('left'), os.path.exists('/tmp/left'))\nopen('left', 'w').close()\nopen('/tmp/left', 'w').close()", false,
            new JudgeTest.Text("", "False False"), new JudgeTest.Text("", "False False"), new JudgeTest.Text("", "True True"));
        Assert.Equal([JudgeOutcome.Accepted, JudgeOutcome.Accepted, JudgeOutcome.WrongAnswer], verdict.Outcomes);
        Assert.False(verdict.IsAccepted);
        Assert.Equal(2 / 3.0, verdict.Passed, 1e-12);
    }

    private static async Task<JudgeOutcome[]> RunAsync(string program, params JudgeTest[] tests) => [.. (await JudgeAsync(program, true, tests)).Outcomes];

    private static async Task<JudgeVerdict> JudgeAsync(string program, bool stops, params JudgeTest[] tests)
    {
        using var runner = CodePlay.Runner();
        return await new ProgramJudge(runner).JudgeAsync(program, new JudgeProblem([.. tests], SecondsPerTest: 3), stops, TestContext.Current.CancellationToken);
    }
}
