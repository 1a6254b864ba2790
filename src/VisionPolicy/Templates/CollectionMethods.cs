namespace Agentic.VisionPolicy.Templates;

/// <summary>The methods of lists and mappings. Those that change their object are refused: a template changes nothing.</summary>
internal static class CollectionMethods
{
    private static readonly string[] ChangingLists = ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"];
    private static readonly string[] ChangingDicts = ["clear", "fromkeys", "pop", "popitem", "setdefault", "update"];

    public static object? Find(object target, string name)
    {
        object? found = (target, name) switch
        {
            (DictValue dict, "get") => new FunctionValue(name, (_, arguments) =>
                arguments.Bind(name, ("key", Arguments.Required), ("default", null)) is var bound && dict.TryGet(bound[0], out var value) ? value : bound[1]),
            (DictValue dict, "items") => new FunctionValue(name, (run, _) => Items(run, dict)),
            (DictValue dict, "keys") => new FunctionValue(name, (run, _) => new ListValue(Describe.Elements(run, dict))),
            (DictValue dict, "values") => new FunctionValue(name, (run, _) => Charged(run, new ListValue([.. dict.Values]))),
            (DictValue or ListValue, "copy") => new FunctionValue(name, (_, _) => target),
            (ListValue list, "index") => new FunctionValue(name, (run, arguments) => Index(run, list, arguments.Bind(name, ("value", Arguments.Required))[0])),
            (ListValue list, "count") => new FunctionValue(name, (run, arguments) =>
                arguments.Bind(name, ("value", Arguments.Required))[0] is var wanted ? (long)list.Items.Count(item => Comparison.AreEqual(run, item, wanted)) : 0L),
            _ => null,
        };
        return found is null && (target is DictValue ? ChangingDicts : ChangingLists).Contains(name)
            ? new UndefinedValue($"access to attribute '{name}' of '{Describe.Type(target)}' object is unsafe.")
            : found;
    }

    public static ListValue Items(Run run, DictValue dict)
    {
        run.Charge(2L * dict.Count);
        return new ListValue([.. dict.Entries.Select(entry => (object?)new ListValue([entry.Key, entry.Value], isTuple: true))]);
    }

    private static ListValue Charged(Run run, ListValue list)
    {
        run.Charge(list.Items.Count);
        return list;
    }

    private static long Index(Run run, ListValue list, object? wanted)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (Comparison.AreEqual(run, list.Items[i], wanted))
            {
                return i;
            }
        }

        throw new TemplateException($"{Printing.Quoted(run, wanted)} is not in list");
    }
}
