using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">The checkpoint key.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes of the axes.</param>
/// <param name="WriteTo">Writes its bytes, little-endian and row-major, when its turn comes; no second copy is kept.</param>
public sealed record TensorData(string Name, SafetensorsDtype Dtype, ImmutableArray<long> Shape, Action<Stream> WriteTo)
{
    /// <summary>A float tensor from an array that is not copied.</summary>
    public static TensorData Of(string name, ImmutableArray<long> shape, float[] values) =>
        new(name, SafetensorsDtype.F32, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));

    /// <summary>Number of bytes that the type and shape ask for.</summary>
    /// <exception cref="OverflowException">The shape is beyond 2^63 bits.</exception>
    public long ByteLength => Shape.Aggregate((long)Dtype.Bits(), (product, size) => checked(product * size)) / 8;
}

/// <summary>Writes safetensors files: the same tensors give the same bytes, whatever order they come in.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the file atomically. Widest elements first, then by name, so that every tensor is aligned to its element.</summary>
    /// <exception cref="SafetensorsException">A name comes twice or is reserved, a shape is negative, or a tensor wrote another number of bytes than its shape asks for.</exception>
    public static void Write(string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, path, tensors, metadata));

    private static void Write(Stream stream, string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ImmutableArray<TensorData> ordered = [.. tensors.OrderByDescending(tensor => tensor.Dtype).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var tensor in ordered)
        {
            if (!names.Add(tensor.Name) || tensor.Shape.Any(size => size < 0))
            {
                throw new SafetensorsException(path, $"Tensor '{tensor.Name}' cannot be written", "a name of its own and sizes of 0 or more",
                    $"[{string.Join(", ", tensor.Shape)}]", "Give each tensor once, with its shape.");
            }
        }

        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            var start = stream.Position;
            tensor.WriteTo(stream);
            if (stream.Position - start != tensor.ByteLength)
            {
                throw new SafetensorsException(path, $"Tensor '{tensor.Name}' wrote the wrong number of bytes", $"{tensor.ByteLength}",
                    $"{stream.Position - start}", "Write row-major bytes of the stated type.");
            }
        }
    }

    private static byte[] Header(ImmutableArray<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long start = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Dtype.ToString());
                WriteNumbers(json, "shape", tensor.Shape.AsSpan());
                WriteNumbers(json, "data_offsets", [start, start += tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of eight, so that the data starts aligned.
        while (buffer.Length % sizeof(ulong) != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
