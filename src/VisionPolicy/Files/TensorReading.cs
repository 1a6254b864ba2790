using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Typed reading over any tensor source.</summary>
public static class TensorReading
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The description of a tensor.</summary>
    /// <exception cref="SafetensorsException">There is none of this name.</exception>
    public static TensorEntry Require(this ITensorSource source, string name) =>
        source.Tensors.TryGetValue(name, out var entry)
            ? entry
            : throw new SafetensorsException(source.Location, $"Tensor '{name}' is missing", $"it among {source.Tensors.Count} tensors",
                $"{Nearest(source, name)}", "Use a checkpoint of the configured architecture.");

    /// <summary>The description of a tensor that must have a given shape.</summary>
    /// <exception cref="SafetensorsException">It is missing, or shaped otherwise.</exception>
    public static TensorEntry Require(this ITensorSource source, string name, ReadOnlySpan<long> shape)
    {
        var entry = source.Require(name);
        return entry.Shape.AsSpan().SequenceEqual(shape)
            ? entry
            : throw new SafetensorsException(source.Location, $"Tensor '{name}' has another shape", $"[{string.Join(", ", shape.ToArray())}]",
                entry.ToString(), "Check that config.json belongs to these weights.");
    }

    /// <summary>All elements of a tensor whose type is exactly <typeparamref name="T"/> in memory.</summary>
    /// <exception cref="SafetensorsException">Missing, of another element size, or too large for one array.</exception>
    public static T[] ReadArray<T>(this ITensorSource source, string name, params ReadOnlySpan<SafetensorsDtype> dtypes)
        where T : unmanaged
    {
        var entry = source.Require(name);
        if (!dtypes.Contains(entry.Dtype) || entry.Dtype.Bits() != Marshal.SizeOf<T>() * 8)
        {
            throw new SafetensorsException(source.Location, $"Tensor '{name}' has another element type", string.Join(" or ", dtypes.ToArray()),
                $"{entry.Dtype}", "Convert the checkpoint, or read it by its own type.");
        }

        var values = new T[Length(source, entry)];
        source.Read(name, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>All elements of a floating-point tensor (F32, F16, BF16, F64), rounded to the nearest float.</summary>
    /// <exception cref="SafetensorsException">Missing, not floating-point, or too large for one array.</exception>
    public static float[] ReadFloats(this ITensorSource source, string name)
    {
        var entry = source.Require(name);
        if (entry.Dtype == SafetensorsDtype.F32)
        {
            return source.ReadArray<float>(name, SafetensorsDtype.F32);
        }

        if (entry.Dtype is not (SafetensorsDtype.F16 or SafetensorsDtype.BF16 or SafetensorsDtype.F64))
        {
            throw new SafetensorsException(source.Location, $"Tensor '{name}' cannot be read as floats", "F32, F16, BF16 or F64", $"{entry.Dtype}",
                "Convert the checkpoint to one of these types.");
        }

        var values = new float[Length(source, entry)];
        var size = entry.Dtype.Bits() / 8;
        var chunk = new byte[(int)Math.Min(ChunkBytes, entry.ByteLength)];
        for (long start = 0; start < entry.ByteLength; start += chunk.Length)
        {
            var bytes = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.ByteLength - start));
            source.Read(name, bytes, start);
            Widen(entry.Dtype, bytes, values.AsSpan((int)(start / size)));
        }

        return values;
    }

    private static void Widen(SafetensorsDtype dtype, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (dtype == SafetensorsDtype.F64)
        {
            var doubles = MemoryMarshal.Cast<byte, double>(bytes);
            for (var i = 0; i < doubles.Length; i++)
            {
                values[i] = (float)doubles[i];
            }

            return;
        }

        var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (var i = 0; i < halves.Length; i++)
        {
            values[i] = dtype == SafetensorsDtype.BF16
                ? BitConverter.UInt32BitsToSingle((uint)halves[i] << 16)
                : (float)BitConverter.UInt16BitsToHalf(halves[i]);
        }
    }

    private static int Length(ITensorSource source, TensorEntry entry) =>
        entry.Count <= Array.MaxLength
            ? (int)entry.Count
            : throw new SafetensorsException(source.Location, $"Tensor '{entry.Name}' is too large for one array", $"at most {Array.MaxLength} elements",
                $"{entry.Count}", "Read it in parts.");

    private static string Nearest(ITensorSource source, string name)
    {
        var tail = name[(name.LastIndexOf('.', Math.Max(0, name.LastIndexOf('.') - 1)) + 1)..];
        ImmutableArray<string> near = [.. source.Tensors.Keys.Where(key => key.EndsWith(tail, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(3)];
        return near.IsEmpty ? "no name like it" : $"similar: {string.Join(", ", near)}";
    }
}
