using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Rendered text cut at its added tokens, each stretch between two of them encoded as a whole.</summary>
internal sealed class RenderedText
{
    private readonly BpeTokenizer _tokenizer;
    private readonly ControlTextGuard _guard;
    private readonly string _text;
    private readonly List<(int Start, int Length, AddedToken? Token)> _pieces = [];

    /// <param name="tokenizer">Knows the added tokens.</param>
    /// <param name="guard">Marked the foreign text in it.</param>
    /// <param name="text">What the template rendered.</param>
    public RenderedText(BpeTokenizer tokenizer, ControlTextGuard guard, string text)
    {
        (_tokenizer, _guard, _text) = (tokenizer, guard, text);
        for (var start = 0; start < text.Length;)
        {
            var token = tokenizer.FindAdded(text.AsSpan(start), out var at);
            var length = token is null ? text.Length - start : at;
            if (length > 0)
            {
                _pieces.Add((start, length, null));
            }

            if (token is not null)
            {
                _pieces.Add((start + length, token.Text.Length, token));
            }

            start += length + (token?.Text.Length ?? 0);
        }
    }

    /// <summary>The control tokens in it, in order.</summary>
    public IEnumerable<int> Controls => _pieces.Where(piece => piece.Token is { IsSpecial: true }).Select(piece => piece.Token!.Id);

    /// <summary>The segments.</summary>
    /// <param name="origin">Where its words come from.</param>
    /// <param name="pictures">The pictures behind the placeholders, in order.</param>
    /// <param name="results">What tools answered, as it was rendered, in order.</param>
    /// <param name="help">The help, as it was rendered; null for none.</param>
    /// <exception cref="Templates.TemplateException">The template has not rendered one placeholder for each picture.</exception>
    public IReadOnlyList<TokenSegment> Segments(SegmentOrigin origin, IReadOnlyList<TokenSegment> pictures, IReadOnlyList<string> results, string? help = null)
    {
        var (first, past) = help is null ? (0, 0) : CutOut(help);
        var origins = Origins(origin, results);
        Array.Fill(origins, SegmentOrigin.Guidance, first, past - first);
        var segments = new List<TokenSegment>();
        var ids = ImmutableArray.CreateBuilder<int>();
        var (current, shown) = (origin, 0);
        void Flush(SegmentOrigin next)
        {
            if (ids.Count > 0)
            {
                segments.Add(TokenSegment.Of(current, ids.ToImmutable()));
                ids.Clear();
            }

            current = next;
        }

        for (var i = 0; i < _pieces.Count; i++)
        {
            if (origins[i] != current)
            {
                Flush(origins[i]);
            }

            var (start, length, token) = _pieces[i];
            if (token is null)
            {
                ids.AddRange(_tokenizer.Encode(_guard.Unmark(_text.Substring(start, length))));
            }
            else if (token is { IsSpecial: true, Text: ControlTokens.ImagePad })
            {
                Flush(current);
                segments.Add(shown < pictures.Count ? pictures[shown] : throw Mismatch(pictures.Count));
                shown++;
            }
            else
            {
                ids.Add(token.Id);
            }
        }

        Flush(origin);
        return shown == pictures.Count ? segments : throw Mismatch(pictures.Count);
    }

    // Help stands last, after a line break, where no tokenizer of the family joins what stands on either side: its stretch is cut out there.
    private (int First, int Past) CutOut(string help)
    {
        var at = _text.LastIndexOf(help, StringComparison.Ordinal);
        if (at < 0)
        {
            throw new Templates.TemplateException("the template changed the words of the help, so that its tokens cannot be told from others.");
        }

        foreach (var cut in (ReadOnlySpan<int>)[at, at + help.Length])
        {
            var within = _pieces.FindIndex(piece => piece.Start < cut && cut < piece.Start + piece.Length && piece.Token is null);
            if (within >= 0)
            {
                var (start, length, _) = _pieces[within];
                _pieces[within] = (start, cut - start, null);
                _pieces.Insert(within + 1, (cut, start + length - cut, null));
            }
        }

        return (_pieces.FindIndex(piece => piece.Start >= at), _pieces.FindIndex(piece => piece.Start + piece.Length >= at + help.Length) + 1);
    }

    // A stretch that holds some of a result belongs to it as a whole, and so do the tags around it: a cut elsewhere would change tokens.
    private SegmentOrigin[] Origins(SegmentOrigin origin, IReadOnlyList<string> results)
    {
        var origins = new SegmentOrigin[_pieces.Count];
        Array.Fill(origins, origin);
        var from = 0;
        foreach (var result in results)
        {
            var trimmed = result.Trim();
            var at = trimmed.Length == 0 ? -1 : Locate(trimmed, from);
            if (at < 0)
            {
                continue;
            }

            from = at + trimmed.Length;
            for (var i = 0; i < _pieces.Count; i++)
            {
                if (_pieces[i].Start < from && _pieces[i].Start + _pieces[i].Length > at)
                {
                    origins[i] = SegmentOrigin.ToolResult;
                }
            }
        }

        for (var i = 0; i < _pieces.Count; i++)
        {
            var neighbour = _pieces[i].Token?.Text switch { "<tool_response>" => i + 1, "</tool_response>" => i - 1, _ => i };
            origins[i] = neighbour >= 0 && neighbour < origins.Length ? origins[neighbour] : origins[i];
        }

        return origins;
    }

    // Behind its tag, else wherever it stands first: a short result may be part of a word before it.
    private int Locate(string result, int from)
    {
        const string Tag = "<tool_response>";
        for (var tag = _text.IndexOf(Tag, from, StringComparison.Ordinal); tag >= 0; tag = _text.IndexOf(Tag, tag + 1, StringComparison.Ordinal))
        {
            var inside = _text.AsSpan(tag + Tag.Length);
            var words = inside.TrimStart();
            if (words.StartsWith(result, StringComparison.Ordinal))
            {
                return tag + Tag.Length + inside.Length - words.Length;
            }
        }

        return _text.IndexOf(result, from, StringComparison.Ordinal);
    }

    private Templates.TemplateException Mismatch(int pictures) => new(
        $"the template rendered {_pieces.Count(piece => piece.Token is { IsSpecial: true, Text: ControlTokens.ImagePad })} '{ControlTokens.ImagePad}' for {pictures} pictures; expected one each.");
}
