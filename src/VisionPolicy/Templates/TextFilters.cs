using System.Net;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Filters that make texts of texts.</summary>
internal static class TextFilters
{
    public static void AddTo(Dictionary<string, Filters.Filter> table)
    {
        void Add(string name, Func<Run, string, Arguments, object?> filter) => table[name] = (run, value, arguments) =>
        {
            var text = Printing.Text(run, value);
            run.Charge(text.Length);
            return filter(run, text, arguments);
        };

        Add("upper", (_, text, _) => PythonText.Upper(text));
        Add("lower", (_, text, _) => PythonText.Lower(text));
        Add("capitalize", (_, text, _) => PythonText.Capitalize(text));
        Add("title", (_, text, _) => StringMethods.Title(text, c => !PythonText.IsSpace(c) && c is not ('-' or '(' or '{' or '[' or '<')));
        Add("trim", (_, text, a) => PythonText.Strip(text, a.Bind("trim", ("chars", null))[0] as string, true, true));
        Add("replace", (run, text, a) => a.Bind("replace", ("old", Arguments.Required), ("new", Arguments.Required), ("count", null)) is var b
            ? StringMethods.Replace(run, text, Printing.Text(run, b[0]), Printing.Text(run, b[1]), b[2] is null ? -1 : Describe.Integer(b[2], "count")) : null);
        Add("indent", Indent);
        Add("center", (run, text, a) => ((FunctionValue)StringMethods.Find(text, "center")!).Call(run, new Arguments([a.Bind("center", ("width", 80L))[0]], [])));
        Add("format", (run, text, a) => PercentFormat.Apply(run, text, a.Named.IsEmpty ? new ListValue(a.Positional, isTuple: true) : Mapping(a)));
        Add("truncate", Truncate);
        Add("wordcount", (_, text, _) => (long)text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        Add("safe", (_, text, _) => text);
        Add("escape", (run, text, _) =>
        {
            run.Charge(5L * text.Length);
            return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);
        });
        Add("urlencode", (run, text, _) =>
        {
            run.Charge(9L * text.Length);
            return WebUtility.UrlEncode(text).Replace("+", "%20", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);
        });
    }

    private static DictValue Mapping(Arguments arguments)
    {
        var mapping = new DictValue();
        foreach (var (name, value) in arguments.Named)
        {
            mapping.Set(name, value);
        }

        return mapping;
    }

    private static string Indent(Run run, string text, Arguments arguments)
    {
        var bound = arguments.Bind("indent", ("width", 4L), ("first", false), ("blank", false));
        var width = bound[0] as string ?? new string(' ', Math.Clamp(Describe.Integer(bound[0], "the indentation"), 0, 1000));
        var lines = TextSplitting.Lines(run, text + "\n", keepEnds: false).Items.Cast<string>().ToArray();
        run.Charge((long)lines.Length * width.Length);
        var blank = Describe.IsTrue(bound[2]);
        var indented = lines.Select((line, index) => (index == 0 ? Describe.IsTrue(bound[1]) : blank || line.Length > 0) ? width + line : line);
        return string.Join('\n', indented);
    }

    private static string Truncate(Run run, string text, Arguments arguments)
    {
        var bound = arguments.Bind("truncate", ("length", 255L), ("killwords", false), ("end", "..."), ("leeway", 5L));
        var (length, end, total) = (Describe.Integer(bound[0], "the length"), Printing.Text(run, bound[2]), PythonText.Length(text));
        if (total <= (long)length + Describe.Integer(bound[3], "the leeway"))
        {
            return text;
        }

        var kept = PythonText.Slice(text, 0, Math.Clamp(length - PythonText.Length(end), 0, total));
        var space = kept.LastIndexOf(' ');
        return (Describe.IsTrue(bound[1]) || space < 0 ? kept : kept[..space]) + end;
    }
}
