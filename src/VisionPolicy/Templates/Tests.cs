using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>What may stand behind <c>is</c>, by name.</summary>
internal static class Tests
{
    private delegate bool Test(Run run, object? value, Arguments arguments);

    private static readonly Dictionary<string, Test> Table = Build();

    /// <exception cref="TemplateException">There is no such test.</exception>
    public static void Require(string name, int line)
    {
        if (!Table.ContainsKey(name))
        {
            throw new TemplateException($"No test named '{name}'.", line);
        }
    }

    public static bool Holds(Run run, string name, object? value, Arguments arguments)
    {
        run.Step();
        return Table[name](run, value, arguments);
    }

    private static Dictionary<string, Test> Build()
    {
        var table = new Dictionary<string, Test>(StringComparer.Ordinal)
        {
            ["defined"] = (_, value, _) => value is not UndefinedValue,
            ["undefined"] = (_, value, _) => value is UndefinedValue,
            ["none"] = (_, value, _) => value is null,
            ["boolean"] = (_, value, _) => value is bool,
            ["true"] = (_, value, _) => value is true,
            ["false"] = (_, value, _) => value is false,
            ["integer"] = (_, value, _) => value is long or BigInteger,
            ["float"] = (_, value, _) => value is double,
            ["number"] = (_, value, _) => Arithmetic.IsNumber(value),
            ["string"] = (_, value, _) => value is string,
            ["mapping"] = (_, value, _) => value is DictValue,
            ["sequence"] = (_, value, _) => value is string or ListValue or DictValue or UndefinedValue,
            ["iterable"] = (_, value, _) => value is string or ListValue or DictValue or UndefinedValue,
            ["callable"] = (_, value, _) => value is FunctionValue,
            ["escaped"] = (_, _, _) => false,
            ["sameas"] = (_, value, a) => a.Bind("sameas", ("other", Arguments.Required))[0] is var other && (ReferenceEquals(value, other) || (value is bool or long && value.Equals(other))),
            ["odd"] = (run, value, _) => Arithmetic.Apply(run, "%", value, 2L) is not (0L or 0.0),
            ["even"] = (run, value, _) => Arithmetic.Apply(run, "%", value, 2L) is 0L or 0.0,
            ["divisibleby"] = (run, value, a) => Arithmetic.Apply(run, "%", value, a.Bind("divisibleby", ("num", Arguments.Required))[0]) is 0L or 0.0,
            ["lower"] = (run, value, _) => Printing.Text(run, value) is var text && text.EnumerateRunes().Any(System.Text.Rune.IsLower) && !text.EnumerateRunes().Any(System.Text.Rune.IsUpper),
            ["upper"] = (run, value, _) => Printing.Text(run, value) is var text && text.EnumerateRunes().Any(System.Text.Rune.IsUpper) && !text.EnumerateRunes().Any(System.Text.Rune.IsLower),
        };
        (string Sign, string[] Names)[] comparisons =
        [
            ("==", ["==", "eq", "equalto"]), ("!=", ["!=", "ne"]), ("<", ["<", "lt", "lessthan"]), ("<=", ["<=", "le"]),
            (">", [">", "gt", "greaterthan"]), (">=", [">=", "ge"]), ("in", ["in"]),
        ];
        foreach (var (sign, names) in comparisons)
        {
            foreach (var name in names)
            {
                table[name] = (run, value, a) => CompareExpression.Holds(run, sign, value, a.Bind(name, ("other", Arguments.Required))[0]);
            }
        }

        return table;
    }
}
