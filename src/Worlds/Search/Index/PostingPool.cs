using System.Runtime.CompilerServices;

namespace Agentic.Worlds.Search.Index;

/// <summary>
/// Postings in the making, in memory: for each word a chain of growing chunks of bytes. A posting is its distance from the last one,
/// doubled, plus 1 where the word stands once; otherwise its count follows. Numbers have 7 bits a byte, the eighth says that more follow.
/// </summary>
internal sealed class PostingPool
{
    private const int PageBits = 20;
    private const int PageSize = 1 << PageBits;

    // The first page grows up to the size of all others, so that a small corpus takes little.
    private const int SmallestPage = 1 << 14;
    private const int LinkSize = sizeof(int);
    private const int SmallestChunk = 16;
    private const int LargestChunk = 1024;
    private readonly List<byte[]> _pages = [];
    private Chain[] _chains = new Chain[1 << 8];
    private int _pagesUsed;
    private int _free = PageSize;

    /// <summary>Memory in use, in bytes.</summary>
    public long Bytes => (long)_pagesUsed * PageSize;

    /// <summary>Adds a posting. Passages of a word come in ascending order.</summary>
    public void Add(int term, int passage, int count)
    {
        if (term >= _chains.Length)
        {
            Array.Resize(ref _chains, Math.Max(term + 1, 2 * _chains.Length));
        }

        ref var chain = ref _chains[term];
        // A fresh chain's LastSeen is 0 for -1, so that the array needs no filling.
        var gap = (uint)(passage - (chain.LastSeen - 1));
        chain.LastSeen = passage + 1;
        chain.Count++;
        if (count == 1)
        {
            Put(ref chain, (gap << 1) | 1);
        }
        else
        {
            Put(ref chain, gap << 1);
            Put(ref chain, (uint)count);
        }
    }

    /// <summary>How many postings of a word are here.</summary>
    public int Count(int term) => term < _chains.Length ? _chains[term].Count : 0;

    /// <summary>The bytes of a word's postings.</summary>
    public void CopyTo(int term, ByteList bytes)
    {
        if (Count(term) == 0)
        {
            return;
        }

        ref var chain = ref _chains[term];
        var (at, size) = (chain.First, SmallestChunk);
        while (true)
        {
            var page = _pages[at >> PageBits];
            var offset = at & (PageSize - 1);
            var isLast = chain.Next >= at && chain.Next <= at + size - LinkSize;
            bytes.Add(page.AsSpan(offset, isLast ? chain.Next - at : size - LinkSize));
            if (isLast)
            {
                return;
            }

            at = Unsafe.ReadUnaligned<int>(ref page[offset + size - LinkSize]);
            size = Math.Min(LargestChunk, 2 * size);
        }
    }

    /// <summary>Forgets the postings but not where each word stands, so that further distances go on from there.</summary>
    public void Clear()
    {
        (_pagesUsed, _free) = (0, PageSize);
        foreach (ref var chain in _chains.AsSpan())
        {
            chain = new Chain { LastSeen = chain.LastSeen };
        }
    }

    private void Put(ref Chain chain, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Put(ref chain, (byte)(value | 0x80));
        }

        Put(ref chain, (byte)value);
    }

    private void Put(ref Chain chain, byte value)
    {
        if (chain.Next == chain.End)
        {
            Grow(ref chain);
        }

        _pages[chain.Next >> PageBits][chain.Next & (PageSize - 1)] = value;
        chain.Next++;
    }

    private void Grow(ref Chain chain)
    {
        var size = chain.Size == 0 ? SmallestChunk : Math.Min(LargestChunk, 2 * chain.Size);
        if (_free + size > PageSize)
        {
            if (_pagesUsed == _pages.Count)
            {
                _pages.Add(GC.AllocateUninitializedArray<byte>(_pages.Count == 0 ? SmallestPage : PageSize));
            }

            (_pagesUsed, _free) = (_pagesUsed + 1, 0);
        }

        if (_pages[_pagesUsed - 1] is var page && page.Length < _free + size)
        {
            Array.Resize(ref page, 2 * page.Length);
            _pages[_pagesUsed - 1] = page;
        }

        var at = ((_pagesUsed - 1) << PageBits) | _free;
        _free += size;
        if (chain.Size == 0)
        {
            chain.First = at;
        }
        else
        {
            Unsafe.WriteUnaligned(ref _pages[chain.End >> PageBits][chain.End & (PageSize - 1)], at);
        }

        (chain.Next, chain.End, chain.Size) = (at, at + size - LinkSize, size);
    }

    /// <summary>Where a word's bytes are: next byte, end of the last chunk before its link, size of the last chunk.</summary>
    private struct Chain
    {
        public int First;
        public int Next;
        public int End;
        public int Size;
        public int LastSeen;
        public int Count;
    }
}
