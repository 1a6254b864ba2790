using System.Collections.Immutable;
using System.Text;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>
/// The text of an answer in the making. Characters come out whole although tokens may hold parts of them; nothing comes out that a
/// stop text or a tool call might yet begin with.
/// </summary>
/// <param name="stops">Texts that end the answer.</param>
/// <param name="holdsCalls">Whether everything from the first tool call on is kept back.</param>
internal sealed class AnswerText(ImmutableArray<string> stops, bool holdsCalls)
{
    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly ImmutableArray<string> _marks = holdsCalls ? stops.Add(ToolCallText.Opening) : stops;
    private int _sent;

    /// <summary>Whether a stop text has come.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Everything so far, without the stop text.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Adds a token's bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => Append(bytes, flush: false);

    /// <summary>Ends the text: what is left of a character becomes U+FFFD.</summary>
    public void End()
    {
        if (!IsStopped)
        {
            Append([], flush: true);
        }
    }

    /// <summary>What can be sent now and has not been.</summary>
    /// <param name="isLast">Nothing follows, so that no stop text can begin any more.</param>
    public string Take(bool isLast = false)
    {
        var end = isLast ? _text.Length : _text.Length - LongestBeginning();
        var call = holdsCalls ? IndexOf(ToolCallText.Opening, _sent) : -1;
        end = call >= 0 ? call : end;
        if (end <= _sent)
        {
            return "";
        }

        var piece = _text.ToString(_sent, end - _sent);
        _sent = end;
        return piece;
    }

    private void Append(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> letters = bytes.Length < 256 ? stackalloc char[bytes.Length + 4] : new char[bytes.Length + 4];
        var count = _decoder.GetChars(bytes, letters, flush);
        var from = _text.Length;
        _text.Append(letters[..count]);
        var cut = -1;
        foreach (var stop in stops)
        {
            var at = IndexOf(stop, Math.Max(0, from - stop.Length + 1));
            cut = at >= 0 && (cut < 0 || at < cut) ? at : cut;
        }

        if (cut >= 0)
        {
            _text.Length = cut;
            IsStopped = true;
        }
    }

    private int IndexOf(string text, int start)
    {
        if (start + text.Length > _text.Length)
        {
            return -1;
        }

        var at = _text.ToString(start, _text.Length - start).IndexOf(text, StringComparison.Ordinal);
        return at < 0 ? -1 : start + at;
    }

    /// <summary>Length of the longest end of the text with which a mark begins.</summary>
    private int LongestBeginning()
    {
        if (_marks.IsEmpty || IsStopped)
        {
            return 0;
        }

        var longest = Math.Min(_text.Length, _marks.Max(mark => mark.Length) - 1);
        var tail = _text.ToString(_text.Length - longest, longest);
        for (var length = longest; length > 0; length--)
        {
            if (_marks.Any(mark => mark.AsSpan().StartsWith(tail.AsSpan(longest - length), StringComparison.Ordinal)))
            {
                return length;
            }
        }

        return 0;
    }
}
