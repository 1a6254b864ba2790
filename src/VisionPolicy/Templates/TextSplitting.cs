namespace Agentic.VisionPolicy.Templates;

/// <summary>Texts cut into lists.</summary>
internal static class TextSplitting
{
    public static ListValue Split(Run run, string text, Arguments arguments, bool fromEnd)
    {
        var bound = arguments.Bind("split", ("sep", null), ("maxsplit", -1L));
        var most = Describe.Integer(bound[1], "maxsplit");
        var limit = most < 0 ? int.MaxValue : most;
        if (bound[0] is { } given && Describe.Text(given, "the separator") is "")
        {
            throw new TemplateException("empty separator");
        }

        // A part costs more than its characters; counted before it is made.
        run.Charge(16L * (bound[0] is string mark ? text.AsSpan().Count(mark) : text.Length / 2));
        var parts = bound[0] is string separator ? fromEnd ? BySeparatorFromEnd(text, separator, limit) : BySeparator(text, separator, limit)
            : fromEnd ? BySpaceFromEnd(text, limit) : BySpace(text, limit);
        return new ListValue(parts);
    }

    public static ListValue Lines(Run run, string text, bool keepEnds)
    {
        run.Charge(8L * text.Length);
        var lines = new List<object?>();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && text[end] is not ('\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029'))
            {
                end++;
            }

            var next = end < text.Length ? end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1) : end;
            lines.Add(text[start..(keepEnds ? next : end)]);
            start = next;
        }

        return new ListValue(lines);
    }

    public static ListValue Partition(string text, string separator, bool fromEnd)
    {
        if (separator.Length == 0)
        {
            throw new TemplateException("empty separator");
        }

        var at = fromEnd ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        object?[] parts = at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : fromEnd ? ["", "", text] : [text, "", ""];
        return new ListValue(parts, isTuple: true);
    }

    private static List<object?> BySeparator(string text, string separator, int limit)
    {
        var (parts, at) = (new List<object?>(), 0);
        while (parts.Count < limit && text.IndexOf(separator, at, StringComparison.Ordinal) is >= 0 and var next)
        {
            parts.Add(text[at..next]);
            at = next + separator.Length;
        }

        parts.Add(text[at..]);
        return parts;
    }

    private static List<object?> BySeparatorFromEnd(string text, string separator, int limit)
    {
        var (parts, end) = (new List<object?>(), text.Length);
        while (parts.Count < limit && text.AsSpan(0, end).LastIndexOf(separator) is >= 0 and var next)
        {
            parts.Add(text[(next + separator.Length)..end]);
            end = next;
        }

        parts.Add(text[..end]);
        parts.Reverse();
        return parts;
    }

    private static List<object?> BySpace(string text, int limit)
    {
        var (parts, at) = (new List<object?>(), PythonText.TrimmedStart(text));
        while (at < text.Length)
        {
            var end = at;
            while (end < text.Length && (parts.Count == limit || !PythonText.IsSpace(text[end])))
            {
                end++;
            }

            parts.Add(text[at..(parts.Count == limit ? PythonText.TrimmedEnd(text) : end)]);
            at = end + PythonText.TrimmedStart(text.AsSpan(end));
        }

        return parts;
    }

    private static List<object?> BySpaceFromEnd(string text, int limit)
    {
        var (parts, end) = (new List<object?>(), PythonText.TrimmedEnd(text));
        while (end > 0)
        {
            var start = parts.Count == limit ? PythonText.TrimmedStart(text) : end;
            while (parts.Count < limit && start > 0 && !PythonText.IsSpace(text[start - 1]))
            {
                start--;
            }

            parts.Add(text[start..end]);
            end = PythonText.TrimmedEnd(text.AsSpan(0, parts.Count > limit ? 0 : start));
        }

        parts.Reverse();
        return parts;
    }
}
