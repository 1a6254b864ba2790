using System.Runtime.InteropServices;

namespace Agentic.Worlds.Search.Index;

/// <summary>One distinct word of an index, as the file holds it.</summary>
/// <param name="PostingsAt">Where its postings begin, in the file.</param>
/// <param name="SpellingAt">Where its letters begin, in the file.</param>
/// <param name="SpellingLength">Bytes of its letters.</param>
/// <param name="Holding">Passages that hold it.</param>
/// <param name="MaxPart">At least every <see cref="Bm25.Part"/> of it.</param>
/// <param name="Hash">Lower half of <see cref="Vocabulary.Hash"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct TermEntry(long PostingsAt, long SpellingAt, int SpellingLength, int Holding, float MaxPart, uint Hash);

/// <summary>Finds words in the mapped file; nothing of it is loaded.</summary>
/// <param name="bytes">The index; borrowed.</param>
/// <param name="header">Its header.</param>
internal sealed unsafe class Vocabulary(IndexBytes bytes, IndexHeader header)
{
    private readonly int _mask = (int)(header.Slots.Length / sizeof(uint)) - 1;

    /// <summary>FNV-1a over UTF-8, mixed so that all bits count.</summary>
    public static ulong Hash(ReadOnlySpan<byte> word)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in word)
        {
            hash = (hash ^ value) * 0x100000001b3UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9e3779b97f4a7c15UL;
        return hash ^ (hash >> 29);
    }

    /// <summary>Slots for that many words: a power of two, at most half of it in use.</summary>
    public static int SlotsFor(int words) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, 2L * words));

    /// <summary>Looks a word up.</summary>
    /// <returns>The entry's number, or -1 when no passage holds the word.</returns>
    public int Find(ReadOnlySpan<byte> word)
    {
        var hash = Hash(word);
        for (var step = 0; step <= _mask; step++)
        {
            var slot = (int)((uint)hash + (uint)step) & _mask;
            var number = (int)bytes.Read<uint>(header.Slots.Offset + ((long)slot * sizeof(uint))) - 1;
            if (number < 0)
            {
                return -1;
            }

            var entry = this[number];
            if (entry.Hash == (uint)hash && word.SequenceEqual(bytes.Slice(entry.SpellingAt, entry.SpellingLength)))
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>An entry by its number.</summary>
    public TermEntry this[int number] => bytes.Read<TermEntry>(header.Entries.Offset + ((long)number * sizeof(TermEntry)));
}
