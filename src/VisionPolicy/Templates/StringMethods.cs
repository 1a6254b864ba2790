using System.Globalization;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The methods of strings.</summary>
internal static class StringMethods
{
    private delegate object? Method(Run run, string text, Arguments arguments);

    private static readonly Dictionary<string, Method> Table = new(StringComparer.Ordinal)
    {
        ["strip"] = (_, text, a) => PythonText.Strip(text, Characters(a, "strip"), true, true),
        ["lstrip"] = (_, text, a) => PythonText.Strip(text, Characters(a, "lstrip"), true, false),
        ["rstrip"] = (_, text, a) => PythonText.Strip(text, Characters(a, "rstrip"), false, true),
        ["upper"] = (_, text, _) => PythonText.Upper(text),
        ["lower"] = (_, text, _) => PythonText.Lower(text),
        ["casefold"] = (_, text, _) => PythonText.Lower(text.Replace("ß", "ss", StringComparison.Ordinal)),
        ["capitalize"] = (_, text, _) => PythonText.Capitalize(text),
        ["title"] = (_, text, _) => Title(text, char.IsLetter),
        ["swapcase"] = (_, text, _) => string.Concat(text.EnumerateRunes().Select(rune => Rune.IsUpper(rune) ? PythonText.Lower(rune.ToString()) : PythonText.Upper(rune.ToString()))),
        ["startswith"] = (run, text, a) => Affixes(run, a, "startswith").Any(affix => text.StartsWith(affix, StringComparison.Ordinal)),
        ["endswith"] = (run, text, a) => Affixes(run, a, "endswith").Any(affix => text.EndsWith(affix, StringComparison.Ordinal)),
        ["removeprefix"] = (run, text, a) => Affixes(run, a, "removeprefix")[0] is var affix && text.StartsWith(affix, StringComparison.Ordinal) ? text[affix.Length..] : text,
        ["removesuffix"] = (run, text, a) => Affixes(run, a, "removesuffix")[0] is var affix && text.EndsWith(affix, StringComparison.Ordinal) ? text[..^affix.Length] : text,
        ["replace"] = (run, text, a) => a.Bind("replace", ("old", Arguments.Required), ("new", Arguments.Required), ("count", -1L)) is var b
            ? Replace(run, text, Describe.Text(b[0], "replace() argument 1"), Describe.Text(b[1], "replace() argument 2"), Describe.Integer(b[2], "count")) : null,
        ["split"] = (run, text, a) => TextSplitting.Split(run, text, a, fromEnd: false),
        ["rsplit"] = (run, text, a) => TextSplitting.Split(run, text, a, fromEnd: true),
        ["splitlines"] = (run, text, a) => TextSplitting.Lines(run, text, Describe.IsTrue(a.Bind("splitlines", ("keepends", false))[0])),
        ["partition"] = (_, text, a) => TextSplitting.Partition(text, Sub(a, "partition"), fromEnd: false),
        ["rpartition"] = (_, text, a) => TextSplitting.Partition(text, Sub(a, "rpartition"), fromEnd: true),
        ["find"] = (_, text, a) => Find(text, Sub(a, "find"), fromEnd: false),
        ["rfind"] = (_, text, a) => Find(text, Sub(a, "rfind"), fromEnd: true),
        ["index"] = (_, text, a) => Find(text, Sub(a, "index"), fromEnd: false) is >= 0 and var at ? at : throw new TemplateException("substring not found"),
        ["rindex"] = (_, text, a) => Find(text, Sub(a, "rindex"), fromEnd: true) is >= 0 and var at ? at : throw new TemplateException("substring not found"),
        ["count"] = (_, text, a) => Sub(a, "count") is { Length: > 0 } sub ? (long)text.AsSpan().Count(sub) : PythonText.Length(text) + 1L,
        ["join"] = (run, text, a) => Join(run, text, Describe.Elements(run, a.Bind("join", ("iterable", Arguments.Required))[0])),
        ["zfill"] = (run, text, a) => Pad(run, text, a, "zfill", '0', (space, _) => space),
        ["ljust"] = (run, text, a) => Pad(run, text, a, "ljust", ' ', (_, _) => 0),
        ["rjust"] = (run, text, a) => Pad(run, text, a, "rjust", ' ', (space, _) => space),
        ["center"] = (run, text, a) => Pad(run, text, a, "center", ' ', (space, isOdd) => (space / 2) + (isOdd && space % 2 == 1 ? 1 : 0)),
        ["isdigit"] = (_, text, _) => All(text, rune => Rune.IsDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber && Rune.GetNumericValue(rune) is >= 0 and <= 9),
        ["isdecimal"] = (_, text, _) => All(text, Rune.IsDigit),
        ["isnumeric"] = (_, text, _) => All(text, Rune.IsNumber),
        ["isalpha"] = (_, text, _) => All(text, Rune.IsLetter),
        ["isalnum"] = (_, text, _) => All(text, rune => Rune.IsLetter(rune) || Rune.IsNumber(rune)),
        ["isspace"] = (_, text, _) => text.Length > 0 && text.All(PythonText.IsSpace),
        ["isupper"] = (_, text, _) => text.EnumerateRunes().Any(Rune.IsUpper) && !text.EnumerateRunes().Any(Rune.IsLower),
        ["islower"] = (_, text, _) => text.EnumerateRunes().Any(Rune.IsLower) && !text.EnumerateRunes().Any(Rune.IsUpper),
        ["format"] = BraceFormat.Apply,
    };

