namespace Agentic.VisionPolicy.Templates;

/// <summary>Where values are put: a name, a member of a namespace, or several of them.</summary>
internal abstract record Target
{
    public abstract void Assign(Scope scope, object? value);
}

internal sealed record NameTarget(string Name) : Target
{
    public override void Assign(Scope scope, object? value) => scope.Set(Name, value);
}

internal sealed record MemberTarget(string Owner, string Member) : Target
{
    public override void Assign(Scope scope, object? value)
    {
        var space = scope.Get(Owner) as NamespaceValue
            ?? throw new TemplateException($"cannot assign attribute '{Member}' on '{Owner}': it is not a namespace object");
        scope.Run.Charge(1);
        space.Members[Member] = value;
    }
}

internal sealed record TupleTarget(IReadOnlyList<Target> Targets) : Target
{
    public override void Assign(Scope scope, object? value)
    {
        var values = Describe.Elements(scope.Run, value);
        if (values.Count != Targets.Count)
        {
            throw new TemplateException(values.Count > Targets.Count
                ? $"too many values to unpack (expected {Targets.Count})"
                : $"not enough values to unpack (expected {Targets.Count}, got {values.Count})");
        }

        for (var i = 0; i < values.Count; i++)
        {
            Targets[i].Assign(scope, values[i]);
        }
    }
}
