using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>Sees texts that are complete in an answer, however the tokens cut them. One answer's state; not for several threads.</summary>
internal sealed class StopMatcher
{
    private readonly TokenBytes _tokens;
    private readonly byte[][] _texts;
    private readonly int[][] _fallbacks;
    private readonly int[] _matched;

    /// <summary>Looks for texts.</summary>
    /// <exception cref="ArgumentException">A text is empty.</exception>
    public StopMatcher(IReadOnlyList<string> texts, TokenBytes tokens)
    {
        _tokens = tokens;
        _texts = [.. texts.Select(text => text.Length > 0
            ? Encoding.UTF8.GetBytes(text)
            : throw new ArgumentException("A stop string must have at least one character, but one is empty.", nameof(texts)))];
        _fallbacks = [.. _texts.Select(Fallbacks)];
        _matched = new int[_texts.Length];
    }

    /// <summary>Reads one more token; true when a text is complete in it.</summary>
    public bool Read(int token)
    {
        var isComplete = false;
        foreach (var value in _tokens.Of(token))
        {
            for (var text = 0; text < _texts.Length; text++)
            {
                isComplete |= Read(text, value);
            }
        }

        return isComplete;
    }

    // Knuth, Morris and Pratt: after a mismatch the longest start of the text that the bytes just read still spell.
    private bool Read(int text, byte value)
    {
        var matched = _matched[text];
        while (matched > 0 && (matched == _texts[text].Length || _texts[text][matched] != value))
        {
            matched = _fallbacks[text][matched - 1];
        }

        matched += _texts[text][matched] == value ? 1 : 0;
        _matched[text] = matched;
        return matched == _texts[text].Length;
    }

    private static int[] Fallbacks(byte[] text)
    {
        var fallbacks = new int[text.Length];
        for (var (at, length) = (1, 0); at < text.Length; at++)
        {
            while (length > 0 && text[at] != text[length])
            {
                length = fallbacks[length - 1];
            }

            length += text[at] == text[length] ? 1 : 0;
            fallbacks[at] = length;
        }

        return fallbacks;
    }
}