    public static FunctionValue? Find(string text, string name) =>
        Table.TryGetValue(name, out var method)
            ? new FunctionValue(name, (run, arguments) =>
            {
                run.Charge(text.Length);
                return method(run, text, arguments);
            })
            : null;

    public static string Join(Run run, string separator, IReadOnlyList<object?> items)
    {
        var texts = items.Select((item, index) => item as string
            ?? throw new TemplateException($"sequence item {index}: expected str instance, {Describe.Type(item)} found")).ToArray();
        run.Charge(texts.Sum(text => (long)text.Length) + ((long)separator.Length * texts.Length));
        return string.Join(separator, texts);
    }

    public static string Replace(Run run, string text, string old, string with, int count)
    {
        if (count < 0 && old.Length > 0)
        {
            run.Charge(text.Length + ((long)text.AsSpan().Count(old) * with.Length));
            return text.Replace(old, with, StringComparison.Ordinal);
        }

        var replaced = new StringBuilder();
        var at = 0;
        for (var left = count < 0 ? int.MaxValue : count; left > 0; left--)
        {
            var next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at;
            if (next < 0)
            {
                break;
            }

            run.Charge(with.Length + 1L);
            replaced.Append(text.AsSpan(at, next - at)).Append(with);
            at = next + old.Length;
            if (old.Length == 0)
            {
                if (at == text.Length)
                {
                    break;
                }

                replaced.Append(text[at++]);
            }
        }

        return replaced.Append(text.AsSpan(at)).ToString();
    }

    /// <summary>First letters of words large, the others small.</summary>
    public static string Title(string text, Func<char, bool> isInWord)
    {
        var title = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && isInWord(text[end]))
            {
                end++;
            }

            title.Append(PythonText.Capitalize(text[at..end])).Append(text.AsSpan(end, end < text.Length ? 1 : 0));
            at = end + 1;
        }

        return title.ToString();
    }

    private static string? Characters(Arguments arguments, string name) =>
        arguments.Bind(name, ("chars", null))[0] is { } given ? Describe.Text(given, $"{name} arg") : null;

    private static string Sub(Arguments arguments, string name) => Describe.Text(arguments.Bind(name, ("sub", Arguments.Required))[0], $"{name}() argument");

    private static string[] Affixes(Run run, Arguments arguments, string name) => arguments.Bind(name, ("affix", Arguments.Required))[0] switch
    {
        ListValue { IsTuple: true } several => [.. several.Items.Select(item => Describe.Text(item, $"{name} arg"))],
        UndefinedValue undefined => throw undefined.Error(),
        string one => [one],
        var other => throw new TemplateException($"{name} first arg must be str or a tuple of str, not {Describe.Type(other)}"),
    };

    private static long Find(string text, string sub, bool fromEnd)
    {
        var at = fromEnd ? text.LastIndexOf(sub, StringComparison.Ordinal) : text.IndexOf(sub, StringComparison.Ordinal);
        return at < 0 ? -1L : PythonText.Length(text[..at]);
    }

    private static string Pad(Run run, string text, Arguments arguments, string name, char fill, Func<int, bool, int> before)
    {
        var bound = arguments.Bind(name, ("width", Arguments.Required), ("fillchar", fill.ToString()));
        var width = Describe.Integer(bound[0], "the width");
        var space = Math.Max(0, width - PythonText.Length(text));
        run.Charge(space);
        var (front, mark) = (before(space, width % 2 == 1), Describe.Text(bound[1], "the fill character"));
        if (mark.Length != 1)
        {
            throw new TemplateException("The fill character must be exactly one character long");
        }

        var sign = name == "zfill" && text is ['+' or '-', ..] ? 1 : 0;
        return text[..sign] + new string(mark[0], front) + text[sign..] + new string(mark[0], space - front);
    }

    private static bool All(string text, Func<Rune, bool> holds) => text.Length > 0 && text.EnumerateRunes().All(holds);
}
