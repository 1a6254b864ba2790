using System.Text;
using Agentic.Testing;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Mini-repos: every one is valid, by our interpreter and by Python itself.</summary>
public sealed class MiniRepoTests
{
    private static readonly int Repos = LongRun.Count(200, 2_000);
    private static readonly int RunThrice = LongRun.Count(4, 2_000);

    [Fact]
    public void Two_hundred_repos_have_what_makes_a_task_and_come_out_the_same_again()
    {
        var kinds = new HashSet<string>();
        for (var seed = 0; seed < LongRun.Count(200, 2_000); seed++)
        {
            var spec = CodePlay.Spec(seed);
            var (repo, again) = (RepoGenerator.Make(spec), RepoGenerator.Make(spec));
            Assert.Equal(repo.Files, again.Files);
            Assert.Equal((repo.Statement, repo.Canonical), (again.Statement, again.Canonical));
            Assert.Contains(repo.Tests, test => test.FailsFirst);
            Assert.Contains(repo.Tests, test => !test.FailsFirst);
            Assert.Contains(repo.Tests, test => test.FailsFirst && !test.IsHidden);
            Assert.Single(repo.BrokenPaths);
            Assert.InRange(repo.Files.Count, 3, 31);
            Assert.Equal(repo.Tests.Length, repo.Tests.Select(test => test.Id).Distinct().Count());
            kinds.Add(repo.Bugs[0].Kind);
        }

        Assert.Equal(BugInjectors.All.Length, kinds.Count);
    }

    [Fact]
    public async Task Python_agrees_that_the_oracle_solves_every_repo_and_the_unchanged_tree_none_in_three_runs()
    {
        using var runner = CodePlay.Runner();
        var grader = new Grader(runner);
        await Parallel.ForEachAsync(Enumerable.Range(0, Repos), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken }, async (seed, cancellation) =>
        {
            var repo = RepoGenerator.Make(CodePlay.Spec(seed));
            var right = await grader.GradeAsync(repo, repo.Repaired, cancellation);
            Assert.True(right.IsSolved, $"seed {seed}: {right.Problem} {string.Join(' ', repo.Tests.Where(test => !right.Passed.Contains(test.Id)).Select(test => test.Id))}");
            var runs = new List<Verdict>();
            for (var run = 0; run < (seed < RunThrice ? 3 : 1); run++)
            {
                runs.Add(await grader.GradeAsync(repo, repo.Files, cancellation));
            }

            Assert.All(runs, broken =>
            {
                Assert.Equal((null, false, 0.0, 1.0), (broken.Problem, broken.IsSolved, broken.Repaired, broken.Kept));
                Assert.Equal(repo.Tests.Where(test => !test.FailsFirst).Select(test => test.Id).Order(StringComparer.Ordinal), broken.Passed.Order(StringComparer.Ordinal));
            });
        });
    }

    [Fact]
    public async Task The_test_files_of_the_tree_say_the_same_under_unittest()
    {
        using var runner = CodePlay.Runner();
        for (var seed = 0; seed < LongRun.Count(4, 100); seed++)
        {
            var repo = RepoGenerator.Make(CodePlay.Spec(seed));
            Assert.True((await UnittestAsync(runner, repo.Repaired)).IsClean);
            var failing = await UnittestAsync(runner, repo.Files);
            Assert.Equal(new SandboxOutcome.Exited(1), failing.Outcome);
            var shown = repo.Tests.Count(test => test.FailsFirst && !test.IsHidden);
            var said = Encoding.UTF8.GetString(failing.Errors);
            var count = said.Split('\n').Count(line => line.StartsWith("FAIL: ", StringComparison.Ordinal) || line.StartsWith("ERROR: ", StringComparison.Ordinal));
            // Grading starts each test anew; here they share a process, so that what one leaves in a stale cache fails another.
            var isShared = repo.Bugs.Any(bug => bug.Kind == "stale_cache");
            Assert.True(shown == count || (isShared && shown < count), $"seed {seed}: {shown} of the shown tests fail at first, but unittest says:\n{said}");
        }
    }

    [Fact]
    public void Vaguer_statements_say_less()
    {
        var words = Enumerable.Range(0, 4).Select(level => RepoGenerator.Make(new RepoSpec(5, 9, 1, 1, level, 60))).ToArray();
        var (path, function) = (words[0].BrokenPaths[0], words[0].Bugs[0].Function);
        Assert.Contains(path, words[0].Statement);
        Assert.Contains(function, words[1].Statement);
        Assert.DoesNotContain(path, words[1].Statement);
        Assert.DoesNotContain($"{function}(", words[2].Statement);
        Assert.DoesNotContain("(", words[3].Statement);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 15)]
    public async Task Several_bugs_are_all_needed(int bugs, int files)
    {
        using var runner = CodePlay.Runner();
        var repo = RepoGenerator.Make(new RepoSpec(11, files, 0, bugs, 3, 60));
        Assert.Equal(bugs, repo.Bugs.Select(bug => bug.Function).Distinct().Count());
        var one = repo.Files.SetItem(repo.BrokenPaths[0], repo.Repaired[repo.BrokenPaths[0]]);
        if (repo.BrokenPaths.Length > 1)
        {
            var partly = await new Grader(runner).GradeAsync(repo, one, TestContext.Current.CancellationToken);
            Assert.False(partly.IsSolved);
            Assert.InRange(partly.Repaired, 0.01, 0.99);
        }

        Assert.True((await new Grader(runner).GradeAsync(repo, repo.Repaired, TestContext.Current.CancellationToken)).IsSolved);
    }

    private static async Task<SandboxResult> UnittestAsync(SandboxRunner runner, IReadOnlyDictionary<string, string> files) => await runner.RunAsync(
        new SandboxCommand { Arguments = [SandboxPrograms.Python!, "-m", "unittest", "discover", "-q", "tests"], Tree = WorkingTrees.Write(runner.Home, files) },
        TestContext.Current.CancellationToken);
}
