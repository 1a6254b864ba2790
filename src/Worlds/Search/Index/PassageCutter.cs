namespace Agentic.Worlds.Search.Index;

/// <summary>A stretch of a text.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Line">1-based line at which it begins.</param>
/// <param name="Heading">The heading above it; empty when there is none.</param>
internal readonly record struct TextPiece(int Start, int End, int Line, string Heading);

/// <summary>
/// Cuts a text into passages at headings and between paragraphs. Paragraphs under one heading stay together while they fit; one that is
/// too long is cut between words. What a passage holds is exactly what the text holds there; blank lines around it belong to none.
/// </summary>
internal static class PassageCutter
{
    // A "word" without spaces may be a whole book: passages are bounded in characters too.
    private const int CharactersAWord = 16;

    /// <summary>Cuts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Most words of a passage, divided by white space; at least 1.</param>
    /// <param name="hasHeadings">Whether lines that begin with # are headings, outside of fenced code. They are titles and no part of a passage.</param>
    public static IEnumerable<TextPiece> Cut(string text, int words, bool hasHeadings)
    {
        var open = new TextPiece(0, 0, 0, "");
        foreach (var paragraph in Paragraphs(text, hasHeadings))
        {
            var joined = open with { End = paragraph.End };
            if (open.Line > 0 && open.Heading == paragraph.Heading && Fits(text, joined, words))
            {
                open = joined;
                continue;
            }

            foreach (var piece in Split(text, open, words))
            {
                yield return piece;
            }

            open = paragraph;
        }

        foreach (var piece in Split(text, open, words))
        {
            yield return piece;
        }
    }

    private static IEnumerable<TextPiece> Paragraphs(string text, bool hasHeadings)
    {
        var (start, end, begun, heading, fence) = (-1, 0, 0, "", "");
        var line = 0;
        for (var at = 0; at < text.Length;)
        {
            line++;
            var next = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            fence = hasHeadings ? Fence(text.AsSpan(at, next - at).Trim(), fence) : fence;
            var title = hasHeadings && fence.Length == 0 ? Heading(text.AsSpan(at, next - at).Trim()) : null;
            var isBlank = text.AsSpan(at, next - at).IsWhiteSpace();
            if (start >= 0 && (title is not null || (isBlank && fence.Length == 0)))
            {
                yield return new TextPiece(start, end, begun, heading);
                start = -1;
            }

            heading = title ?? heading;
            if (title is null && !isBlank)
            {
                end = at + text.AsSpan(at, next - at).TrimEnd().Length;
                (start, begun) = start < 0 ? (end - text.AsSpan(at, end - at).TrimStart().Length, line) : (start, begun);
            }

            at = next;
        }

        if (start >= 0)
        {
            yield return new TextPiece(start, end, begun, heading);
        }
    }

    // What opened the fenced code that goes on behind a line; empty outside.
    private static string Fence(ReadOnlySpan<char> line, string open) =>
        open.Length > 0 ? (line.StartsWith(open) ? "" : open)
        : line.StartsWith("```") || line.StartsWith("~~~") ? line[..3].ToString() : "";

    // "## Title ##" is Title; "#tag" and "#######" are text.
    private static string? Heading(ReadOnlySpan<char> line)
    {
        var level = line.IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && char.IsWhiteSpace(line[level]) ? line[level..].Trim().TrimEnd('#').TrimEnd().ToString() : null;
    }

    private static bool Fits(string text, TextPiece piece, int words) => Split(text, piece, words).Take(2).Count() == 1;

    private static IEnumerable<TextPiece> Split(string text, TextPiece piece, int words)
    {
        var (start, line) = (piece.Start, piece.Line);
        while (start < piece.End)
        {
            var (count, at, end) = (0, start, start);
            var limit = (int)Math.Min(piece.End, start + ((long)CharactersAWord * words));
            while (at < limit && count < words)
            {
                while (at < limit && !char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                // A word that the limit cuts stays whole when another one came before it.
                var isCut = at == limit && limit < piece.End && !char.IsWhiteSpace(text[at]);
                if (isCut && count > 0)
                {
                    break;
                }

                end = isCut && char.IsLowSurrogate(text[at]) ? at - 1 : at;
                at = end;
                count++;
                while (at < piece.End && char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                if (isCut)
                {
                    break;
                }
            }

            yield return piece with { Start = start, End = end, Line = line };
            var next = end;
            while (next < piece.End && char.IsWhiteSpace(text[next]))
            {
                next++;
            }

            line += text.AsSpan(start, next - start).Count('\n');
            start = next;
        }
    }
}
