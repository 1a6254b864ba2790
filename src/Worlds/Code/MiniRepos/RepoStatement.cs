namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Says what is wrong, as precisely as is wanted.</summary>
internal static class RepoStatement
{
    public static string Write(
        int vagueness, List<(string Module, string Function)> chain, RepoTest inner, string?[] innerCame, RepoTest outer, string?[] outerCame)
    {
        var near = Symptom(inner, innerCame);
        var far = Symptom(outer, outerCame);
        return vagueness switch
        {
            0 => $"In {chain[0].Module.Replace('.', '/')}.py, {near.Call} gives {near.Came}, but {near.Expected} is right. Repair it.",
            1 => $"{near.Call} gives {near.Came}, but {near.Expected} is right. Repair it.",
            2 => $"{far.Call} should give {far.Expected}. Repair whatever is wrong.",
            _ => "Some tests fail. Repair the code.",
        };
    }

    private static (string Call, string Came, string Expected) Symptom(RepoTest test, string?[] came)
    {
        var at = Enumerable.Range(0, test.Calls.Length).First(i => test.Calls[i].Expected != came[i]);
        var before = string.Concat(test.Calls.Take(at).Select(call => $"after {Call(test, call)}, "));
        return ($"{before}{Call(test, test.Calls[at])}", came[at]!, test.Calls[at].Expected);
    }

    private static string Call(RepoTest test, RepoCall call) => $"{test.Function}({string.Join(", ", call.Arguments.Select(PyPrinter.Repr))})";
}
