using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Named cases of a fixture folder about pictures, with their tensors. What the folder does not hold skips the test by name.</summary>
internal sealed class ReferencePictures : IDisposable
{
    private readonly JsonDocument _json;
    private readonly SafetensorsFile _tensors;

    public ReferencePictures(params string[] folder)
    {
        _json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require([.. folder, "cases.json"])));
        _tensors = SafetensorsFile.Open(FixtureFolder.Require([.. folder, "cases.safetensors"]));
    }

    /// <summary>Names of the cases that pass; the folder's own name where there is no file, so that the test is skipped and not missing.</summary>
    public static IEnumerable<string> Names(Func<JsonProperty, bool> isWanted, params string[] folder)
    {
        var path = FixtureFolder.Path([.. folder, "cases.json"]);
        if (!File.Exists(path))
        {
            return [string.Join('/', folder)];
        }

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return [.. json.RootElement.GetProperty("cases").EnumerateObject().Where(isWanted).Select(entry => entry.Name)];
    }

    /// <summary>The settings of a case.</summary>
    public JsonElement Settings(string name)
    {
        var found = _json.RootElement.GetProperty("cases").TryGetProperty(name, out var settings);
        Assert.SkipUnless(found, $"The case {name} is missing in cases.json.");
        return settings;
    }

    public bool Has(string name, string tensor) => _tensors.Tensors.ContainsKey(Resolve(name, tensor));

    public byte[] Bytes(string name, string tensor) => _tensors.ReadArray<byte>(Resolve(name, tensor), SafetensorsDtype.U8);

    public long[] Longs(string name, string tensor) => _tensors.ReadArray<long>(Resolve(name, tensor), SafetensorsDtype.I64);

    public float[] Floats(string name, string tensor) => _tensors.ReadFloats(Resolve(name, tensor));

    public long[] Shape(string name, string tensor) => [.. _tensors.Require(Resolve(name, tensor)).Shape];

    /// <summary>The bytes of a picture's file.</summary>
    public static byte[] Content(string file) => File.ReadAllBytes(FixtureFolder.Require("images", file));

    /// <summary>A picture as the product sees it.</summary>
    public static ImageFrame Picture(string file) => PictureDecoder.Decode(Content(file), file);

    /// <summary>Numbers equal within 1e-5, which is far more than single precision loses here.</summary>
    public static void AssertClose(string what, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(largest <= 1e-5f, $"{what}: the largest difference is {largest}");
    }

    public void Dispose()
    {
        _json.Dispose();
        _tensors.Dispose();
    }

    private string Resolve(string name, string tensor) =>
        Settings(name).TryGetProperty("same_as", out var same) && same.TryGetProperty(tensor, out var other) ? other.GetString()! : $"{name}/{tensor}";
}
