using System.Collections.Immutable;
using Agentic.Worlds.Code.Grading;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>
/// Grades modules of the brief dialect: in the sandbox, or by the interpreter of our own where what it finds is sure to be what Python finds
/// (a module that <see cref="BriefPython.Read"/> reads, and calls that all end with a value). Everything else goes to the sandbox even then.
/// </summary>
/// <param name="sandboxed">The truth.</param>
/// <param name="isInterpreted">Whether the interpreter is asked first.</param>
internal sealed class BriefGrader(Grader sandboxed, bool isInterpreted)
{
    /// <summary>Grades a tree.</summary>
    /// <param name="repo">Holds the tests.</param>
    /// <param name="files">The tree, with the changes that count.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Verdict> GradeAsync(MiniRepo repo, IReadOnlyDictionary<string, string> files, CancellationToken cancellation) =>
        (isInterpreted ? Interpret(repo, files) : null) ?? await sandboxed.GradeAsync(repo, files, cancellation);

    /// <summary>The verdict of the interpreter; null where it is not sure.</summary>
    internal static Verdict? Interpret(MiniRepo repo, IReadOnlyDictionary<string, string> files)
    {
        if (files.Count != repo.Broken.Length || repo.Tests.Any(test => test.Calls.Any(call => IsUnsure(call.Expected))))
        {
            return null;
        }

        var modules = ImmutableArray.CreateBuilder<PyModule>();
        foreach (var module in repo.Broken)
        {
            if (!files.TryGetValue(module.Path, out var text) || BriefPython.Read(text, module) is not { } read)
            {
                return null;
            }

            modules.Add(read);
        }

        var (all, passed) = (modules.ToImmutable(), ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal));
        foreach (var test in repo.Tests)
        {
            if (all.All(module => module.Name != test.Module || module.Functions.All(function => function.Name != test.Function || function.Parameters.Length < test.Calls[0].Arguments.Length)))
            {
                return null;
            }

            var values = RepoGenerator.Outcomes(all, test);
            if (values.Any(IsUnsure))
            {
                return null;
            }

            if (values.SequenceEqual(test.Calls.Select(call => call.Expected)))
            {
                passed.Add(test.Id);
            }
        }

        return Verdict.Of(repo, passed.ToImmutable()) with { IsInterpreted = true };
    }

    // Errors are told apart by more than the interpreter knows of them.
    private static bool IsUnsure(string? value) => value is null || value.Length == 0 || value.StartsWith("raises ", StringComparison.Ordinal);
}
