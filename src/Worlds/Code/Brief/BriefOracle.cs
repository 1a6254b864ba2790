using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Brief;

/// <summary>Looks at the file, undoes the bug line by line, submits.</summary>
internal sealed class BriefOracle(MiniRepo repo) : IOracle
{
    public string? Next(IReadOnlyList<string> answers)
    {
        var (files, hasLooked) = (repo.Files, false);
        foreach (var action in answers.Select(ToolDialect.Parse).Select(parse => parse.Action).OfType<ToolAction>())
        {
            if (action.Tool == "submit")
            {
                return null;
            }

            hasLooked |= action is { Tool: "view", Path: BriefRepos.Path };
            files = action.Tool is "edit" or "insert" or "delete" ? ToolFiles.Apply(files, action).Files : files;
        }

        return hasLooked ? ToolFiles.Towards(files, repo.Repaired) ?? "submit" : $"view {BriefRepos.Path}";
    }

    public bool IsOnTheWay(IReadOnlyList<string> answers) => Next(answers) is not null;

    public string Hint(IReadOnlyList<string> answers, int level) => level switch
    {
        0 => repo.Statement,
        1 => $"{repo.Bugs[0].Function} is wrong .",
        _ => Next(answers) ?? BriefWords.Nothing,
    };
}
