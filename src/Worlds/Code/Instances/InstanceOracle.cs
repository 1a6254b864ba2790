using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>Applies the instance's own right answer, file by file; an instance without one has no oracle's answers.</summary>
internal sealed class InstanceOracle(SweInstance instance) : IOracle
{
    private const string Finish = $"echo {ShellDialect.FinishLine}";

    public string? Next(IReadOnlyList<string> answers)
    {
        var scripts = answers.Select(ShellDialect.Parse).Select(parse => (parse.Action as ShellAction)?.Script).OfType<string>().ToHashSet();
        return instance.Gold is null || scripts.Any(script => script.Contains(ShellDialect.FinishLine, StringComparison.Ordinal)) ? null
            : ShellDialect.Print(instance.Gold.Files.Select(Script).FirstOrDefault(script => !scripts.Contains(script)) ?? Finish);
    }

    public bool IsOnTheWay(IReadOnlyList<string> answers) => Next(answers) is not null;

    public string Hint(IReadOnlyList<string> answers, int level) => level switch
    {
        0 => instance.Statement,
        1 when instance.Gold is { } gold => $"Look at {string.Join(", ", gold.Paths)}.",
        _ => Next(answers) ?? "Nothing can help any more.",
    };

    private static string Script(FilePatch file)
    {
        var text = file.Text.EndsWith('\n') ? file.Text : $"{file.Text}\n";
        var script = $"git apply --whitespace=nowarn <<'END_OF_PATCH'\n{text}END_OF_PATCH";
        // What an answer cannot hold as it stands, such as a form feed, goes in another alphabet.
        return ShellDialect.Parse(ShellDialect.Print(script)).Action is not null ? script
            : $"base64 -d <<'END_OF_PATCH' | git apply --whitespace=nowarn\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\nEND_OF_PATCH";
    }
}
