using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Remembers the tokens of pieces seen lately. One slot per hash; entries never change, so threads need no lock.</summary>
internal sealed class PieceCache
{
    private const int Slots = 1 << 14;
    private const int LongestPiece = 64;
    private readonly Entry?[] _entries = new Entry?[Slots];

    public bool TryGet(ReadOnlySpan<byte> piece, out int[] ids)
    {
        var entry = piece.Length <= LongestPiece ? Volatile.Read(ref _entries[Slot(piece)]) : null;
        ids = entry?.Ids ?? [];
        return entry is not null && piece.SequenceEqual(entry.Piece);
    }

    public void Put(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids)
    {
        if (piece.Length <= LongestPiece)
        {
            Volatile.Write(ref _entries[Slot(piece)], new Entry(piece.ToArray(), ids.ToArray()));
        }
    }

    private static int Slot(ReadOnlySpan<byte> piece)
    {
        var hash = (ulong)piece.Length;
        for (; piece.Length >= sizeof(ulong); piece = piece[sizeof(ulong)..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(piece)) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 29;
        }

        foreach (var value in piece)
        {
            hash = (hash ^ value) * 0x100000001B3UL;
        }

        return (int)((hash * 0x9E3779B97F4A7C15UL) >> 50);
    }

    private sealed record Entry(byte[] Piece, int[] Ids);
}
