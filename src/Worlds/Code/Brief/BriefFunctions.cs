using System.Globalization;
using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>A function of a brief module, and what its tests give it.</summary>
/// <param name="Function">It.</param>
/// <param name="Kinds">Kinds of arguments, as <see cref="RepoTemplate.Kinds"/> has them.</param>
internal sealed record BriefFunction(PyFunction Function, string Kinds);

/// <summary>
/// Draws functions from a small grammar. The documentation says all that the code must do, in a phrase put together as the code is, so that
/// a repair can be read off it: what is held out are other combinations.
/// </summary>
internal static class BriefFunctions
{
    private static readonly (string Words, string Operator)[] Arithmetic = [("plus", "+"), ("minus", "-"), ("times", "*"), ("over", "//")];
    private static readonly (string Words, string Operator)[] Comparisons =
        [("above", ">"), ("below", "<"), ("at least", ">="), ("at most", "<="), ("equal to", "=="), ("other than", "!=")];

    /// <summary>What functions are called; a name says nothing of what they do.</summary>
    public static readonly string[] Names = ["scale", "shift", "blend", "trim", "tally", "pick", "merge", "check", "rate", "level", "share", "gauge"];

    /// <summary>Words of the documentation.</summary>
    public static readonly string[] Words =
        ["value", "values", "first", "second", "step", "whether", "is", "but", "unless", "given", "sum", "of", "each", "how", "many", "are", "where", "else", "and", "plus", "minus", "times", "over", "above", "below", "at", "least", "most", "equal", "to", "other", "than"];

    /// <summary>Names and words of the code.</summary>
    public static readonly string[] Code = ["def", "return", "if", "for", "in", "total", "count", "max", "min", "True", "False"];

    /// <summary>Draws one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="earlier">Functions before it.</param>
    /// <param name="random">Draws.</param>
    public static BriefFunction Draw(string name, IReadOnlyList<BriefFunction> earlier, ref RandomStream random)
    {
        var (a, b) = (random.NextInt(2, 8), random.NextInt(2, 8));
        var (op, cmp) = (Arithmetic[random.NextInt(Arithmetic.Length)], Comparisons[random.NextInt(Comparisons.Length)]);
        var pair = earlier.FirstOrDefault(other => other.Kinds == "pp")?.Function.Name;
        var isMore = random.NextBool(0.5);
        return random.NextInt(pair is null ? 9 : 11) switch
        {
            0 => Of(name, "value", "i", $"value {op.Words} {a}", $"return value {op.Operator} {a}"),
            1 => Of(name, "first, second", "pp", $"first {op.Words} second", $"return first {op.Operator} second"),
            2 => Of(name, "value", "i", $"value times {a} {(isMore ? "plus" : "minus")} {b}", $"return value * {a} {(isMore ? '+' : '-')} {b}"),
            3 => Of(name, "value", "i", $"whether value is {cmp.Words} {a}", $"return value {cmp.Operator} {a}"),
            4 => Of(name, "value", "i", $"value but at {(isMore ? "least" : "most")} {a}", $"return {(isMore ? "max" : "min")}(value, {a})"),
            5 => Of(name, $"value, step={a}", "i", $"value {op.Words} step , {a} unless given", $"return value {op.Operator} step"),
            6 => Of(name, "values", "l", $"sum of values , each {op.Words} {a}", "total = 0", "for value in values:", $" total += value {op.Operator} {a}", "return total"),
            7 => Of(name, "values", "l", $"how many values are {cmp.Words} {a}", "count = 0", "for value in values:", $" if value {cmp.Operator} {a}:", "  count += 1", "return count"),
            8 => Of(name, "value", "i", $"{b} where value is {cmp.Words} {a} , else value", $"if value {cmp.Operator} {a}:", $" return {b}", "return value"),
            9 => Of(name, "first, second", "pp", $"{pair} of second and first", $"return {pair}(second, first)"),
            _ => Of(name, "first, second", "pp", $"{pair} of first and second , {op.Words} {a}", $"return {pair}(first, second) {op.Operator} {a}"),
        };
    }

    private static BriefFunction Of(string name, string parameters, string kinds, string summary, params string[] body) => new(
        PyParser.Function(string.Create(CultureInfo.InvariantCulture, $"def {name}({parameters}):\n{string.Join('\n', body.Select(line => $" {line}"))}\n"), $"{summary} ."), kinds);
}
