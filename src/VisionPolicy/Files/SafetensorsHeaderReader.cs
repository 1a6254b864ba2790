using System.Collections.Immutable;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>Reads the JSON of a safetensors header, entry by entry, and checks what can be said of an entry alone.</summary>
internal readonly struct SafetensorsHeaderReader(string file)
{
    private const string MetadataKey = "__metadata__";

    public (IReadOnlyCollection<TensorEntry> Tensors, ImmutableSortedDictionary<string, string>? Metadata) Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 127 });
        var tensors = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, string>? metadata = null;
        var hasMetadata = false;
        Require(ref reader, JsonTokenType.StartObject, "the header");
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            if (key == MetadataKey)
            {
                if (hasMetadata)
                {
                    throw Malformed("The header holds two metadata objects", "one", "two");
                }

                (hasMetadata, metadata) = (true, ReadMetadata(ref reader));
                continue;
            }

            var entry = ReadEntry(ref reader, key);
            if (!tensors.TryAdd(key, entry) && !tensors[key].Equals(entry))
            {
                throw Malformed($"Tensor '{key}' is described twice, differently", $"{tensors[key]} at byte {tensors[key].Start}", $"{entry} at byte {entry.Start}");
            }
        }

        // Reads once more so that anything behind the object is refused.
        reader.Read();
        return (tensors.Values, metadata);
    }

    private ImmutableSortedDictionary<string, string>? ReadMetadata(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) == JsonTokenType.Null)
        {
            return null;
        }

        Expect(in reader, JsonTokenType.StartObject, MetadataKey);
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            Require(ref reader, JsonTokenType.String, $"metadata '{key}'");
            texts[key] = reader.GetString()!;
        }

        return texts.ToImmutable();
    }

    private TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Require(ref reader, JsonTokenType.StartObject, $"tensor '{name}'");
        SafetensorsDtype? dtype = null;
        ImmutableArray<ulong>? shape = null;
        ImmutableArray<ulong>? offsets = null;
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var field = reader.GetString()!;
            var isTwice = field switch { "dtype" => dtype is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (isTwice)
            {
                throw Malformed($"Tensor '{name}' has the field '{field}' twice", "one", "two");
            }

            switch (field)
            {
                case "dtype":
                    dtype = ReadDtype(ref reader, name);
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, $"the shape of '{name}'");
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, $"the offsets of '{name}'");
                    break;
                default:
                    Next(ref reader);
                    reader.Skip();
                    break;
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
        {
            throw Malformed($"Tensor '{name}' is not fully described", "dtype, shape and two data_offsets",
                $"dtype {dtype?.ToString() ?? "missing"}, {shape?.Length.ToString() ?? "no"} axes, {offsets?.Length ?? 0} offsets");
        }

        var bytes = ByteLength(name, dtype.Value, shape.Value);
        if (end > long.MaxValue || end < begin || end - begin != bytes)
        {
            throw Malformed($"The offsets of tensor '{name}' do not fit its shape", $"{bytes} bytes", $"{begin} to {end}");
        }

        return new TensorEntry(name, dtype.Value, ImmutableArray.CreateRange(shape.Value, size => (long)size), (long)begin, (long)bytes);
    }

    private SafetensorsDtype ReadDtype(ref Utf8JsonReader reader, string name)
    {
        Require(ref reader, JsonTokenType.String, $"the dtype of '{name}'");
        var text = reader.GetString()!;
        return SafetensorsDtypes.TryParse(text, out var dtype)
            ? dtype
            : throw Malformed($"Tensor '{name}' has an unknown dtype", string.Join(", ", Enum.GetNames<SafetensorsDtype>()), $"'{text}'");
    }

    private ImmutableArray<ulong> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        Require(ref reader, JsonTokenType.StartArray, what);
        var numbers = ImmutableArray.CreateBuilder<ulong>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out var number))
            {
                throw Malformed($"A number of {what} is out of place", "a whole number from 0 to 2^64 - 1", $"{reader.TokenType}");
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private ulong ByteLength(string name, SafetensorsDtype dtype, ImmutableArray<ulong> shape)
    {
        try
        {
            // Checked in the order of the axes, as the reference does: a zero does not excuse an overflow before it.
            var bits = (ulong)dtype.Bits();
            foreach (var size in shape)
            {
                _ = checked((long)size);
            }

            var count = shape.Aggregate(1UL, (product, size) => checked(product * size));
            bits = checked(count * bits);
            return bits % 8 == 0 ? bits / 8 : throw Malformed($"Tensor '{name}' ends inside a byte", "a multiple of 8 bits", $"{bits} bits");
        }
        catch (OverflowException)
        {
            throw Malformed($"The shape of tensor '{name}' overflows", "fewer than 2^64 bits", $"[{string.Join(", ", shape)}]");
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("it ends too early");

    private void Require(ref Utf8JsonReader reader, JsonTokenType wanted, string what)
    {
        Next(ref reader);
        Expect(in reader, wanted, what);
    }

    private void Expect(in Utf8JsonReader reader, JsonTokenType wanted, string what)
    {
        if (reader.TokenType != wanted)
        {
            throw Malformed($"The value of {what} has the wrong kind", $"{wanted}", $"{reader.TokenType}");
        }
    }

    private SafetensorsException Malformed(string what, string expected, string actual) =>
        new(file, what, expected, actual, SafetensorsException.FetchAgain);
}
