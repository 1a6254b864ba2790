using System.Collections.Immutable;
using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

// The values of the template language. None is null; the others are bool, long, BigInteger, double, string, and the types here.

/// <summary>A value that is not there. It prints as nothing and is false; most uses of it are errors with its message.</summary>
internal sealed record UndefinedValue(string Message)
{
    public static UndefinedValue Name(string name) => new($"'{name}' is undefined");

    public TemplateException Error() => new(Message);
}

/// <summary>A list or a tuple; never changes.</summary>
internal sealed class ListValue(IReadOnlyList<object?> items, bool isTuple = false)
{
    public IReadOnlyList<object?> Items { get; } = items;

    public bool IsTuple { get; } = isTuple;
}

/// <summary>A mapping in the order of insertion; never changes once made. Keys are scalars.</summary>
internal sealed class DictValue
{
    private readonly OrderedDictionary<object, object?> _entries = new(KeyEquality.Instance);

    public int Count => _entries.Count;

    public IEnumerable<object?> Keys => _entries.Keys.Select(key => key is NoneKey ? null : key);

    public IEnumerable<object?> Values => _entries.Values;

    public IEnumerable<(object? Key, object? Value)> Entries => _entries.Select(entry => (entry.Key is NoneKey ? null : entry.Key, entry.Value));

    public void Set(object? key, object? value) => _entries[Key(key)] = value;

    public bool TryGet(object? key, out object? value) => _entries.TryGetValue(Key(key), out value);

    private static object Key(object? key) => key switch
    {
        null => NoneKey.Instance,
        string or bool or long or double or BigInteger => key,
        _ => throw new TemplateException($"unhashable type: '{Describe.Type(key)}'"),
    };

    private sealed class NoneKey
    {
        public static readonly NoneKey Instance = new();
    }

    // 1, 1.0 and true are one key.
    private sealed class KeyEquality : IEqualityComparer<object>
    {
        public static readonly KeyEquality Instance = new();

        public new bool Equals(object? left, object? right) => Canonical(left!).Equals(Canonical(right!));

        public int GetHashCode(object key) => Canonical(key).GetHashCode();

        private static object Canonical(object key) => key switch
        {
            bool flag => flag ? 1L : 0L,
            double number when Math.Floor(number) == number && Math.Abs(number) < 1e18 => (long)number,
            _ => key,
        };
    }
}

/// <summary>What <c>namespace()</c> makes: the one thing a template can change.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Members { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something that can be called.</summary>
internal sealed class FunctionValue(string name, Func<Run, Arguments, object?> body)
{
    public string Name { get; } = name;

    public object? Call(Run run, Arguments arguments)
    {
        run.Enter();
        try
        {
            return body(run, arguments);
        }
        finally
        {
            run.Leave();
        }
    }
}

/// <summary>The arguments of a call.</summary>
internal sealed record Arguments(ImmutableArray<object?> Positional, ImmutableArray<(string Name, object? Value)> Named)
{
    private static readonly object Missing = new();

    public static Arguments None { get; } = new([], []);

    /// <summary>The arguments in the order of the parameters; a parameter that was not given yields its default.</summary>
    public object?[] Bind(string function, params ReadOnlySpan<(string Name, object? Default)> parameters)
    {
        if (Positional.Length > parameters.Length)
        {
            throw new TemplateException($"{function}() takes {parameters.Length} arguments but {Positional.Length} were given");
        }

        var bound = new object?[parameters.Length];
        Array.Fill(bound, Missing);
        Positional.CopyTo(bound);
        foreach (var (name, value) in Named)
        {
            var index = 0;
            while (index < parameters.Length && parameters[index].Name != name)
            {
                index++;
            }

            if (index == parameters.Length || !ReferenceEquals(bound[index], Missing))
            {
                throw new TemplateException($"{function}() got an unexpected keyword argument '{name}'");
            }

            bound[index] = value;
        }

        for (var i = 0; i < bound.Length; i++)
        {
            bound[i] = !ReferenceEquals(bound[i], Missing) ? bound[i]
                : ReferenceEquals(parameters[i].Default, Required) ? throw new TemplateException($"{function}() missing required argument: '{parameters[i].Name}'")
                : parameters[i].Default;
        }

        return bound;
    }

    /// <summary>The default of a parameter that must be given.</summary>
    public static object Required { get; } = new();
}
