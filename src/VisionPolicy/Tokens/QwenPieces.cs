using System.Buffers;
using System.Globalization;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>Cuts UTF-8 text into the pieces within which byte pairs may merge: the published Qwen pattern, scanned by hand.</summary>
/// <remarks>
/// By hand because .NET's <c>\p{L}</c> sees the two halves of an astral letter, and because a scan over bytes needs no string per piece.
/// The alternatives are tried in the pattern's order; the first that matches wins.
/// </remarks>
public static class QwenPieces
{
    /// <summary>The pattern as tokenizer files state it.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private enum Kind : byte
    {
        Other,
        Letter,
        Number,
        NewLine,
        Blank,
    }

    /// <summary>Bytes of the first piece of a text that is not empty and is valid UTF-8.</summary>
    public static int FirstLength(ReadOnlySpan<byte> text)
    {
        var kind = KindAt(text, 0, out var size);
        if (text[0] == (byte)'\'' && Contraction(text) is > 0 and var contraction)
        {
            return contraction;
        }

        if (kind == Kind.Letter)
        {
            return Run(text, size, Kind.Letter);
        }

        if (kind == Kind.Number)
        {
            return size;
        }

        if (kind != Kind.NewLine && size < text.Length && KindAt(text, size, out var nextSize) == Kind.Letter)
        {
            return Run(text, size + nextSize, Kind.Letter);
        }

        var start = text[0] == (byte)' ' && size < text.Length && KindAt(text, size, out _) == Kind.Other ? 1 : 0;
        return start == 1 || kind == Kind.Other ? Run(text, Run(text, start, Kind.Other), Kind.NewLine) : White(text);
    }

    // White space: up to its last line break; else all of it at the end of the text; else all but its last character; else that one.
    private static int White(ReadOnlySpan<byte> text)
    {
        var (end, lastBreak, lastStart) = (0, 0, 0);
        while (end < text.Length && KindAt(text, end, out var size) is (Kind.NewLine or Kind.Blank) and var kind)
        {
            lastStart = end;
            end += size;
            lastBreak = kind == Kind.NewLine ? end : lastBreak;
        }

        return lastBreak > 0 ? lastBreak : end == text.Length || lastStart == 0 ? end : lastStart;
    }

    private static int Run(ReadOnlySpan<byte> text, int start, Kind wanted)
    {
        while (start < text.Length && KindAt(text, start, out var size) == wanted)
        {
            start += size;
        }

        return start;
    }

    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        var first = text[1] | 0x20;
        if (first is 's' or 't')
        {
            return 2;
        }

        // The long s folds to s when case is ignored.
        if (text is [_, 0xC5, 0xBF, ..])
        {
            return 3;
        }

        var second = text.Length > 2 ? text[2] | 0x20 : 0;
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : first is 'm' or 'd' ? 2 : 0;
    }

    private static Kind KindAt(ReadOnlySpan<byte> text, int at, out int size)
    {
        var value = text[at];
        if (value < 0x80)
        {
            size = 1;
            return (value | 0x20) is >= 'a' and <= 'z' ? Kind.Letter
                : value is >= (byte)'0' and <= (byte)'9' ? Kind.Number
                : value is (byte)'\n' or (byte)'\r' ? Kind.NewLine
                : value is (byte)' ' or (>= 9 and <= 12) ? Kind.Blank : Kind.Other;
        }

        var status = Rune.DecodeFromUtf8(text[at..], out var rune, out size);
        System.Diagnostics.Debug.Assert(status == OperationStatus.Done, "The text was made from a string.");
        return Rune.IsWhiteSpace(rune) ? Kind.Blank : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
