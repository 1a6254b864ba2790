using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Agentic.Worlds.Search.Index;

/// <summary>The bytes of an index, in a mapped file or in memory. Every access is checked against the length.</summary>
/// <remarks>
/// Whoever reads holds a <see cref="Lease"/>: the mapping stays until the last lease is given back, so that disposing an index while
/// others search it unmaps nothing under their hands.
/// </remarks>
internal sealed unsafe class IndexBytes : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafeMemoryMappedViewHandle? _handle;
    private readonly byte[]? _array;
    private readonly byte* _start;

    private IndexBytes(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        (_file, _view, _handle, Length) = (file, view, view.SafeMemoryMappedViewHandle, length);
        byte* start = null;
        _handle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    private IndexBytes(byte[] pinned, long length)
    {
        (_array, Length) = (pinned, length);
        _start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
    }

    /// <summary>How many.</summary>
    public long Length { get; }

    /// <summary>Maps a file for reading; the file may be replaced by another meanwhile, but not changed in place.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IndexBytes Map(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = stream.Length;
        if (length == 0)
        {
            stream.Dispose();
            return new IndexBytes(GC.AllocateUninitializedArray<byte>(1, pinned: true), 0);
        }

        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return new IndexBytes(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
    }

    /// <summary>Copies bytes into memory of its own.</summary>
    public static IndexBytes Copy(ReadOnlySpan<byte> bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(Math.Max(1, bytes.Length), pinned: true);
        bytes.CopyTo(pinned);
        return new IndexBytes(pinned, bytes.Length);
    }

    /// <summary>A stretch of bytes; holds as long as the caller's lease.</summary>
    /// <exception cref="SearchIndexException">It reaches beyond the end.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length) => offset >= 0 && length >= 0 && offset <= Length - length
        ? new ReadOnlySpan<byte>(_start + offset, length)
        : throw new SearchIndexException($"The index is damaged: {length} bytes at {offset} lie beyond its end at {Length}. Build it again.");

    /// <summary>The same, as values.</summary>
    public ReadOnlySpan<T> Slice<T>(long offset, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Slice(offset, checked(count * sizeof(T))));

    /// <summary>One value.</summary>
    public T Read<T>(long offset)
        where T : unmanaged => MemoryMarshal.Read<T>(Slice(offset, sizeof(T)));

    /// <summary>Keeps the bytes where they are until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">They are gone.</exception>
    public Lease Hold() => new(this);

    /// <summary>Lets go; the mapping goes with the last lease.</summary>
    public void Dispose()
    {
        if (_handle is { IsClosed: false })
        {
            _handle.ReleasePointer();
            _view!.Dispose();
            _file!.Dispose();
        }
    }

    /// <summary>The right to read.</summary>
    public readonly ref struct Lease
    {
        private readonly SafeMemoryMappedViewHandle? _held;

        internal Lease(IndexBytes bytes)
        {
            var isHeld = false;
            bytes._handle?.DangerousAddRef(ref isHeld);
            _held = isHeld ? bytes._handle : null;
        }

        /// <summary>Gives the right back.</summary>
        public void Dispose() => _held?.DangerousRelease();
    }
}
