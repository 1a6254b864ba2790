using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>Runs an instance's tests over a fresh tree with a patch, in a sandbox that the agent has never seen; the tests come last.</summary>
internal sealed class InstanceGrader(SandboxRunner runner)
{
    private const int SecondsPerFile = 300;

    private static readonly SandboxLimits Limits = new()
    {
        WallClock = TimeSpan.FromMinutes(30), CpuSeconds = 600, MemoryBytes = 2L << 30, Processes = 256, FileBytes = 256L << 20, ScratchBytes = 256L << 20, TreeBytes = 256L << 20, OutputBytes = 4 << 20,
    };

    /// <summary>Grades a patch.</summary>
    /// <param name="instance">Whose tests.</param>
    /// <param name="tree">The repository at its commit.</param>
    /// <param name="patch">The answer.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SandboxFaultException">The sandbox broke, the test patch does not fit the commit, or the tests need pytest and there is none.</exception>
    public async Task<Verdict> GradeAsync(SweInstance instance, BaseTree tree, string patch, CancellationToken cancellation)
    {
        var copy = WorkingTrees.Copy(runner.Home, tree.Folder, Checkouts.Git);
        try
        {
            if (Applied(copy, patch) is { } misfit)
            {
                return new Verdict(misfit, [], 0, 0);
            }

            ApplyTests(copy, instance);
            WorkingTrees.SetTimes(copy);
            var groups = instance.Tests.GroupBy(test => (test.IsPath, test.Group)).ToArray();
            var nonce = GradeReport.Nonce();
            var settings = JsonSerializer.Serialize(new object[]
            {
                SecondsPerFile, SecondsPerFile, runner.Layer != SandboxLayer.Weak, instance.Tests.Any(test => test.NeedsPytest),
                groups.Select(group => new object[] { group.Key.IsPath, group.Key.Group, group.Select(test => test.Name).ToArray() }).ToArray(),
            });
            var result = await runner.RunAsync(
                new SandboxCommand { Arguments = [tree.Python, "-s", "-B", "-c", InstanceDriver.Source], Tree = copy, Input = GradeReport.Input(settings, nonce), Limits = tree.Limits(Limits) }, cancellation);
            var report = GradeReport.Read(result, nonce, code => code switch { InstanceDriver.Done => groups.Length, InstanceDriver.NoPytest => 0, _ => null });
            return report.Problem is { } problem ? new Verdict(problem, [], 0, 0)
                : report.Code == InstanceDriver.Done ? Judge(instance, groups.SelectMany((group, i) => group.Zip(report.Answers[i])))
                : throw new SandboxFaultException($"Instance {instance.Id}: its tests need pytest, which {tree.Python} does not have: install it into an environment .venv of the checkout.", isRetryable: false);
        }
        finally
        {
            TreeRemoval.Remove(copy);
        }
    }

    /// <summary>Why the answer does not fit the commit; null where it does.</summary>
    private static string? Applied(string copy, string patch)
    {
        try
        {
            TreeEdits.Apply(copy, UnifiedPatch.Parse(patch));
            return null;
        }
        catch (PatchException error)
        {
            return $"the answer does not apply: {error.Message.Replace(copy, SandboxCommand.WorkFolder, StringComparison.Ordinal)}";
        }
    }

    private static void ApplyTests(string copy, SweInstance instance)
    {
        try
        {
            TreeEdits.Apply(copy, instance.TestPatch);
        }
        catch (PatchException error)
        {
            throw new SandboxFaultException($"Instance {instance.Id}: its test_patch does not fit the checkout: {error.Message}.", isRetryable: false);
        }
    }

    private static Verdict Judge(SweInstance instance, IEnumerable<(TestId Test, char Letter)> came)
    {
        var letters = came.ToDictionary(pair => pair.Test, pair => pair.Letter);
        // A test that is skipped is not broken, but nothing is repaired by it either.
        var passed = instance.Tests.Where(test => letters.GetValueOrDefault(test) == InstanceDriver.Passed).Select(test => test.Text).ToImmutableSortedSet(StringComparer.Ordinal);
        var kept = instance.PassToPass.Count(test => letters.GetValueOrDefault(test) is InstanceDriver.Passed or InstanceDriver.Skipped);
        return new Verdict(
            null, passed, instance.FailToPass.Count(test => letters.GetValueOrDefault(test) == InstanceDriver.Passed) / (double)instance.FailToPass.Length,
            instance.PassToPass.IsEmpty ? 1 : kept / (double)instance.PassToPass.Length)
        {
            Skipped = [.. instance.Tests.Where(test => letters.GetValueOrDefault(test) == InstanceDriver.Skipped).Select(test => test.Text)],
        };
    }
}
