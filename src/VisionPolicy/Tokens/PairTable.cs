using System.Numerics;

namespace Agentic.VisionPolicy;

/// <summary>Which two tokens merge, how early, and into what: open addressing over one flat array, so that a look-up is one cache line.</summary>
internal sealed class PairTable
{
    private readonly (ulong Pair, int Rank, int Merged)[] _slots;
    private readonly int _shift;

    /// <param name="capacity">Largest number of pairs that will be added.</param>
    public PairTable(int capacity)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2));
        _shift = 64 - BitOperations.Log2(size);
        _slots = new (ulong, int, int)[size];
        Array.Fill(_slots, (ulong.MaxValue, int.MaxValue, -1));
    }

    /// <summary>Adds a pair; the first of equal ones counts.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        ref var slot = ref Find(left, right);
        if (slot.Merged < 0)
        {
            slot = (Pack(left, right), rank, merged);
        }
    }

    /// <summary>The rank of a pair, <see cref="int.MaxValue"/> when it does not merge, and the token it becomes.</summary>
    public int Rank(int left, int right, out int merged)
    {
        ref var slot = ref Find(left, right);
        merged = slot.Merged;
        return slot.Rank;
    }

    private ref (ulong Pair, int Rank, int Merged) Find(int left, int right)
    {
        var pair = Pack(left, right);
        var at = (int)((pair * 0x9E3779B97F4A7C15UL) >> _shift);
        while (_slots[at].Merged >= 0 && _slots[at].Pair != pair)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return ref _slots[at];
    }

    private static ulong Pack(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
