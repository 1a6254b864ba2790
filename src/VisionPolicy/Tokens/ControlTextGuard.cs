using System.Buffers;

namespace Agentic.VisionPolicy;

/// <summary>Takes the power from control tokens that somebody typed, and keeps their text.</summary>
/// <remarks>
/// A chat template makes one string of its own words and everybody else's. So that the two can be told apart afterwards, the first
/// character of each control token in foreign text is replaced by a mark that occurs nowhere else, one for one, so that the
/// template's tests and slices see the same lengths; when the rendered text has been cut at control tokens, the marks turn back.
/// </remarks>
internal sealed class ControlTextGuard
{
    private static readonly (char From, char To)[] Candidates =
        [('\uFDD0', '\uFDEF'), ('\uE000', '\uF8FF'), ('\u3400', '\u9FFF'), ('\uAC00', '\uD7A3')];

    private readonly ControlNames _names;
    private readonly Dictionary<char, char> _marks = [];
    private readonly Dictionary<char, char> _originals = [];
    private readonly SearchValues<char> _used;

    /// <param name="names">The control tokens.</param>
    /// <param name="texts">All foreign texts that will be marked; the marks are characters that none of them holds.</param>
    /// <exception cref="Templates.TemplateException">The texts hold every candidate for a mark.</exception>
    public ControlTextGuard(ControlNames names, IReadOnlyList<string> texts)
    {
        _names = names;
        var present = texts.Any(text => text.AsSpan().IndexOfAnyInRange('\u3400', '\uFDEF') >= 0) ? texts.SelectMany(text => text).ToHashSet() : [];
        var candidates = Candidates.SelectMany(range => Enumerable.Range(range.From, range.To - range.From + 1)).Select(value => (char)value)
            .Where(mark => !present.Contains(mark));
        foreach (var (first, mark) in names.Firsts.Zip(candidates))
        {
            (_marks[first], _originals[mark]) = (mark, first);
        }

        if (_marks.Count < names.Firsts.Length)
        {
            throw new Templates.TemplateException("the text holds every private character, so that control tokens in it cannot be told from the template's.");
        }

        _used = SearchValues.Create([.. _originals.Keys]);
    }

    /// <summary>The text with control tokens in it marked.</summary>
    public string Mark(string text)
    {
        var at = _names.Find(text, 0);
        if (at < 0)
        {
            return text;
        }

        var marked = text.ToCharArray();
        for (; at >= 0; at = _names.Find(text, at + 1))
        {
            marked[at] = _marks[text[at]];
        }

        return new string(marked);
    }

    /// <summary>The text with everything marked that could begin a control token, whatever a template does to it.</summary>
    public string MarkAll(string text) => string.Create(text.Length, (text, _marks), static (marked, state) =>
    {
        for (var at = 0; at < marked.Length; at++)
        {
            marked[at] = state._marks.GetValueOrDefault(state.text[at], state.text[at]);
        }
    });

    /// <summary>The text as it was.</summary>
    public string Unmark(string text) => text.AsSpan().IndexOfAny(_used) < 0
        ? text
        : string.Create(text.Length, (text, _originals), static (plain, state) =>
        {
            for (var at = 0; at < plain.Length; at++)
            {
                plain[at] = state._originals.GetValueOrDefault(state.text[at], state.text[at]);
            }
        });
}

/// <summary>The texts of the control tokens.</summary>
internal sealed class ControlNames
{
    private readonly SearchValues<string> _names;

    public ControlNames(IEnumerable<AddedToken> added)
    {
        string[] names = [.. added.Where(token => token.IsSpecial && token.Text.Length > 0).Select(token => token.Text)];
        _names = SearchValues.Create(names, StringComparison.Ordinal);
        Firsts = [.. names.Select(name => name[0]).Distinct()];
    }

    /// <summary>The characters that control tokens begin with.</summary>
    public char[] Firsts { get; }

    /// <summary>Where the next control token begins; −1 when there is none.</summary>
    public int Find(string text, int from) => text.AsSpan(from).IndexOfAny(_names) is >= 0 and var at ? from + at : -1;

    /// <summary>Whether a text could hold a control token, or become one by losing characters.</summary>
    public bool IsSuspicious(string text) => text.AsSpan().IndexOfAny(Firsts) >= 0;
}
