namespace Agentic.VisionPolicy.Templates;

/// <summary>Filters that go through a sequence with another filter or a test: <c>map</c>, <c>select</c> and their kin.</summary>
internal static class ChoiceFilters
{
    public static void AddTo(Dictionary<string, Filters.Filter> table)
    {
        table["map"] = Map;
        table["select"] = (run, value, a) => Choose(run, value, a, 0, keeps: true);
        table["reject"] = (run, value, a) => Choose(run, value, a, 0, keeps: false);
        table["selectattr"] = (run, value, a) => Choose(run, value, a, 1, keeps: true);
        table["rejectattr"] = (run, value, a) => Choose(run, value, a, 1, keeps: false);
    }

    private static ListValue Map(Run run, object? value, Arguments arguments)
    {
        var items = Describe.Elements(run, value);
        if (arguments.Positional.IsEmpty && !arguments.Named.IsEmpty)
        {
            var bound = arguments.Bind("map", ("attribute", Arguments.Required), ("default", null));
            return SequenceFilters.Made(run, items.Select(item =>
            {
                run.Step();
                var member = Access.Path(item, bound[0]);
                return member is UndefinedValue && bound[1] is not null ? bound[1] : member;
            }));
        }

        if (arguments.Positional is not [string name, .. var rest])
        {
            throw new TemplateException("map requires a filter argument");
        }

        Filters.Require(name, 0);
        return SequenceFilters.Made(run, items.Select(item => Filters.Apply(run, name, item, new Arguments(rest, arguments.Named))));
    }

    private static ListValue Choose(Run run, object? value, Arguments arguments, int skip, bool keeps)
    {
        if (arguments.Positional.Length < skip)
        {
            throw new TemplateException("Missing parameter for attribute name");
        }

        var test = arguments.Positional.Length > skip ? Describe.Text(arguments.Positional[skip], "the name of a test") : null;
        var rest = new Arguments(test is null ? [] : arguments.Positional[(skip + 1)..], arguments.Named);
        if (test is not null)
        {
            Tests.Require(test, 0);
        }

        return SequenceFilters.Made(run, Describe.Elements(run, value).Where(item =>
        {
            run.Step();
            var member = skip == 0 ? item : Access.Path(item, arguments.Positional[0]);
            return (test is null ? Describe.IsTrue(member) : Tests.Holds(run, test, member, rest)) == keeps;
        }));
    }
}
