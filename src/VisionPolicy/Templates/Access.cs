using System.Globalization;
using System.Numerics;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Attributes, elements and slices of values.</summary>
internal static class Access
{
    public static object? Attribute(object? target, string name) =>
        TryAttribute(target, name, out var value) || TryItem(target, name, out value) ? value : MissingAttribute(target, name);

    public static object? Item(object? target, object? key)
    {
        if (TryItem(target, key, out var value) || (key is string name && TryAttribute(target, name, out value)))
        {
            return value;
        }

        return key is string text ? MissingAttribute(target, text)
            : new UndefinedValue($"{Repr(target)} has no element {(key is long or BigInteger ? string.Create(CultureInfo.InvariantCulture, $"{key}") : Describe.Type(key))}");
    }

    /// <summary>A path such as <c>a.b.0</c>, as filters name attributes.</summary>
    public static object? Path(object? target, object? path)
    {
        if (path is not string text)
        {
            return Item(target, path);
        }

        foreach (var step in text.Split('.'))
        {
            target = Item(target, long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : step);
        }

        return target;
    }

    public static object? Slice(Run run, object? target, object? from, object? to, object? by)
    {
        if (target is UndefinedValue undefined)
        {
            throw undefined.Error();
        }

        if (target is not (string or ListValue))
        {
            // As the reference: a slice that fails is an undefined element.
            return new UndefinedValue($"{Repr(target)} has no element slice");
        }

        var length = (int)Describe.Length(target);
        var step = by is null ? 1 : Describe.Integer(by, "a slice step");
        if (step == 0)
        {
            throw new TemplateException("slice step cannot be zero");
        }

        var (low, high) = step > 0 ? (0, length) : (-1, length - 1);
        var first = Bound(from, step > 0 ? 0 : length - 1, length, low, high);
        var last = Bound(to, step > 0 ? length : -1, length, low, high);
        run.Charge(Math.Max(0, length));
        if (step == 1)
        {
            return target is string text ? PythonText.Slice(text, first, last)
                : new ListValue([.. ((ListValue)target).Items.Skip(first).Take(Math.Max(0, last - first))], ((ListValue)target).IsTuple);
        }

        var elements = Describe.Elements(run, target);
        var chosen = new List<object?>();
        for (long at = first; step > 0 ? at < last : at > last; at += step)
        {
            chosen.Add(elements[(int)at]);
        }

        return target is string ? string.Concat(chosen.Cast<string>()) : new ListValue(chosen, ((ListValue)target).IsTuple);
    }

    private static int Bound(object? value, int missing, int length, int low, int high)
    {
        if (value is null)
        {
            return missing;
        }

        var index = (long)Describe.Integer(value, "a slice index");
        return (int)Math.Clamp(index < 0 ? index + length : index, low, high);
    }

    private static bool TryAttribute(object? target, string name, out object? value)
    {
        value = null;
        if (name.StartsWith('_') && target is not (DictValue or NamespaceValue or UndefinedValue))
        {
            value = new UndefinedValue($"access to attribute '{name}' of '{Describe.Type(target)}' object is unsafe.");
            return true;
        }

        switch (target)
        {
            case UndefinedValue undefined:
                throw undefined.Error();
            case NamespaceValue space:
                return space.Members.TryGetValue(name, out value);
            case LoopValue loop:
                return loop.TryGet(name, out value);
            case string text:
                value = StringMethods.Find(text, name);
                break;
            case DictValue or ListValue:
                value = CollectionMethods.Find(target, name);
                break;
        }

        return value is not null;
    }

    private static bool TryItem(object? target, object? key, out object? value)
    {
        value = null;
        switch (target)
        {
            case UndefinedValue undefined:
                throw undefined.Error();
            case DictValue dict:
                return key is not (ListValue or DictValue or UndefinedValue) && dict.TryGet(key, out value);
            case string or ListValue when key is long or bool:
                var length = Describe.Length(target);
                var index = Describe.Integer(key, "an index");
                var at = index < 0 ? index + length : index;
                if (at < 0 || at >= length)
                {
                    return false;
                }

                value = target is string text ? PythonText.At(text, (int)at) : ((ListValue)target).Items[(int)at];
                return true;
            default:
                return false;
        }
    }

    private static UndefinedValue MissingAttribute(object? target, string name) => new($"{Repr(target)} has no attribute '{name}'");

    private static string Repr(object? target) => target is null ? "'None'" : $"'{Describe.Type(target)} object'";
}
