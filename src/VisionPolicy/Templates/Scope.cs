namespace Agentic.VisionPolicy.Templates;

/// <summary>Names in force at a place: its own, then those around it.</summary>
internal sealed class Scope(Run run, Scope? outer)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public Run Run { get; } = run;

    public Scope Inner() => new(Run, this);

    public void Set(string name, object? value) => _values[name] = value;

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return UndefinedValue.Name(name);
    }

    private Scope? Outer { get; } = outer;
}
