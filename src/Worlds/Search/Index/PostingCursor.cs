namespace Agentic.Worlds.Search.Index;

/// <summary>Walks through one word's postings in ascending order, a block at a time. Kept and used again from query to query.</summary>
internal sealed class PostingCursor
{
    private readonly int[] _passages = new int[PostingBlock.Capacity];
    private readonly int[] _counts = new int[PostingBlock.Capacity];
    private IndexBytes _bytes = null!;
    private long _headsAt;
    private int _blocks;
    private int _block;
    private int _size;
    private int _at;
    private int _boundBlock;

    /// <summary>Stands before the first posting of a word.</summary>
    public void Attach(IndexBytes bytes, TermEntry entry)
    {
        (_bytes, _headsAt, _blocks) = (bytes, entry.PostingsAt, PostingBlock.BlocksFor(entry.Holding));
        (_block, _size, _at, _boundBlock) = (-1, 0, 0, 0);
    }

    /// <summary>At least every part within a stretch; 0 when no passage of it can hold the word. Stretches come in ascending order.</summary>
    /// <param name="first">First passage.</param>
    /// <param name="end">Behind the last one.</param>
    public float BoundWithin(int first, int end)
    {
        var heads = Heads;
        while (_boundBlock < heads.Length && heads[_boundBlock].LastPassage < first)
        {
            _boundBlock++;
        }

        var bound = 0f;
        for (var block = _boundBlock; block < heads.Length; block++)
        {
            bound = Math.Max(bound, heads[block].MaxPart);
            if (heads[block].LastPassage >= end - 1)
            {
                break;
            }
        }

        return bound;
    }

    /// <summary>Moves on to the first posting of a passage or a later one.</summary>
    public void MoveTo(int passage)
    {
        if (_at < _size && _passages[_at] >= passage)
        {
            return;
        }

        if (_size == 0 || _passages[_size - 1] < passage)
        {
            var heads = Heads;
            var block = BlockOf(heads, passage);
            if (block == heads.Length)
            {
                (_block, _size, _at) = (block - 1, 0, 0);
                return;
            }

            Load(heads, block);
        }

        while (_passages[_at] < passage)
        {
            _at++;
        }
    }

    /// <summary>How often a passage holds the word. Passages come in ascending order, the same one again if need be.</summary>
    public int CountIn(int passage)
    {
        MoveTo(passage);
        return _at < _size && _passages[_at] == passage ? _counts[_at] : 0;
    }

    /// <summary>Gives the rest of the present block that lies before a passage, and moves behind it.</summary>
    /// <returns>False when no posting is left before that passage.</returns>
    public bool TakeBefore(int end, out ReadOnlySpan<int> passages, out ReadOnlySpan<int> counts)
    {
        if (_at == _size)
        {
            var heads = Heads;
            if (_block + 1 >= heads.Length || (_block >= 0 && heads[_block].LastPassage + 1 >= end))
            {
                passages = [];
                counts = [];
                return false;
            }

            Load(heads, _block + 1);
        }

        var from = _at;
        if (_passages[_size - 1] < end)
        {
            _at = _size;
        }
        else
        {
            while (_passages[_at] < end)
            {
                _at++;
            }
        }

        passages = _passages.AsSpan(from, _at - from);
        counts = _counts.AsSpan(from, _at - from);
        return _at > from;
    }

    private ReadOnlySpan<PostingBlock> Heads => _bytes.Slice<PostingBlock>(_headsAt, _blocks);

    // Doubling steps from where it stands, then halving: near passages are found in a step or two.
    private int BlockOf(ReadOnlySpan<PostingBlock> heads, int passage)
    {
        var (low, step) = (Math.Max(0, _block), 1);
        while (low + step < heads.Length && heads[low + step - 1].LastPassage < passage)
        {
            low += step;
            step *= 2;
        }

        var high = Math.Min(heads.Length, low + step);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (heads[middle].LastPassage < passage)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Load(ReadOnlySpan<PostingBlock> heads, int block)
    {
        ref readonly var head = ref heads[block];
        var dataAt = _headsAt + ((long)_blocks * PostingBlock.HeadSize) + head.DataAt;
        head.Decode(_bytes.Slice(dataAt, head.DataSize), block == 0 ? -1 : heads[block - 1].LastPassage, _passages, _counts);
        (_block, _size, _at) = (block, head.Count, 0);
    }
}
