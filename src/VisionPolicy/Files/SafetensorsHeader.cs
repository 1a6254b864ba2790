using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Agentic.VisionPolicy;

/// <summary>The checked header of a safetensors file: the tensors cover the data exactly, without hole, overlap or rest.</summary>
/// <remarks>
/// Layout: eight bytes little-endian length, a JSON object of that length, the data. As lenient as the reference reader and no more:
/// white space around the JSON, unknown fields of a tensor and a repeated identical entry pass.
/// </remarks>
public sealed class SafetensorsHeader
{
    /// <summary>Bytes of JSON that the reference reader accepts at most.</summary>
    public const int MaxLength = 100_000_000;

    private SafetensorsHeader(ImmutableArray<TensorEntry> tensors, ImmutableSortedDictionary<string, string>? metadata, long dataStart) =>
        (Tensors, Metadata, DataStart) = (tensors, metadata, dataStart);

    /// <summary>The tensors in the order of their bytes.</summary>
    public ImmutableArray<TensorEntry> Tensors { get; }

    /// <summary>The free texts of the header, or null when it has none.</summary>
    public ImmutableSortedDictionary<string, string>? Metadata { get; }

    /// <summary>Position of the data in the file.</summary>
    public long DataStart { get; }

    /// <summary>Reads a whole file that is in memory.</summary>
    /// <exception cref="SafetensorsException">It is not a well-formed file.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> file, string name)
    {
        var length = ReadLength(file, file.Length, name);
        return Parse(file.Slice(sizeof(ulong), length), file.Length, name);
    }

    /// <summary>Reads the length of the JSON from the first bytes of a file.</summary>
    /// <param name="prefix">The first bytes, eight where the file has them.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="SafetensorsException">There is no room for such a header.</exception>
    public static int ReadLength(ReadOnlySpan<byte> prefix, long fileLength, string name)
    {
        if (prefix.Length < sizeof(ulong))
        {
            throw Damaged(name, "The file is too short for a header", "at least 8 bytes", $"{prefix.Length}");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
        {
            throw Damaged(name, "The header is too long", $"at most {MaxLength} bytes", $"{length}");
        }

        return (long)length <= fileLength - sizeof(ulong)
            ? (int)length
            : throw Damaged(name, "The header runs past the end of the file", $"{length} bytes of header", $"{fileLength - sizeof(ulong)} bytes");
    }

    /// <summary>Reads the JSON of a header and checks it against the size of its file.</summary>
    /// <exception cref="SafetensorsException">The header is malformed or does not fit the file.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long fileLength, string name)
    {
        if (!Utf8.IsValid(json))
        {
            throw Damaged(name, "The header is not UTF-8", "UTF-8 text", "other bytes");
        }

        try
        {
            var (tensors, metadata) = new SafetensorsHeaderReader(name).Read(json);
            var ordered = tensors.OrderBy(entry => entry.Start).ThenBy(entry => entry.ByteLength).ThenBy(entry => entry.Name, StringComparer.Ordinal);
            var header = new SafetensorsHeader([.. ordered], metadata, sizeof(ulong) + json.Length);
            header.RequireFullCover(fileLength - header.DataStart, name);
            return header;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate, which the JSON reader finds only when the text is taken.
            throw new SafetensorsException(name, "The header is not JSON", "one JSON object", fault.Message, SafetensorsException.FetchAgain, fault);
        }
    }

    private void RequireFullCover(long dataLength, string name)
    {
        long end = 0;
        foreach (var entry in Tensors)
        {
            if (entry.Start != end)
            {
                throw Damaged(name, $"Tensor '{entry.Name}' {(entry.Start < end ? "overlaps the one before" : "leaves a hole before it")}",
                    $"a start at byte {end}", $"{entry.Start}");
            }

            // Cannot overflow: start and length were checked to add up to an offset in the header.
            end += entry.ByteLength;
        }

        if (end != dataLength)
        {
            throw Damaged(name, "The tensors do not cover the data", $"{end} bytes of data", $"{dataLength}");
        }
    }

    private static SafetensorsException Damaged(string file, string what, string expected, string actual) =>
        new(file, what, expected, actual, SafetensorsException.FetchAgain);
}
