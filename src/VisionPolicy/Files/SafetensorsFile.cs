using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Agentic.VisionPolicy;

/// <summary>An open safetensors file, mapped into memory: only its header is read; tensors are copied from their pages to where they are wanted.</summary>
/// <remarks>The file's length is looked at before each copy, so that one that was cut short is a typed error instead of a killed process.</remarks>
public sealed class SafetensorsFile : ITensorSource
{
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;
    private readonly Lazy<MemoryMappedViewAccessor> _view;
    private readonly long _length;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header, long length)
    {
        (Location, _handle, _header, _length) = (path, handle, header, length);
        _view = new Lazy<MemoryMappedViewAccessor>(Map);
        Tensors = header.Tensors.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public ImmutableArray<TensorEntry> InOrder => _header.Tensors;

    /// <summary>The free texts of the header, or null when it has none.</summary>
    public ImmutableSortedDictionary<string, string>? Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header against its size.</summary>
    /// <exception cref="SafetensorsException">It is missing or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            var fileLength = RandomAccess.GetLength(handle);
            Span<byte> prefix = stackalloc byte[sizeof(ulong)];
            var length = SafetensorsHeader.ReadLength(prefix[..ReadUpTo(handle, prefix, 0)], fileLength, path);
            var json = new byte[length];
            Fill(handle, json, sizeof(ulong), path);
            return new SafetensorsFile(path, handle, SafetensorsHeader.Parse(json, fileLength, path), fileLength);
        }
        catch (Exception fault)
        {
            handle?.Dispose();
            throw fault is (IOException or UnauthorizedAccessException) and not SafetensorsException
                ? new SafetensorsException(path, "The file cannot be opened", "a readable file", fault.Message, "Check the path and its permissions.", fault)
                : fault;
        }
    }

    /// <inheritdoc/>
    public void Read(string name, Span<byte> target, long offset = 0)
    {
        var entry = this.Require(name);
        if (offset < 0 || offset > entry.ByteLength || target.Length > entry.ByteLength - offset)
        {
            throw new SafetensorsException(Location, $"A read of tensor '{name}' leaves it", $"at most {entry.ByteLength} bytes",
                $"{target.Length} bytes from {offset}", "Ask for bytes of the tensor only.");
        }

        if (target.IsEmpty)
        {
            return;
        }

        if (RandomAccess.GetLength(_handle) is var length && length < _length)
        {
            throw new SafetensorsException(Location, "The file was cut short while it was open", $"{_length} bytes", $"{length}", SafetensorsException.FetchAgain);
        }

        _view.Value.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_header.DataStart + entry.Start + offset), target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view.IsValueCreated)
        {
            _view.Value.Dispose();
        }

        _handle.Dispose();
    }

    // The view keeps the mapping alive; the map object itself may go.
    private MemoryMappedViewAccessor Map()
    {
        using var map = MemoryMappedFile.CreateFromFile(_handle, null, _length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return map.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
    }

    private static void Fill(SafeFileHandle handle, Span<byte> target, long position, string path)
    {
        var read = ReadUpTo(handle, target, position);
        if (read < target.Length)
        {
            throw new SafetensorsException(path, "The file ended early", $"{target.Length} bytes from {position}", $"{read}", SafetensorsException.FetchAgain);
        }
    }

    private static int ReadUpTo(SafeFileHandle handle, Span<byte> target, long position)
    {
        var total = 0;
        while (total < target.Length && RandomAccess.Read(handle, target[total..], position + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }
}
