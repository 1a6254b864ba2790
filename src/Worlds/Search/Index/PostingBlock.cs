using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Agentic.Worlds.Search.Index;

/// <summary>
/// The head of a block of postings. A word's postings are its blocks' heads, one behind the other, then their data: distances between
/// passages less 1, then counts less 1, each at the block's own width.
/// </summary>
/// <param name="LastPassage">The block's last passage.</param>
/// <param name="DataAt">Where its data begin, counted from the end of the heads.</param>
/// <param name="MaxPart">At least every <see cref="Bm25.Part"/> in the block.</param>
/// <param name="CountLessOne">Postings less 1.</param>
/// <param name="GapWidth">Bytes of a distance: 1, 2 or 4.</param>
/// <param name="CountWidth">Bytes of a count: 0 (all are 1), 1, 2 or 4.</param>
/// <param name="Padding">0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct PostingBlock(int LastPassage, uint DataAt, float MaxPart, byte CountLessOne, byte GapWidth, byte CountWidth, byte Padding)
{
    /// <summary>Most postings of a block.</summary>
    public const int Capacity = 128;

    /// <summary>Bytes of a head.</summary>
    public const int HeadSize = 16;

    /// <summary>Postings in the block.</summary>
    public int Count => CountLessOne + 1;

    /// <summary>Bytes of its data.</summary>
    public int DataSize => Count * (GapWidth + CountWidth);

    /// <summary>How many blocks hold so many postings.</summary>
    public static int BlocksFor(int postings) => (postings + Capacity - 1) / Capacity;

    /// <summary>The smallest number that is no less, in single precision.</summary>
    public static float RoundUp(double value) => (float)value is var near && near >= value ? near : MathF.BitIncrement((float)value);

    /// <summary>Writes data of a block.</summary>
    /// <param name="before">The last passage of the block before, or -1.</param>
    /// <param name="passages">Ascending.</param>
    /// <param name="counts">As many, each at least 1.</param>
    /// <param name="data">Room for 8 bytes a posting.</param>
    /// <returns>Widths and the bytes written.</returns>
    public static (byte GapWidth, byte CountWidth, int Size) Encode(int before, ReadOnlySpan<int> passages, ReadOnlySpan<int> counts, Span<byte> data)
    {
        var (largestGap, largestCount, previous) = (0, 0, before);
        for (var index = 0; index < passages.Length; index++)
        {
            largestGap = Math.Max(largestGap, passages[index] - previous - 1);
            largestCount = Math.Max(largestCount, counts[index] - 1);
            previous = passages[index];
        }

        var (gapWidth, countWidth) = (Math.Max(1, Width(largestGap)), Width(largestCount));
        var at = 0;
        previous = before;
        foreach (var passage in passages)
        {
            Put(data, ref at, passage - previous - 1, gapWidth);
            previous = passage;
        }

        foreach (var count in counts)
        {
            Put(data, ref at, count - 1, countWidth);
        }

        return ((byte)gapWidth, (byte)countWidth, at);
    }

    /// <summary>Reads data of a block.</summary>
    /// <param name="data"><see cref="DataSize"/> bytes.</param>
    /// <param name="before">The last passage of the block before, or -1.</param>
    /// <param name="passages">Takes the passages.</param>
    /// <param name="counts">Takes the counts.</param>
    /// <exception cref="SearchIndexException">The data are not those of the head.</exception>
    public void Decode(ReadOnlySpan<byte> data, int before, Span<int> passages, Span<int> counts)
    {
        passages = passages[..Count];
        Widen(data[..(Count * GapWidth)], GapWidth, passages);
        var passage = before;
        for (var index = 0; index < passages.Length; index++)
        {
            passage += passages[index] + 1;
            passages[index] = passage;
        }

        if (passage != LastPassage)
        {
            throw new SearchIndexException($"The index is damaged: a block of postings must end at passage {LastPassage}, but ends at {passage}. Build it again.");
        }

        counts = counts[..Count];
        Widen(data[(Count * GapWidth)..], CountWidth, counts);
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index]++;
        }
    }

    private static int Width(int value) => value switch { 0 => 0, <= byte.MaxValue => 1, <= ushort.MaxValue => 2, _ => 4 };

    private static void Put(Span<byte> data, ref int at, int value, int width)
    {
        switch (width)
        {
            case 0:
                break;
            case 1:
                data[at] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(data[at..], (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteInt32LittleEndian(data[at..], value);
                break;
        }

        at += width;
    }

    private static void Widen(ReadOnlySpan<byte> data, int width, Span<int> values)
    {
        switch (width)
        {
            case 0:
                values.Clear();
                break;
            case 1:
                for (var index = 0; index < values.Length; index++)
                {
                    values[index] = data[index];
                }

                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(data);
                for (var index = 0; index < values.Length; index++)
                {
                    values[index] = shorts[index];
                }

                break;
            default:
                MemoryMarshal.Cast<byte, int>(data)[..values.Length].CopyTo(values);
                break;
        }
    }
}
