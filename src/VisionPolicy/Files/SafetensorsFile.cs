using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Agentic.VisionPolicy;

/// <summary>An open safetensors file. Only its header is in memory; tensors are read from their place straight into the caller's buffer.</summary>
/// <remarks>
/// Positioned reads instead of a memory map: the bytes are copied once either way, and a file that shrinks under us is a typed
/// error instead of a killed process.
/// </remarks>
public sealed class SafetensorsFile : ITensorSource
{
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header)
    {
        (Location, _handle, _header) = (path, handle, header);
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
            return new SafetensorsFile(path, handle, SafetensorsHeader.Parse(json, fileLength, path));
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

        Fill(_handle, target, _header.DataStart + entry.Start + offset, Location);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

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
