using System.Globalization;
using Agentic.Agents;

namespace Agentic.Worlds.Code;

/// <summary>One call of a small tool a turn, as a line of text: for policies too small for a shell.</summary>
public static class ToolDialect
{
    private const int LongestLine = 400;
    private const int LastLine = 9_999;
    private const string Expected = "Expected one of: view PATH [LINE], find TEXT, edit PATH LINE TEXT, insert PATH LINE TEXT, delete PATH LINE, run, submit";

    /// <summary>What is understood, in words.</summary>
    public const string Grammar =
        "one line: view PATH [LINE] | find TEXT | edit PATH LINE TEXT (replaces the line) | insert PATH LINE TEXT (after the line) | delete PATH LINE | run (the tests) | submit";

    /// <summary>What the policy is told.</summary>
    public const string Instruction = "Repair the project. Tools, one line a turn: view PATH [LINE], find TEXT, edit PATH LINE TEXT, insert PATH LINE TEXT, delete PATH LINE, run, submit.";

    // Any printable letter, but nothing that begins a thought's tag.
    private const string Letter = "([ -;=-~]|<[ -.0-;=-SU-su-~])";

    /// <summary>Every match is understood.</summary>
    public const string Pattern =
        "view [a-z0-9_/.]{1,60}( [1-9][0-9]{0,3})?|find " + Letter + "{1,120}|(edit|insert) [a-z0-9_/.]{1,60} [1-9][0-9]{0,3} " + Letter
        + "{0,120}|delete [a-z0-9_/.]{1,60} [1-9][0-9]{0,3}|run|submit";

    /// <summary>Reads an answer. Never throws.</summary>
    public static ActionParse Parse(string text)
    {
        // Blanks at a line's start mean something to Python, so the text after the line number is taken as it stands.
        var line = text[AnswerText.ActionStart(text)..].TrimEnd('\n', '\r');
        if (line.Length is 0 or > LongestLine || line.Any(letter => char.IsControl(letter) || letter > '~'))
        {
            return Refuse(line);
        }

        var words = line.Split(' ', 4);
        return (words[0], words.Length) switch
        {
            ("run" or "submit", 1) => ActionParse.Understood(new ToolAction(words[0])),
            ("find", > 1) when line.Length > 5 => ActionParse.Understood(new ToolAction("find", Text: line[5..])),
            ("view", 2) when IsPath(words[1]) => ActionParse.Understood(new ToolAction("view", words[1])),
            ("view" or "delete", 3) when IsPath(words[1]) && Number(words[2]) is { } at => ActionParse.Understood(new ToolAction(words[0], words[1], at)),
            ("edit" or "insert", 4) when IsPath(words[1]) && Number(words[2]) is { } at => ActionParse.Understood(new ToolAction(words[0], words[1], at, words[3])),
            _ => Refuse(line),
        };
    }

    private static ActionParse Refuse(string line) => ActionParse.Refused($"{Expected}; but the answer is {AnswerText.Quote(line)}.");

    private static bool IsPath(string word) => word.Length is > 0 and <= 200 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/' or '.' or '-');

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= LastLine && word[0] != '0' ? number : null;
}
