using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Grading;

/// <summary>What became of the tests.</summary>
/// <param name="Problem">Why there is no result to trust: no report, or one that does not agree with itself; null where there is.</param>
/// <param name="Passed">The tests that passed, by id.</param>
/// <param name="Repaired">Share of the tests that the bug breaks which pass, 0 to 1.</param>
/// <param name="Kept">Share of the others which pass, 0 to 1.</param>
public sealed record Verdict(string? Problem, ImmutableSortedSet<string> Passed, double Repaired, double Kept)
{
    /// <summary>Whether every test passed and the report can be trusted.</summary>
    public bool IsSolved => Problem is null && Repaired == 1 && Kept == 1;

    /// <summary>Those that were skipped, by id.</summary>
    public ImmutableHashSet<string> Skipped { get; init; } = [];

    /// <summary>What became of a test, in a word: pass, skip or fail.</summary>
    public string Became(string test) => Passed.Contains(test) ? "pass" : Skipped.Contains(test) ? "skip" : "fail";

    /// <summary>Whether the interpreter of our own said so, without a sandbox.</summary>
    public bool IsInterpreted { get; init; }

    /// <summary>The verdict over tests of which some passed.</summary>
    internal static Verdict Of(MiniRepo repo, ImmutableSortedSet<string> passed)
    {
        return new Verdict(null, passed, Share(true), Share(false));

        double Share(bool failsFirst) => repo.Tests.Where(test => test.FailsFirst == failsFirst).Average(test => passed.Contains(test.Id) ? 1.0 : 0.0);
    }
}

/// <summary>Runs all tests of a mini-repo, shown and hidden, over a tree in a fresh sandbox, and compares with the right values out here.</summary>
public sealed class Grader(SandboxRunner runner)
{
    private const int CpuSecondsPerTest = 1;
    // Real time only ends those that sleep: a busy machine must not fail a right answer.
    private const int SecondsPerTest = 10;

    private static readonly SandboxLimits Limits = new()
    {
        WallClock = TimeSpan.FromSeconds(60), CpuSeconds = 30, MemoryBytes = 256L << 20, Processes = 48, FileBytes = 4L << 20, OutputBytes = 4 << 20,
    };

    /// <summary>Grades a tree.</summary>
    /// <param name="repo">Holds the tests.</param>
    /// <param name="files">The tree, with the agent's changes that count.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SandboxFaultException">There is no sandbox or no Python, or the sandbox broke.</exception>
    public async Task<Verdict> GradeAsync(MiniRepo repo, IReadOnlyDictionary<string, string> files, CancellationToken cancellation)
    {
        var python = SandboxPrograms.Python ?? throw new SandboxFaultException("There is no Python 3 below /usr. As root: apt-get install -y python3", isRetryable: false);
        var tree = WorkingTrees.Write(runner.Home, files);
        try
        {
            var nonce = GradeReport.Nonce();
            var result = await runner.RunAsync(
                new SandboxCommand { Arguments = [python, "-I", "-S", "-B", "-c", GradeDriver.Source], Tree = tree, Input = GradeReport.Input(Settings(repo), nonce), Limits = Limits }, cancellation);
            return Read(repo, result, nonce);
        }
        finally
        {
            TreeRemoval.Remove(tree);
        }
    }

    private string Settings(MiniRepo repo)
    {
        var tests = repo.Tests.Select(test => $"[{string.Join(", ", test.Calls.Select(call =>
            $"('{test.Module}', '{test.Function}', [{string.Join(", ", call.Arguments.Select(PyPrinter.Repr))}])"))}]");
        var isAlone = runner.Layer == SandboxLayer.Weak ? "False" : "True";
        return string.Create(CultureInfo.InvariantCulture, $"({CpuSecondsPerTest}, {SecondsPerTest}, {GradeDriver.Patience}, {isAlone}, [{string.Join(", ", tests)}])");
    }

    private static Verdict Read(MiniRepo repo, SandboxResult result, string nonce)
    {
        var report = GradeReport.Read(result, nonce, code => code is GradeDriver.AllAnswered or GradeDriver.SomeSilent ? repo.Tests.Length : null);
        if (report.Problem is { } problem)
        {
            return new Verdict(problem, [], 0, 0);
        }

        var passed = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        for (var i = 0; i < repo.Tests.Length; i++)
        {
            if (Values(report.Answers[i]) is { } values && values.SequenceEqual(repo.Tests[i].Calls.Select(call => call.Expected)))
            {
                passed.Add(repo.Tests[i].Id);
            }
        }

        return Verdict.Of(repo, passed.ToImmutable());
    }

    private static string[]? Values(string line)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(line)).Split(GradeDriver.Separator);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
