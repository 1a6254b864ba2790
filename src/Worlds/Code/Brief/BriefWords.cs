using System.Collections.Immutable;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>Everything that is said in the brief dialect, and the closed list of its words. Numbers are digits beside it.</summary>
internal static class BriefWords
{
    /// <summary>What the policy is told.</summary>
    public const string Instruction = $"repair {BriefRepos.Path} . view file , edit file line text , insert , delete , find , run , submit .";

    /// <summary>Said of a change that was made.</summary>
    public const string Done = "done";

    /// <summary>Said of a tool that could do nothing.</summary>
    public const string Nothing = "nothing";

    /// <summary>Said where all shown tests pass.</summary>
    public const string AllPass = "all pass";

    private static readonly string[] Marks =
        ["(", ")", "[", "]", ",", ":", ".", "=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "//", "%", "+=", "-=", "\"\"\""];

    /// <summary>The words, each once.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        .. string.Join(' ', Instruction, Done, Nothing, AllPass, "some tests fail", "is wrong gives but right", "look in line change to the code").Split(' ')
            .Where(word => word.All(char.IsLetter)).Concat(BriefFunctions.Words).Concat(BriefFunctions.Code).Concat(BriefFunctions.Names)
            .Append(BriefRepos.Path).Concat(Marks.Select(mark => $" {mark}")).Distinct(),
    ];

    /// <summary>What is wrong, as precisely as is wanted.</summary>
    /// <param name="vagueness">0 to 2.</param>
    /// <param name="test">A test that fails.</param>
    /// <param name="came">What its calls give.</param>
    public static string Statement(int vagueness, RepoTest test, string?[] came) => vagueness switch
    {
        0 => $"{test.Function} is wrong : {Symptom(test, came)}",
        1 => $"{test.Function} is wrong .",
        _ => "some tests fail .",
    };

    /// <summary>The first call of a test that fails.</summary>
    public static string Symptom(RepoTest test, string?[] came)
    {
        var at = Enumerable.Range(0, test.Calls.Length).First(i => test.Calls[i].Expected != came[i]);
        var arguments = string.Join(", ", test.Calls[at].Arguments.Select(PyPrinter.Repr));
        return $"{BriefPython.Spaced($"{test.Function}({arguments})")} gives {BriefPython.Spaced(came[at]!)} but {BriefPython.Spaced(test.Calls[at].Expected)} is right .";
    }

    /// <summary>Which functions fail a test that is shown.</summary>
    public static string Failing(IEnumerable<string> functions) =>
        functions.Distinct().ToArray() is { Length: > 0 } failing ? $"{string.Join(' ', failing)} fail" : AllPass;
}
