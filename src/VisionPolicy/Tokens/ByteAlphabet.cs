using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The printable characters that stand for bytes in byte-level vocabularies (the alphabet of GPT-2).</summary>
/// <remarks>Printable Latin-1 bytes stand for themselves; the other 68 are U+0100 and the characters after it, in order.</remarks>
public static class ByteAlphabet
{
    private static readonly ImmutableArray<char> Characters = BuildCharacters();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The bytes in the order in which published vocabularies number them: those that print, then the rest.</summary>
    public static ImmutableArray<byte> Order { get; } =
        [.. Enumerable.Range(0, 256).OrderBy(value => Characters[value]).Select(value => (byte)value)];

    /// <summary>The character of a byte.</summary>
    public static char Character(byte value) => Characters[value];

    /// <summary>The characters of bytes.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[i] = Characters[bytes[i]];
        }

        return new string(text);
    }

    /// <summary>The bytes of a spelt token; false when a character stands for none.</summary>
    public static bool TryRead(string token, out byte[] bytes)
    {
        bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            var value = token[i] < Bytes.Length ? Bytes[token[i]] : (short)-1;
            if (value < 0)
            {
                return false;
            }

            bytes[i] = (byte)value;
        }

        return true;
    }

    private static ImmutableArray<char> BuildCharacters()
    {
        var next = '\u0100';
        var characters = new char[256];
        for (var value = 0; value < 256; value++)
        {
            var prints = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xFF and not 0xAD);
            characters[value] = prints ? (char)value : next++;
        }

        return [.. characters];
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
        {
            bytes[Characters[value]] = (short)value;
        }

        return bytes;
    }
}
