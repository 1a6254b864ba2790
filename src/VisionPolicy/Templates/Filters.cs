namespace Agentic.VisionPolicy.Templates;

/// <summary>The filters, by name. Those of texts and of sequences have files of their own.</summary>
internal static class Filters
{
    public delegate object? Filter(Run run, object? value, Arguments arguments);

    private static readonly Dictionary<string, Filter> Table = Build();

    /// <exception cref="TemplateException">There is no such filter.</exception>
    public static void Require(string name, int line)
    {
        if (!Table.ContainsKey(name))
        {
            throw new TemplateException($"No filter named '{name}'.", line);
        }
    }

    public static object? Apply(Run run, string name, object? value, Arguments arguments)
    {
        run.Step();
        return Table.TryGetValue(name, out var filter) ? filter(run, value, arguments) : throw new TemplateException($"No filter named '{name}'.");
    }

    private static Dictionary<string, Filter> Build()
    {
        var table = new Dictionary<string, Filter>(StringComparer.Ordinal)
        {
            ["default"] = (_, value, a) => a.Bind("default", ("default_value", ""), ("boolean", false)) is var b
                && (value is UndefinedValue || (Describe.IsTrue(b[1]) && !Describe.IsTrue(value))) ? b[0] : value,
            ["tojson"] = JsonText.Filter,
            ["string"] = (run, value, _) => Printing.Text(run, value),
            ["length"] = (_, value, _) => Describe.Length(value),
            ["abs"] = (_, value, _) => value is double number ? Math.Abs(number) : Describe.IsTrue(Arithmetic.Negative(value)) && Arithmetic.Float(value!) < 0 ? Arithmetic.Negative(value) : value,
            ["int"] = NumberReading.Integer,
            ["float"] = NumberReading.Float,
            ["round"] = NumberReading.Round,
            ["attr"] = (_, value, a) => Access.Attribute(value, Describe.Text(a.Bind("attr", ("name", Arguments.Required))[0], "attr name")),
            ["items"] = (run, value, _) => value switch
            {
                UndefinedValue => new ListValue([]),
                DictValue dict => CollectionMethods.Items(run, dict),
                _ => throw new TemplateException("Can only get item pairs from a mapping."),
            },
        };
        TextFilters.AddTo(table);
        SequenceFilters.AddTo(table);
        ChoiceFilters.AddTo(table);
        foreach (var (alias, name) in new[] { ("d", "default"), ("count", "length"), ("e", "escape"), ("forceescape", "escape") })
        {
            table[alias] = table[name];
        }

        return table;
    }
}
