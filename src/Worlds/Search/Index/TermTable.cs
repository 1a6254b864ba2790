namespace Agentic.Worlds.Search.Index;

/// <summary>The distinct words of a corpus in the making, numbered in the order of first occurrence.</summary>
internal sealed class TermTable
{
    private const int MostBytes = 0x7fff_0000;
    private int[] _slots = new int[Vocabulary.SlotsFor(1 << 8)];
    private Spelling[] _spellings = new Spelling[1 << 8];
    private byte[] _letters = new byte[1 << 12];
    private int _used;

    /// <summary>How many words.</summary>
    public int Count { get; private set; }

    /// <summary>The letters of all words, one behind the other.</summary>
    public ReadOnlySpan<byte> Letters => _letters.AsSpan(0, _used);

    /// <summary>Where a word's letters begin among <see cref="Letters"/>, how many bytes they have, and the lower half of its hash.</summary>
    public Spelling this[int term] => _spellings[term];

    /// <summary>The number of a word; a new one when it has not come before.</summary>
    /// <exception cref="SearchIndexException">There are too many words.</exception>
    public int Add(ReadOnlySpan<byte> word)
    {
        var hash = (uint)Vocabulary.Hash(word);
        var slot = SlotOf(word, hash);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        _slots[slot] = Count + 1;
        Append(word, hash);
        if (Vocabulary.SlotsFor(Count) > _slots.Length)
        {
            _slots = Slots(2 * _slots.Length);
        }

        return Count - 1;
    }

    /// <summary>The number of a word, or -1 when it has not come.</summary>
    public int Find(ReadOnlySpan<byte> word) => _slots[SlotOf(word, (uint)Vocabulary.Hash(word))] - 1;

    /// <summary>The table as the file holds it: number plus 1, or 0.</summary>
    public int[] Slots() => Slots(Vocabulary.SlotsFor(Count));

    // The word's slot, or the free one where it belongs.
    private uint SlotOf(ReadOnlySpan<byte> word, uint hash)
    {
        var slot = hash & (uint)(_slots.Length - 1);
        for (; _slots[slot] != 0; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            ref var known = ref _spellings[_slots[slot] - 1];
            if (known.Hash == hash && word.SequenceEqual(_letters.AsSpan(known.At, known.Length)))
            {
                break;
            }
        }

        return slot;
    }

    private void Append(ReadOnlySpan<byte> word, uint hash)
    {
        if (_used > MostBytes - word.Length || Count == 1 << 28)
        {
            throw new SearchIndexException($"The corpus has too many different words: at most {1 << 28} with {MostBytes} bytes in all. Split it.");
        }

        if (Count == _spellings.Length)
        {
            Array.Resize(ref _spellings, 2 * Count);
        }

        if (_used + word.Length > _letters.Length)
        {
            Array.Resize(ref _letters, (int)Math.Min(MostBytes, 2L * _letters.Length));
        }

        word.CopyTo(_letters.AsSpan(_used));
        _spellings[Count++] = new Spelling(_used, word.Length, hash);
        _used += word.Length;
    }

    private int[] Slots(int size)
    {
        var slots = new int[size];
        for (var term = 0; term < Count; term++)
        {
            var slot = _spellings[term].Hash & (uint)(size - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (uint)(size - 1);
            }

            slots[slot] = term + 1;
        }

        return slots;
    }

    /// <summary>A word's letters.</summary>
    public readonly record struct Spelling(int At, int Length, uint Hash);
}
