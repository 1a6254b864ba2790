using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Agentic.Worlds.Search.Index;

/// <summary>Writes the body of an index, section after section, and takes its digest on the way.</summary>
/// <param name="stream">Where it goes; borrowed, at its beginning.</param>
internal sealed class SectionWriter(Stream stream) : IDisposable
{
    private const int Alignment = 8;
    private readonly byte[] _buffer = new byte[1 << 14];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written = IndexHeader.Size;
    private long _sectionAt = IndexHeader.Size;
    private int _used;

    /// <summary>Bytes so far, the header included.</summary>
    public long Position => _written + _used;

    /// <summary>Leaves room for the header.</summary>
    public void Begin() => stream.Write(new byte[IndexHeader.Size]);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _buffer.Length)
            {
                Flush();
            }

            var size = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..size].CopyTo(_buffer.AsSpan(_used));
            _used += size;
            bytes = bytes[size..];
        }
    }

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    /// <summary>Ends a section; the next one begins at a multiple of 8 bytes.</summary>
    public IndexSection EndSection()
    {
        var section = new IndexSection(_sectionAt, Position - _sectionAt);
        Align();
        _sectionAt = Position;
        return section;
    }

    /// <summary>Fills up to a multiple of 8 bytes.</summary>
    public void Align()
    {
        if (Position % Alignment is > 0 and var beyond)
        {
            Write(new byte[Alignment - beyond]);
        }
    }

    /// <summary>Ends the body.</summary>
    /// <returns>Its SHA-256.</returns>
    public byte[] End()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        stream.Write(_buffer, 0, _used);
        (_written, _used) = (_written + _used, 0);
    }
}
