namespace Agentic.VisionPolicy.Templates;

/// <summary>The names that every template knows.</summary>
internal static class Globals
{
    private const int LongestRange = 100_000;

    public static void AddTo(Scope scope)
    {
        void Add(string name, Func<Run, Arguments, object?> body) => scope.Set(name, new FunctionValue(name, body));

        Add("range", Range);
        Add("namespace", (_, arguments) => Fill(new NamespaceValue(), arguments));
        Add("dict", (run, arguments) =>
        {
            var dict = new DictValue();
            foreach (var (name, value) in Fill(new NamespaceValue(), arguments).Members)
            {
                run.Charge(1);
                dict.Set(name, value);
            }

            return dict;
        });
        Add("raise_exception", (run, arguments) => throw new TemplateException(Printing.Text(run, arguments.Bind("raise_exception", ("message", Arguments.Required))[0])));
        if (scope.Run.Clock is { } clock)
        {
            Add("strftime_now", (_, arguments) => DateFormat.Format(clock.GetLocalNow(), Describe.Text(arguments.Bind("strftime_now", ("format", Arguments.Required))[0], "the format")));
        }
    }

    private static ListValue Range(Run run, Arguments arguments)
    {
        var numbers = arguments.Positional.Select(argument => (long)Describe.Integer(argument, "range() argument")).ToArray();
        var (start, stop, step) = numbers switch
        {
            [var end] => (0, end, 1),
            [var begin, var end] => (begin, end, 1),
            [var begin, var end, not 0 and var by] => (begin, end, by),
            _ => throw new TemplateException("range expected 1 to 3 arguments, the third not zero"),
        };
        var count = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        if (count > LongestRange)
        {
            throw new TemplateException($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({LongestRange}).");
        }

        run.Charge(Math.Max(0, count));
        return new ListValue([.. Enumerable.Range(0, (int)Math.Max(0, count)).Select(i => (object?)(start + (i * step)))]);
    }

    private static NamespaceValue Fill(NamespaceValue space, Arguments arguments)
    {
        if (arguments.Positional is [DictValue first])
        {
            foreach (var (key, value) in first.Entries)
            {
                space.Members[Describe.Text(key, "a name")] = value;
            }
        }
        else if (!arguments.Positional.IsEmpty)
        {
            throw new TemplateException("expected at most one mapping");
        }

        foreach (var (name, value) in arguments.Named)
        {
            space.Members[name] = value;
        }

        return space;
    }
}
