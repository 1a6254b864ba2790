using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Floats as the bytes of a narrower type, rounded to nearest, ties to even.</summary>
public static class FloatEncoding
{
    /// <summary>Types by torch's names.</summary>
    public static IReadOnlyDictionary<string, SafetensorsDtype> ByName { get; } = new Dictionary<string, SafetensorsDtype>(StringComparer.Ordinal)
    {
        ["float32"] = SafetensorsDtype.F32,
        ["bfloat16"] = SafetensorsDtype.BF16,
        ["float16"] = SafetensorsDtype.F16,
    };

    /// <summary>The little-endian bytes.</summary>
    /// <param name="values">What to encode.</param>
    /// <param name="dtype">F32, BF16 or F16.</param>
    /// <exception cref="OverflowException">A finite value is beyond the type's range.</exception>
    public static byte[] Encode(ReadOnlySpan<float> values, SafetensorsDtype dtype)
    {
        if (dtype == SafetensorsDtype.F32)
        {
            return MemoryMarshal.AsBytes(values).ToArray();
        }

        var bytes = new byte[values.Length * sizeof(ushort)];
        var halves = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
        for (var index = 0; index < values.Length; index++)
        {
            var value = values[index];
            halves[index] = dtype == SafetensorsDtype.BF16 ? BFloat16(value) : BitConverter.HalfToUInt16Bits((Half)value);
            var isInfinite = (halves[index] & 0x7FFF) == (dtype == SafetensorsDtype.BF16 ? 0x7F80 : 0x7C00);
            if (isInfinite && float.IsFinite(value))
            {
                throw new OverflowException($"{value:R} is beyond the range of {dtype}");
            }
        }

        return bytes;
    }

    private static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // A NaN keeps its sign and stays one; adding to its bits could carry it over to infinity or zero.
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
