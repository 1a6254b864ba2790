using System.Text.Json;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Files;

/// <summary>What the reference parsers say of well-formed and malformed files, and what we say.</summary>
public sealed class SafetensorsFixturesTests
{
    private static readonly (string Dtype, string Reference)[] DtypeNames =
    [
        ("F32", "float32"), ("F16", "float16"), ("BF16", "bfloat16"), ("F64", "float64"), ("I64", "int64"), ("I32", "int32"), ("U8", "uint8"), ("BOOL", "bool"),
        ("I16", "int16"), ("I8", "int8"), ("U64", "uint64"), ("U32", "uint32"), ("U16", "uint16"), ("C64", "complex64"), ("F8_E4M3", "float8_e4m3fn"),
        ("F8_E5M2", "float8_e5m2"), ("F8_E4M3FNUZ", "float8_e4m3fnuz"), ("F8_E5M2FNUZ", "float8_e5m2fnuz"), ("F8_E8M0", "float8_e8m0fnu"),
    ];

    [Fact]
    public void Every_single_file_is_read_or_refused_as_the_reference_does()
    {
        using var expectations = Expectations();
        foreach (var file in expectations.RootElement.GetProperty("files").EnumerateObject())
        {
            var expected = file.Value.GetProperty("open");
            var path = FixtureFolder.Path("safetensors_files", "files", file.Name + ".safetensors");
            if (!File.Exists(path))
            {
                TestContext.Current.AddWarning($"{file.Name} is missing");
                continue;
            }

            if (!expected.GetProperty("ok").GetBoolean())
            {
                var refusal = Assert.ThrowsAny<Exception>(() => SafetensorsFile.Open(path).Dispose());
                Assert.True(refusal is SafetensorsException, $"{file.Name}: {refusal}");
                continue;
            }

            using var opened = SafetensorsFile.Open(path);
            CompareTensors(file.Name, opened, expected.GetProperty("tensors"));
            Assert.Equal(expected.GetProperty("by_offset").EnumerateArray().Select(name => name.GetString()), opened.InOrder.Select(entry => entry.Name));
            var metadata = expected.GetProperty("metadata");
            Assert.Equal(metadata.ValueKind == JsonValueKind.Null ? null : metadata.Deserialize<Dictionary<string, string>>(), opened.Metadata?.ToDictionary());
        }
    }

    [Fact]
    public void Every_sharded_folder_is_read_or_refused_as_the_hub_does()
    {
        using var expectations = Expectations();
        foreach (var folder in expectations.RootElement.GetProperty("sharded").EnumerateObject())
        {
            var path = FixtureFolder.Path("safetensors_files", "sharded", folder.Name);
            var expected = folder.Value.GetProperty("huggingface_hub");
            if (!Directory.Exists(path))
            {
                TestContext.Current.AddWarning($"{folder.Name} is missing");
                continue;
            }

            if (!expected.GetProperty("ok").GetBoolean())
            {
                // The reference loads into a model of two [2, 3] matrices; a shape is wrong only against that.
                Assert.Throws<SafetensorsException>(() =>
                {
                    using var refused = SafetensorsFolder.Open(path);
                    refused.Require("first.weight", [2, 3]);
                    refused.Require("second.weight", [2, 3]);
                });
                continue;
            }

            using var opened = SafetensorsFolder.Open(path);
            var missing = Names(expected, "missing");
            Assert.Equal(missing, opened.Missing);
            var present = expected.GetProperty("tensors").EnumerateObject().Select(tensor => tensor.Name).Except(missing).ToArray();
            Assert.Equal(present.Concat(Names(expected, "unexpected")).Order(), opened.Tensors.Keys.Order());
            foreach (var name in present)
            {
                Assert.Equal(expected.GetProperty("tensors").GetProperty(name).GetProperty("values").EnumerateArray().Select(value => value.GetSingle()), opened.ReadFloats(name));
            }

            foreach (var name in missing)
            {
                Assert.Contains(name, Assert.Throws<SafetensorsException>(() => opened.ReadFloats(name)).Message);
            }
        }
    }

    private static void CompareTensors(string file, SafetensorsFile opened, JsonElement tensors)
    {
        Assert.Equal(tensors.EnumerateObject().Select(tensor => tensor.Name).Order(), opened.Tensors.Keys.Order());
        foreach (var tensor in tensors.EnumerateObject())
        {
            var entry = opened.Require(tensor.Name);
            Assert.Contains((entry.Dtype.ToString(), tensor.Value.GetProperty("dtype").GetString()!), DtypeNames);
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), entry.Shape);
            var expected = tensor.Value.GetProperty("values").EnumerateArray().Select(Plain).ToArray();
            var actual = Values(opened, entry);
            Assert.True(actual is null || expected.SequenceEqual(actual), $"{file}/{tensor.Name}: {string.Join(' ', actual ?? [])}");
        }
    }

    // Numbers as round-trip text: exact for 64-bit integers and doubles alike.
    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Number when value.TryGetInt64(out var whole) && !value.GetRawText().Contains('.') => whole.ToString(),
        JsonValueKind.Number => value.GetDouble().ToString("R"),
        _ => "",
    };

    private static string[]? Values(SafetensorsFile file, TensorEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.F64 => [.. file.ReadArray<double>(entry.Name, SafetensorsDtype.F64).Select(value => value.ToString("R"))],
        SafetensorsDtype.F32 or SafetensorsDtype.F16 or SafetensorsDtype.BF16 => [.. file.ReadFloats(entry.Name).Select(value => ((double)value).ToString("R"))],
        SafetensorsDtype.I64 => [.. file.ReadArray<long>(entry.Name, SafetensorsDtype.I64).Select(value => value.ToString())],
        SafetensorsDtype.I32 => [.. file.ReadArray<int>(entry.Name, SafetensorsDtype.I32).Select(value => value.ToString())],
        SafetensorsDtype.U8 => [.. file.ReadArray<byte>(entry.Name, SafetensorsDtype.U8).Select(value => value.ToString())],
        SafetensorsDtype.BOOL => [.. file.ReadArray<byte>(entry.Name, SafetensorsDtype.BOOL).Select(value => value == 0 ? "0" : "1")],
        _ => null,
    };

    private static string[] Names(JsonElement owner, string property) => [.. owner.GetProperty(property).EnumerateArray().Select(name => name.GetString()!)];

    private static JsonDocument Expectations() => JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("safetensors_files", "expectations.json")));
}
