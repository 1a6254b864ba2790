using System.Globalization;
using System.Numerics;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The <c>tojson</c> filter of chat templates: the JSON of Python's own writer, non-ASCII characters kept.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _json = new();
    private readonly Run _run;
    private readonly bool _escapesNonAscii, _sortsKeys;
    private readonly string? _indent;
    private readonly string _item, _key;

    private JsonText(Run run, bool escapesNonAscii, string? indent, string item, string key, bool sortsKeys) =>
        (_run, _escapesNonAscii, _indent, _item, _key, _sortsKeys) = (run, escapesNonAscii, indent, item, key, sortsKeys);

    public static string Filter(Run run, object? value, Arguments arguments)
    {
        var bound = arguments.Bind("tojson", ("ensure_ascii", false), ("indent", null), ("separators", null), ("sort_keys", false));
        var indent = bound[1] switch
        {
            null => null,
            string text => text,
            var width => new string(' ', Math.Clamp(Describe.Integer(width, "indent"), 0, 100)),
        };
        var (item, key) = bound[2] switch
        {
            null => (indent is null ? ", " : ",", ": "),
            ListValue { Items: [string first, string second] } => (first, second),
            _ => throw new TemplateException("separators must be two strings"),
        };
        var writer = new JsonText(run, Describe.IsTrue(bound[0]), indent, item, key, Describe.IsTrue(bound[3]));
        writer.Write(value, 0);
        return writer._json.ToString();
    }

    private void Write(object? value, int depth)
    {
        _run.Step();
        Run.GuardStack();
        switch (value)
        {
            case string text:
                WriteText(text);
                break;
            case ListValue list:
                WriteItems('[', ']', list.Items, depth, item => Write(item, depth + 1));
                break;
            case DictValue dict:
                var entries = _sortsKeys ? dict.Entries.OrderBy(entry => Key(entry.Key), StringComparer.Ordinal) : dict.Entries;
                WriteItems('{', '}', [.. entries], depth, entry =>
                {
                    WriteText(Key(entry.Key));
                    _json.Append(_key);
                    Write(entry.Value, depth + 1);
                });
                break;
            case null or bool or long or BigInteger or double:
                _json.Append(Scalar(value));
                break;
            default:
                throw new TemplateException($"Object of type {Describe.Type(value)} is not JSON serializable");
        }
    }

    private void WriteItems<T>(char open, char close, IReadOnlyList<T> items, int depth, Action<T> write)
    {
        _json.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _json.Append(i > 0 ? _item : "");
            NewLine(depth + 1);
            write(items[i]);
        }

        if (items.Count > 0)
        {
            NewLine(depth);
        }

        _json.Append(close);
    }

    private void NewLine(int depth)
    {
        if (_indent is null)
        {
            return;
        }

        _run.Charge(1 + ((long)_indent.Length * depth));
        _json.Append('\n');
        for (var i = 0; i < depth; i++)
        {
            _json.Append(_indent);
        }
    }

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number when double.IsNaN(number) => "NaN",
        double number when double.IsInfinity(number) => number > 0 ? "Infinity" : "-Infinity",
        double number => Printing.Float(number),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Key(object? key) => key as string ?? Scalar(key);

    private void WriteText(string text)
    {
        _run.Charge(text.Length);
        _json.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => _json.Append("\\\""),
                '\\' => _json.Append("\\\\"),
                '\n' => _json.Append("\\n"),
                '\r' => _json.Append("\\r"),
                '\t' => _json.Append("\\t"),
                '\f' => _json.Append("\\f"),
                '\b' => _json.Append("\\b"),
                < ' ' => _json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                > '~' when _escapesNonAscii => _json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _json.Append(c),
            };
        }

        _json.Append('"');
    }
}
