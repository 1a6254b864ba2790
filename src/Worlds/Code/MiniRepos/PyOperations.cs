namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>What operators, built-in functions and methods do to values, as Python does it. One instance is one run, with so much work and no more.</summary>
/// <remarks>Policies write programs for it, so that what takes long or much memory ends as what did not end in time, and the sandbox is asked.</remarks>
internal sealed class PyOperations
{
    private const long LargestNumber = 1L << 40;
    private const int LongestRange = 10_000;
    private const int Deepest = 40;

    // Items and letters that are made or looked at.
    private const long MostWork = 2_000_000;
    private long _left = MostWork;

    /// <summary>Looks at all of a value, which must not hold itself, before it is printed.</summary>
    public void Measure(object? value) => Measure(value, 0);

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        long number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<object, object?> map => map.Count > 0,
        _ => true,
    };

    public IReadOnlyList<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        string text when Charge(text.Length) => [.. text.Select(letter => (object?)letter.ToString())],
        Dictionary<object, object?> map when Charge(map.Count) => [.. map.Keys],
        _ => throw new PyRaise("TypeError"),
    };

    public object? Binary(string op, object? left, object? right) => op switch
    {
        "==" => Same(left, right),
        "!=" => !Same(left, right),
        "in" => Holds(right, left),
        "not in" => !Holds(right, left),
        "<" => Order(left, right) < 0,
        "<=" => Order(left, right) <= 0,
        ">" => Order(left, right) > 0,
        ">=" => Order(left, right) >= 0,
        "+" when left is List<object?> first && right is List<object?> second && Charge(first.Count + second.Count) => new List<object?>([.. first, .. second]),
        "+" when left is string first && right is string second && Charge(first.Length + second.Length) => first + second,
        "*" when left is string or List<object?> || right is string or List<object?> => throw new PyRaise(""),
        _ => Arithmetic(op, Number(left), Number(right)),
    };

    public static object? Load(object? target, object? key) => target switch
    {
        List<object?> list => list[Position(key, list.Count)],
        string text => text[Position(key, text.Length)].ToString(),
        Dictionary<object, object?> map => map.TryGetValue(key ?? throw new PyRaise("KeyError"), out var value) ? value : throw new PyRaise("KeyError"),
        _ => throw new PyRaise("TypeError"),
    };

    public static void Store(object? target, object? key, object? value)
    {
        switch (target)
        {
            case List<object?> list:
                list[Position(key, list.Count)] = value;
                break;
            case Dictionary<object, object?> map:
                map[key ?? throw new PyRaise("")] = value;
                break;
            default:
                throw new PyRaise("TypeError");
        }
    }

    public object? BuiltIn(string name, IReadOnlyList<object?> arguments) => (name, arguments.Count) switch
    {
        ("len", 1) => arguments[0] is long or bool or null ? throw new PyRaise("TypeError") : (long)Items(arguments[0]).Count,
        ("range", 1) => Range(0, Number(arguments[0])),
        ("range", 2) => Range(Number(arguments[0]), Number(arguments[1])),
        ("sum", 1) => Charged(Items(arguments[0])).Aggregate(0L, (sum, item) => Arithmetic("+", sum, Number(item))),
        ("max", 2) => Order(arguments[1], arguments[0]) > 0 ? arguments[1] : arguments[0],
        ("min", 2) => Order(arguments[1], arguments[0]) < 0 ? arguments[1] : arguments[0],
        ("max", 1) => Extreme(Charged(Items(arguments[0])), 1),
        ("min", 1) => Extreme(Charged(Items(arguments[0])), -1),
        ("sorted", 1) => Charged(Items(arguments[0])).Order(Comparer<object?>.Create(Order)).ToList(),
        ("abs", 1) => Arithmetic("*", Number(arguments[0]), Number(arguments[0]) < 0 ? -1 : 1),
        _ => throw new PyRaise("TypeError"),
    };

    public object? Method(object? target, string name, List<object?> arguments)
    {
        switch (target, name, arguments.Count)
        {
            case (List<object?> list, "append", 1) when Charge(1):
                list.Add(arguments[0]);
                return null;
            case (Dictionary<object, object?> map, "get", 2):
                return map.GetValueOrDefault(arguments[0] ?? throw new PyRaise(""), arguments[1]);
            case (string text, "upper", 0) when Charge(text.Length):
                return text.ToUpperInvariant();
            case (string text, "lower", 0) when Charge(text.Length):
                return text.ToLowerInvariant();
            case (string text, "split", 0) when Charge(text.Length):
                return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (object?)word).ToList();
            default:
                throw new PyRaise("AttributeError");
        }
    }

    private bool Same(object? left, object? right, int depth = 0) => Charge(1) && (left, right) switch
    {
        (List<object?>, List<object?>) when depth > Deepest => throw new PyRaise(""),
        (List<object?> first, List<object?> second) => first.Count == second.Count && first.Zip(second).All(pair => Same(pair.First, pair.Second, depth + 1)),
        (bool flag, long number) => (flag ? 1 : 0) == number,
        (long number, bool flag) => (flag ? 1 : 0) == number,
        (string first, string second) => Charge(first.Length) && first == second,
        _ => Equals(left, right),
    };

    private bool Holds(object? container, object? item) => container switch
    {
        string text when Charge(text.Length) => item is string part ? text.Contains(part, StringComparison.Ordinal) : throw new PyRaise("TypeError"),
        Dictionary<object, object?> map => item is not null && map.ContainsKey(item),
        _ => Items(container).Any(other => Same(other, item)),
    };

    private int Order(object? left, object? right) => (left, right) switch
    {
        (string first, string second) => Charge(Math.Min(first.Length, second.Length)) ? string.CompareOrdinal(first, second) : 0,
        (List<object?>, _) or (_, List<object?>) when left is List<object?> && right is List<object?> => throw new PyRaise(""),
        _ => Number(left).CompareTo(Number(right)),
    };

    private object? Extreme(IReadOnlyList<object?> items, int sign) => items.Count == 0
        ? throw new PyRaise("ValueError")
        : items.Skip(1).Aggregate(items[0], (best, item) => Order(item, best) * sign > 0 ? item : best);

    private IReadOnlyList<object?> Charged(IReadOnlyList<object?> items)
    {
        Charge(items.Count);
        return items;
    }

    private bool Charge(long work) => (_left -= work) >= 0 ? true : throw new PyRaise("");

    private void Measure(object? value, int depth)
    {
        Charge(depth > Deepest ? MostWork : value is string text ? text.Length + 1 : 1);
        foreach (var item in value as List<object?> ?? [])
        {
            Measure(item, depth + 1);
        }

        foreach (var (key, item) in value as Dictionary<object, object?> ?? [])
        {
            Measure(key, depth + 1);
            Measure(item, depth + 1);
        }
    }

    private static long Arithmetic(string op, Int128 left, Int128 right)
    {
        if (op is "//" or "%" && right == 0)
        {
            throw new PyRaise("ZeroDivisionError");
        }

        var value = op switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "//" => (left / right) - (left % right != 0 && left % right < 0 != right < 0 ? 1 : 0),
            "%" => ((left % right) + right) % right,
            _ => throw new PyRaise("TypeError"),
        };
        // Beyond this the two would differ in time and form; no template comes near.
        return Int128.Abs(value) < LargestNumber ? (long)value : throw new PyRaise("");
    }

    private static long Number(object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new PyRaise("TypeError"),
    };

    private static int Position(object? key, int count)
    {
        var index = Number(key);
        index += index < 0 ? count : 0;
        return index >= 0 && index < count ? (int)index : throw new PyRaise("IndexError");
    }

    private List<object?> Range(long from, long to) => (Int128)to - from > LongestRange
        ? throw new PyRaise("")
        : [.. Enumerable.Range(0, Charge(Math.Max(0, to - from)) && to > from ? (int)(to - from) : 0).Select(step => (object?)(from + step))];
}
