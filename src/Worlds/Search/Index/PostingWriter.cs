using System.Runtime.InteropServices;

namespace Agentic.Worlds.Search.Index;

/// <summary>Turns one word's postings into the blocks that a file holds.</summary>
/// <param name="formula">Gives the parts that the blocks' bounds are made of.</param>
/// <param name="lengths">Words of each passage; borrowed.</param>
internal sealed class PostingWriter(Bm25 formula, int[] lengths)
{
    private readonly ByteList _heads = new();
    private readonly ByteList _data = new();
    private readonly int[] _passages = new int[PostingBlock.Capacity];
    private readonly int[] _counts = new int[PostingBlock.Capacity];

    /// <summary>The blocks' heads of the last word.</summary>
    public ReadOnlySpan<byte> Heads => _heads.Span;

    /// <summary>The blocks' data of the last word.</summary>
    public ReadOnlySpan<byte> Data => _data.Span;

    /// <summary>Makes the blocks of a word.</summary>
    /// <param name="bytes">As <see cref="PostingPool"/> writes them, from the first posting on.</param>
    /// <param name="count">How many postings.</param>
    /// <returns>At least every part of the word.</returns>
    public float Encode(ReadOnlySpan<byte> bytes, int count)
    {
        _heads.Clear();
        _data.Clear();
        var (at, passage, highest, before) = (0, -1, 0f, -1);
        for (var done = 0; done < count;)
        {
            var size = Math.Min(PostingBlock.Capacity, count - done);
            var part = 0.0;
            for (var index = 0; index < size; index++)
            {
                var value = Read(bytes, ref at);
                passage += (int)(value >> 1);
                var times = (value & 1) != 0 ? 1 : (int)Read(bytes, ref at);
                (_passages[index], _counts[index]) = (passage, times);
                part = Math.Max(part, formula.Part(times, lengths[passage]));
            }

            var bound = PostingBlock.RoundUp(part);
            Write(size, before, bound);
            (before, highest, done) = (passage, Math.Max(highest, bound), done + size);
        }

        return highest;
    }

    private void Write(int size, int before, float bound)
    {
        var dataAt = _data.Count;
        var room = _data.Take(size * 8);
        var (gapWidth, countWidth, used) = PostingBlock.Encode(before, _passages.AsSpan(0, size), _counts.AsSpan(0, size), room);
        _data.Trim((size * 8) - used);
        var head = new PostingBlock(_passages[size - 1], (uint)dataAt, bound, (byte)(size - 1), gapWidth, countWidth, 0);
        MemoryMarshal.Write(_heads.Take(PostingBlock.HeadSize), head);
    }

    private static uint Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0u, 0);
        while (true)
        {
            var next = bytes[at++];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }
}
