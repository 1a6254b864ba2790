using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Brief;

/// <summary>Advice in the closed language, from the reverse patch and from what a failed attempt left behind.</summary>
internal static class BriefAdvice
{
    /// <summary>Advice of one kind; "" where there is none to give.</summary>
    /// <param name="repo">Knows the repair.</param>
    /// <param name="said">The answers of the attempt.</param>
    /// <param name="kind">What it is about.</param>
    public static string Of(MiniRepo repo, IReadOnlyList<string> said, Advice kind)
    {
        var hunk = LineDiff.Between(LineDiff.Lines(repo.Files[BriefRepos.Path]), LineDiff.Lines(repo.Repaired[BriefRepos.Path]))[0];
        return kind switch
        {
            Advice.Interaction => $"look in line {hunk.At + 1} .",
            Advice.Plan => Plan(LineDiff.Lines(repo.Files[BriefRepos.Path])[hunk.At], hunk.Added[0]),
            _ => Feedback(repo, said),
        };
    }

    // The words that differ, as they are and as they should be.
    private static string Plan(string broken, string right)
    {
        var (was, goal) = (broken.Trim().Split(' '), right.Trim().Split(' '));
        var first = Enumerable.Range(0, Math.Min(was.Length, goal.Length)).First(at => was[at] != goal[at]);
        var same = Enumerable.Range(1, Math.Min(was.Length, goal.Length) - first).TakeWhile(back => was[^back] == goal[^back]).Count();
        return $"change {string.Join(' ', was[first..^same])} to {string.Join(' ', goal[first..^same])} .";
    }

    // What a test that the bug breaks says of the tree that was left.
    private static string Feedback(MiniRepo repo, IReadOnlyList<string> said)
    {
        var files = said.Select(ToolDialect.Parse).Select(parse => parse.Action).OfType<ToolAction>().Where(action => action.Tool is "edit" or "insert" or "delete")
            .Aggregate(repo.Files, (tree, action) => ToolFiles.Apply(tree, action).Files);
        if (BriefPython.Read(files[BriefRepos.Path], repo.Broken[0]) is not { } read)
        {
            return "the code is wrong .";
        }

        foreach (var test in repo.Tests.OrderByDescending(test => test.FailsFirst))
        {
            var came = RepoGenerator.Outcomes([read], test);
            if (!came.Any(value => value is null || value.StartsWith("raises ", StringComparison.Ordinal)) && !came.SequenceEqual(test.Calls.Select(call => call.Expected)))
            {
                return BriefWords.Symptom(test, came);
            }
        }

        return said.Count > 0 ? "the code is wrong ." : "";
    }
}
