using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Code;

/// <summary>One fenced shell block a turn; its output comes back, the middle of a long one left out.</summary>
public static partial class ShellDialect
{
    /// <summary>The line that ends the episode when a script that succeeds prints it first.</summary>
    public const string FinishLine = "TASK_COMPLETE";

    private const int LongestScript = 32_768;
    private const int LongestOutput = 10_000;

    /// <summary>What is understood, in words.</summary>
    public const string Grammar = "exactly one block: ```bash, a script, ```; words before it are thought; no other fence";

    /// <summary>What the policy is told.</summary>
    public const string Instruction =
        $"Repair the project in the current folder. Each turn: one ```bash block, run in a fresh shell there. When done: echo {FinishLine}";

    /// <summary>Reads an answer. Never throws.</summary>
    public static ActionParse Parse(string text)
    {
        var final = AnswerText.Final(text).ToString();
        var fences = final.Split("```").Length - 1;
        var block = Block().Match(final);
        if (fences != 2 || !block.Success)
        {
            return ActionParse.Refused($"Expected exactly one ```bash block, but {(fences == 0 ? "there is none" : $"there are {fences} fences")}: {AnswerText.Quote(final)}.");
        }

        var script = block.Groups[1].Value;
        return script.Length > LongestScript ? ActionParse.Refused($"A script has at most {LongestScript} characters, but this one has {script.Length}.")
            : script.Trim().Length == 0 ? ActionParse.Refused("Expected a script in the ```bash block, but it is empty.")
            : script.Any(letter => (char.IsControl(letter) && letter is not ('\n' or '\t')) || char.IsSurrogate(letter)) ? ActionParse.Refused("A script holds no control characters and nothing beyond the basic plane.")
            : ActionParse.Understood(new ShellAction(script));
    }

    /// <summary>A script as an answer.</summary>
    public static string Print(string script) => $"```bash\n{script}\n```";

    /// <summary>What the policy is shown of a script's end.</summary>
    public static string Show(int code, string output)
    {
        var words = output.Length <= LongestOutput ? output
            : $"{output[..(LongestOutput / 2)]}\n[{output.Length - LongestOutput} characters left out]\n{output[^(LongestOutput / 2)..]}";
        return $"<returncode>{code}</returncode>\n<output>\n{words.TrimEnd('\n')}\n</output>";
    }

    [GeneratedRegex("```(?:bash|sh)[ \\t]*\\n(.*?)\\n?```\\s*\\z", RegexOptions.Singleline)]
    private static partial Regex Block();
}
