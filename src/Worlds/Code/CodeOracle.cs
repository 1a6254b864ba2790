using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>Undoes the bug: the reverse patch, file by file with a shell, line by line with the tools.</summary>
internal sealed class CodeOracle(MiniRepo repo, bool hasShell) : IOracle
{
    public string? Next(IReadOnlyList<string> answers) => hasShell ? NextScript(answers) : NextTool(answers);

    public bool IsOnTheWay(IReadOnlyList<string> answers) => Next(answers) is not null;

    public string Hint(IReadOnlyList<string> answers, int level) => level switch
    {
        0 => repo.Statement,
        1 => $"Look at {string.Join(", ", repo.BrokenPaths)}: {string.Join(", ", repo.Bugs.Select(bug => $"{bug.Kind.Replace('_', ' ')} in {bug.Function}"))}.",
        _ => Next(answers) ?? "Nothing can help any more.",
    };

    private string? NextScript(IReadOnlyList<string> answers)
    {
        var scripts = answers.Select(ShellDialect.Parse).Select(parse => (parse.Action as ShellAction)?.Script).OfType<string>().ToHashSet();
        var finish = $"echo {ShellDialect.FinishLine}";
        return scripts.Any(script => script.Contains(ShellDialect.FinishLine, StringComparison.Ordinal)) ? null
            : ShellDialect.Print(repo.BrokenPaths.Select(path => $"cat > {path} <<'EOF'\n{repo.Repaired[path]}EOF").FirstOrDefault(script => !scripts.Contains(script)) ?? finish);
    }

    private string? NextTool(IReadOnlyList<string> answers)
    {
        var files = repo.Files;
        foreach (var action in answers.Select(ToolDialect.Parse).Select(parse => parse.Action).OfType<ToolAction>())
        {
            switch (action.Tool)
            {
                case "submit":
                    return null;
                case "edit" or "insert" or "delete":
                    files = ToolFiles.Apply(files, action).Files;
                    break;
            }
        }

        return ToolFiles.Towards(files, repo.Repaired) ?? "submit";
    }
}
