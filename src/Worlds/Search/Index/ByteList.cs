namespace Agentic.Worlds.Search.Index;

/// <summary>Bytes that are appended and used again, without allocating once it is large enough.</summary>
internal sealed class ByteList
{
    private byte[] _bytes = new byte[1 << 12];

    public int Count { get; private set; }

    public Span<byte> Span => _bytes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Appends room and gives it.</summary>
    public Span<byte> Take(int size)
    {
        if (_bytes.Length - Count < size)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Count + size)));
        }

        Count += size;
        return _bytes.AsSpan(Count - size, size);
    }

    /// <summary>Gives back the end of what was taken.</summary>
    public void Trim(int size) => Count -= size;
}
