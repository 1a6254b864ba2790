using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Equality, order and membership.</summary>
internal static class Comparison
{
    public static bool AreEqual(Run run, object? left, object? right)
    {
        run.Step();
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        Run.GuardStack();
        return (left, right) switch
        {
            (string first, string second) => first == second,
            (UndefinedValue, UndefinedValue) => true,
            (ListValue first, ListValue second) => first.IsTuple == second.IsTuple && first.Items.Count == second.Items.Count
                && first.Items.Zip(second.Items).All(pair => AreEqual(run, pair.First, pair.Second)),
            (DictValue first, DictValue second) => first.Count == second.Count
                && first.Entries.All(entry => second.TryGet(entry.Key, out var other) && AreEqual(run, entry.Value, other)),
            _ => Arithmetic.IsNumber(left) && Arithmetic.IsNumber(right) && Order(left!, right!) == 0,
        };
    }

    /// <summary>Negative, zero or positive, as the left is before, like or after the right.</summary>
    public static int Order(Run run, string name, object? left, object? right)
    {
        run.Step();
        Run.GuardStack();
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined)
        {
            throw undefined.Error();
        }

        if (Arithmetic.IsNumber(left) && Arithmetic.IsNumber(right))
        {
            return Order(left!, right!);
        }

        if (left is string first && right is string second)
        {
            return Order(first, second);
        }

        if (left is ListValue x && right is ListValue y && x.IsTuple == y.IsTuple)
        {
            foreach (var (a, b) in x.Items.Zip(y.Items))
            {
                if (!AreEqual(run, a, b))
                {
                    return Order(run, name, a, b);
                }
            }

            return x.Items.Count.CompareTo(y.Items.Count);
        }

        throw new TemplateException($"'{name}' not supported between instances of '{Describe.Type(left)}' and '{Describe.Type(right)}'");
    }

    public static bool Contains(Run run, object? container, object? item) => container switch
    {
        string text => item is string part ? text.Contains(part, StringComparison.Ordinal)
            : item is UndefinedValue undefined ? throw undefined.Error()
            : throw new TemplateException($"'in <string>' requires string as left operand, not {Describe.Type(item)}"),
        DictValue dict => dict.TryGet(item, out _),
        ListValue list => list.Items.Any(element => AreEqual(run, element, item)),
        UndefinedValue => false,
        _ => throw new TemplateException($"argument of type '{Describe.Type(container)}' is not iterable"),
    };

    private static int Order(object left, object right) =>
        left is double || right is double ? Arithmetic.Float(left).CompareTo(Arithmetic.Float(right))
        : left is long a && right is long b ? a.CompareTo(b)
        : BigInteger.Compare(Arithmetic.Big(left), Arithmetic.Big(right));

    // By code point: halves of astral characters would otherwise stand before U+E000 and above.
    private static int Order(string left, string right)
    {
        var (first, second) = (left.EnumerateRunes(), right.EnumerateRunes());
        while (true)
        {
            var (more, also) = (first.MoveNext(), second.MoveNext());
            if (!more || !also || first.Current != second.Current)
            {
                return more && also ? first.Current.CompareTo(second.Current) : more.CompareTo(also);
            }
        }
    }
}
