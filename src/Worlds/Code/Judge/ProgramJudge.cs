using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Judge;

/// <summary>Judges single-turn Python programs: every test in a fresh sandbox over a fresh tree, right answers never inside.</summary>
public sealed class ProgramJudge(SandboxRunner runner)
{
    private const string ProgramFile = "program.py";

    // The value leaves by a handle of its own, marked by a nonce; what the program prints is not looked at.
    private const string Caller = """
        import json, os, sys
        data = sys.stdin.buffer.read().split(b'\n', 2)
        out = os.dup(1); null = os.open('/dev/null', os.O_RDWR)
        for handle in (0, 1, 2): os.dup2(null, handle)
        sys.path.append(os.getcwd())
        value = getattr(__import__('program'), data[1].decode())(*json.loads(data[2]))
        text = data[0] + b'\n' + json.dumps(value).encode()
        while text: text = text[os.write(out, text):]
        """;

    /// <summary>Judges a program.</summary>
    /// <param name="program">Python source.</param>
    /// <param name="problem">The tests.</param>
    /// <param name="stopsAtFailure">Whether the tests after the first failure are left out: enough for a reward of 0 or 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SandboxFaultException">There is no sandbox or no Python, or a checker broke.</exception>
    public async Task<JudgeVerdict> JudgeAsync(string program, JudgeProblem problem, bool stopsAtFailure, CancellationToken cancellation)
    {
        var outcomes = ImmutableArray.CreateBuilder<JudgeOutcome>();
        foreach (var test in problem.Tests)
        {
            outcomes.Add(await TestAsync(program, problem, test, cancellation));
            if (stopsAtFailure && outcomes[^1] != JudgeOutcome.Accepted)
            {
                break;
            }
        }

        return new JudgeVerdict(outcomes.ToImmutable(), problem.Tests.Length);
    }

    private async Task<JudgeOutcome> TestAsync(string program, JudgeProblem problem, JudgeTest test, CancellationToken cancellation)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var (input, arguments) = test switch
        {
            JudgeTest.Text text => (text.Input, Python("-B", ProgramFile)),
            JudgeTest.Checked check => (check.Input, Python("-B", ProgramFile)),
            JudgeTest.Called call => ($"{nonce}\n{call.Function}\n{call.Arguments}", Python("-I", "-B", "-c", Caller)),
            _ => throw new ArgumentException($"A judge has no tests of {test.GetType().Name}.", nameof(test)),
        };
        var result = await RunAsync([KeyValuePair.Create(ProgramFile, program)], arguments, input, Limits(problem), cancellation);
        if (!result.IsClean)
        {
            return result.Outcome switch
            {
                SandboxOutcome.TimedOut => JudgeOutcome.TimeLimit,
                SandboxOutcome.OutOfMemory => JudgeOutcome.MemoryLimit,
                SandboxOutcome.OutputLimit => JudgeOutcome.OutputLimit,
                _ => JudgeOutcome.RuntimeError,
            };
        }

        var said = Encoding.UTF8.GetString(result.Output);
        return test switch
        {
            JudgeTest.Text text => JudgeCompare.Tokens(said, text.Expected),
            JudgeTest.Called call => IsValue(said, nonce, call.Expected),
            _ => await IsAcceptedAsync((JudgeTest.Checked)test, said, problem, cancellation),
        } ? JudgeOutcome.Accepted : JudgeOutcome.WrongAnswer;
    }

    private static bool IsValue(string said, string nonce, string expected)
    {
        if (!said.StartsWith($"{nonce}\n", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var came = JsonDocument.Parse(said[(nonce.Length + 1)..]);
            using var right = JsonDocument.Parse(expected);
            return JudgeCompare.Json(came.RootElement, right.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // No JSON, or half a character in a string, which is no text.
            return false;
        }
    }

    private async Task<bool> IsAcceptedAsync(JudgeTest.Checked test, string said, JudgeProblem problem, CancellationToken cancellation)
    {
        // The program is gone; its answer is data for a checker that sees nothing else of it.
        var result = await RunAsync(
            [KeyValuePair.Create("checker.py", test.Checker), KeyValuePair.Create("input", test.Input), KeyValuePair.Create("output", said)],
            Python("-I", "-B", "checker.py"), "", Limits(problem), cancellation);
        return result.Outcome is SandboxOutcome.Exited { Code: 0 or 1 } exit
            ? exit.Code == 0
            : throw new SandboxFaultException($"The checker ended by {result.Outcome.Name}, but must end with 0 or 1: {Encoding.UTF8.GetString(result.Errors)}", isRetryable: false);
    }

    private async Task<SandboxResult> RunAsync(
        IEnumerable<KeyValuePair<string, string>> files, ImmutableArray<string> arguments, string input, SandboxLimits limits, CancellationToken cancellation)
    {
        var tree = WorkingTrees.Write(runner.Home, files);
        try
        {
            return await runner.RunAsync(new SandboxCommand { Arguments = arguments, Input = Encoding.UTF8.GetBytes(input), Limits = limits, Tree = tree }, cancellation);
        }
        finally
        {
            TreeRemoval.Remove(tree);
        }
    }

    private static ImmutableArray<string> Python(params string[] arguments) =>
        [SandboxPrograms.Python ?? throw new SandboxFaultException("There is no Python 3 below /usr. As root: apt-get install -y python3", isRetryable: false), .. arguments];

    private static SandboxLimits Limits(JudgeProblem problem) => new()
    {
        WallClock = TimeSpan.FromSeconds(problem.SecondsPerTest), CpuSeconds = (int)Math.Ceiling(problem.SecondsPerTest), MemoryBytes = problem.MemoryBytes, Processes = 16,
    };
}
