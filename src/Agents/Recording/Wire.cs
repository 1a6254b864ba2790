using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using MessagePack;

namespace Agentic.Agents;

/// <summary>The small shapes that records are made of, as MessagePack, written and read by hand.</summary>
/// <remarks>
/// The schema is fixed and flat: nothing in it nests without bound and nothing is skipped over, so that no depth limit is needed.
/// Every declared count is held against the bytes that are left before memory is taken for it.
/// </remarks>
internal static class Wire
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text as UTF-8; text that is no valid UTF-16 (half a surrogate pair) as raw UTF-16, so that it comes back as it was.</summary>
    public static void WriteText(ref MessagePackWriter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteNil();
            return;
        }

        if (IsWhole(text))
        {
            writer.Write(text);
            return;
        }

        writer.WriteBinHeader(text.Length * 2);
        var units = writer.GetSpan(text.Length * 2);
        for (var index = 0; index < text.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(units[(index * 2)..], text[index]);
        }

        writer.Advance(text.Length * 2);
    }

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var used) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + used)..];
        }

        return true;
    }

    public static string ReadText(ref MessagePackReader reader) =>
        ReadOptionalText(ref reader) ?? throw new RecordFormatException("text", "nil");

    public static string? ReadOptionalText(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        if (reader.NextMessagePackType == MessagePackType.Binary)
        {
            var units = ReadBytes(ref reader);
            return units.Length % 2 != 0
                ? throw new RecordFormatException("an even number of UTF-16 bytes", $"{units.Length}")
                : string.Create(units.Length / 2, units, static (target, bytes) =>
                {
                    for (var index = 0; index < target.Length; index++)
                    {
                        target[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(index * 2)..]);
                    }
                });
        }

        return reader.TryReadStringSpan(out var utf8)
            ? StrictUtf8.GetString(utf8)
            : throw new RecordFormatException("text", $"{reader.NextMessagePackType}");
    }

    /// <summary>Reads a text or nil over.</summary>
    public static void PassText(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return;
        }

        if (reader.NextMessagePackType == MessagePackType.Binary)
        {
            ReadBytes(ref reader);
        }
        else if (!reader.TryReadStringSpan(out _))
        {
            throw new RecordFormatException("text", $"{reader.NextMessagePackType}");
        }
    }

    public static ReadOnlyMemory<byte> ReadBytes(ref MessagePackReader reader) =>
        reader.ReadBytes() is { } bytes ? bytes.First : throw new RecordFormatException("bytes", "nil");

    /// <summary>An array's length, when the bytes that are left can hold so many items of <paramref name="leastBytes"/> each.</summary>
    public static int ReadCount(ref MessagePackReader reader, int leastBytes = 1)
    {
        var count = reader.ReadArrayHeader();
        RequireRoom(ref reader, count, leastBytes);
        return count;
    }

    /// <summary>An array's length, which the format fixes.</summary>
    public static void ReadFixed(ref MessagePackReader reader, int expected, string what)
    {
        var count = reader.ReadArrayHeader();
        if (count != expected)
        {
            throw new RecordFormatException($"{what} of {expected} fields", $"{count}");
        }
    }

    public static void WriteOptional(ref MessagePackWriter writer, long? value)
    {
        if (value is { } number)
        {
            writer.Write(number);
        }
        else
        {
            writer.WriteNil();
        }
    }

    public static void WriteInts(ref MessagePackWriter writer, ImmutableArray<int> values)
    {
        writer.WriteArrayHeader(values.Length);
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    public static ImmutableArray<int> ReadInts(ref MessagePackReader reader)
    {
        var values = new int[ReadCount(ref reader)];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = reader.ReadInt32();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>Floats as the four bytes of each, so that every bit of them comes back.</summary>
    public static void WriteFloats(ref MessagePackWriter writer, ImmutableArray<float> values)
    {
        writer.WriteBinHeader(values.Length * 4);
        var bytes = writer.GetSpan(values.Length * 4);
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(index * 4)..], BitConverter.SingleToUInt32Bits(values[index]));
        }

        writer.Advance(values.Length * 4);
    }

    public static ImmutableArray<float> ReadFloats(ref MessagePackReader reader)
    {
        var bytes = ReadBytes(ref reader).Span;
        if (bytes.Length % 4 != 0)
        {
            throw new RecordFormatException("floats of 4 bytes each", $"{bytes.Length} bytes");
        }

        var values = new float[bytes.Length / 4];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public static void WriteNumbers(ref MessagePackWriter writer, ImmutableSortedDictionary<string, double> numbers)
    {
        writer.WriteMapHeader(numbers.Count);
        foreach (var (name, value) in numbers)
        {
            WriteText(ref writer, name);
            writer.Write(value);
        }
    }

    public static ImmutableSortedDictionary<string, double> ReadNumbers(ref MessagePackReader reader)
    {
        var count = reader.ReadMapHeader();
        RequireRoom(ref reader, count, leastBytes: 2);
        var empty = Difficulty.Default.Values;
        if (count == 0)
        {
            return empty;
        }

        var numbers = empty.ToBuilder();
        for (var index = 0; index < count; index++)
        {
            var name = ReadText(ref reader);
            numbers[name] = reader.ReadDouble();
        }

        return numbers.ToImmutable();
    }

    private static void RequireRoom(ref MessagePackReader reader, int count, int leastBytes)
    {
        var left = reader.Sequence.Length - reader.Consumed;
        if ((long)count * leastBytes > left)
        {
            throw new RecordFormatException($"room for {count} items", $"{left} bytes");
        }
    }
}
