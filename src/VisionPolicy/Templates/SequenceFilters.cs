namespace Agentic.VisionPolicy.Templates;

/// <summary>Filters that order, join and count.</summary>
internal static class SequenceFilters
{
    public static void AddTo(Dictionary<string, Filters.Filter> table)
    {
        table["list"] = (run, value, _) => value is ListValue { IsTuple: false } ? value : new ListValue(Describe.Elements(run, value));
        table["join"] = Join;
        table["first"] = (run, value, _) => Describe.Elements(run, value) is [var first, ..] ? first : new UndefinedValue("No first item, sequence was empty.");
        table["last"] = (run, value, _) => Describe.Elements(run, value) is [.., var last] ? last : new UndefinedValue("No last item, sequence was empty.");
        table["reverse"] = (run, value, _) => Describe.Elements(run, value).Reverse() is var reversed && value is string
            ? string.Concat(reversed.Cast<string>()) : Made(run, reversed);
        table["sum"] = Sum;
        table["sort"] = Sort;
        table["dictsort"] = DictSort;
        table["unique"] = Unique;
        table["min"] = (run, value, a) => Extreme(run, value, a, "min", -1);
        table["max"] = (run, value, a) => Extreme(run, value, a, "max", 1);
        table["batch"] = Batch;
    }

    public static ListValue Made(Run run, IEnumerable<object?> items)
    {
        var list = new ListValue([.. items]);
        run.Charge(list.Items.Count);
        return list;
    }

    private static string Join(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("join", ("d", ""), ("attribute", null));
        var items = Describe.Elements(run, value).Select(item => bound[1] is null ? item : Access.Path(item, bound[1]));
        return StringMethods.Join(run, Printing.Text(run, bound[0]), [.. items.Select(item => (object?)Printing.Text(run, item))]);
    }

    private static object? Sum(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("sum", ("attribute", null), ("start", 0L));
        return Describe.Elements(run, value).Aggregate(bound[1], (sum, item) =>
        {
            run.Step();
            return Arithmetic.Apply(run, "+", sum, bound[0] is null ? item : Access.Path(item, bound[0]));
        });
    }

    private static ListValue Sort(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("sort", ("reverse", false), ("case_sensitive", false), ("attribute", null));
        return Made(run, Ordered(run, Describe.Elements(run, value), item => Key(item, bound[2], bound[1]), Describe.IsTrue(bound[0])));
    }

    private static ListValue DictSort(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("dictsort", ("case_sensitive", false), ("by", "key"), ("reverse", false));
        if (value is not DictValue dict || bound[1] is not ("key" or "value"))
        {
            throw new TemplateException(value is DictValue ? "You can only sort by either \"key\" or \"value\"" : $"'{Describe.Type(value)}' object has no attribute 'items'");
        }

        var field = bound[1] is "key" ? 0L : 1L;
        return Made(run, Ordered(run, CollectionMethods.Items(run, dict).Items, item => Key(item, field, bound[0]), Describe.IsTrue(bound[2])));
    }

    private static ListValue Unique(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("unique", ("case_sensitive", false), ("attribute", null));
        var (seen, kept) = (new DictValue(), new List<object?>());
        foreach (var item in Describe.Elements(run, value))
        {
            run.Step();
            var key = Key(item, bound[1], bound[0]);
            if (!seen.TryGet(key, out _))
            {
                seen.Set(key, null);
                kept.Add(item);
            }
        }

        return Made(run, kept);
    }

    private static object? Extreme(Run run, object? value, Arguments arguments, string name, int sign)
    {
        var bound = arguments.Bind(name, ("case_sensitive", false), ("attribute", null));
        var items = Describe.Elements(run, value);
        if (items.Count == 0)
        {
            return new UndefinedValue("No aggregated item, sequence was empty.");
        }

        return items.Aggregate((best, item) =>
            sign * Comparison.Order(run, name == "min" ? "<" : ">", Key(item, bound[1], bound[0]), Key(best, bound[1], bound[0])) > 0 ? item : best);
    }

    private static ListValue Batch(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("batch", ("linecount", Arguments.Required), ("fill_with", null));
        var size = Math.Max(1, Describe.Integer(bound[0], "linecount"));
        var rows = new List<object?>();
        foreach (var chunk in Describe.Elements(run, value).Chunk(size))
        {
            var fill = bound[1] is null ? 0 : size - chunk.Length;
            run.Charge(size);
            rows.Add(new ListValue([.. chunk, .. Enumerable.Repeat(bound[1], fill)]));
        }

        return Made(run, rows);
    }

    // A stable order; equal keys keep theirs, also when reversed.
    private static object?[] Ordered(Run run, IReadOnlyList<object?> items, Func<object?, object?> key, bool reversed)
    {
        var comparer = Comparer<object?>.Create((left, right) => Comparison.Order(run, "<", left, right));
        var keyed = items.Select(item => (Key: key(item), Item: item)).ToArray();
        try
        {
            return (reversed ? keyed.OrderByDescending(pair => pair.Key, comparer) : keyed.OrderBy(pair => pair.Key, comparer)).Select(pair => pair.Item).ToArray();
        }
        catch (InvalidOperationException fault) when (fault.InnerException is TemplateException inner)
        {
            throw inner;
        }
    }

    private static object? Key(object? item, object? attribute, object? isCaseSensitive)
    {
        var value = attribute is null ? item : Access.Path(item, attribute);
        return value is string text && !Describe.IsTrue(isCaseSensitive) ? PythonText.Lower(text) : value;
    }
}
