using System.Text.Json;
using Agentic.Testing;
using Xunit;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>A hub folder with the cases that the reference computed on it. What a folder does not hold skips the test by name.</summary>
internal sealed class ReferenceCases : IDisposable
{
    private const string Folder = "qwen2_5_vl";
    private readonly SafetensorsFile _tensors = SafetensorsFile.Open(FixtureFolder.Require(Folder, "cases", "cases.safetensors"));
    private readonly JsonDocument _json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require(Folder, "cases", "cases.json")));
    private readonly QwenParameters _parameters;

    public ReferenceCases()
    {
        Config = QwenConfigJson.Read(File.ReadAllText(FixtureFolder.Require(Folder, "config.json")));
        using var weights = SafetensorsFolder.Open(FixtureFolder.Require(Folder));
        _parameters = QwenParameters.Load(Config, weights);
        Model = new QwenModel(Config, _parameters);
    }

    public QwenConfig Config { get; }

    public QwenModel Model { get; }

    /// <summary>Names of the cases that compute once, or of those that generate; the folder's own name where there is no file.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names(bool generate)
    {
        var path = FixtureFolder.Path(Folder, "cases", "cases.json");
        if (!File.Exists(path))
        {
            return [new TheoryDataRow<string>(Folder)];
        }

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return [.. json.RootElement.GetProperty("cases").EnumerateObject()
            .Where(entry => entry.Name.StartsWith("generate_", StringComparison.Ordinal) == generate)
            .Select(entry => new TheoryDataRow<string>(entry.Name))];
    }

    public JsonElement Settings(string name)
    {
        var found = _json.RootElement.GetProperty("cases").TryGetProperty(name, out var settings);
        Assert.SkipUnless(found, $"The case {name} is missing in cases.json.");
        return settings;
    }

    public bool Has(string name, string tensor) => _tensors.Tensors.ContainsKey(Resolve(name, tensor));

    public long[] Shape(string name, string tensor) => [.. _tensors.Require(Resolve(name, tensor)).Shape];

    public float[] Floats(string name, string tensor) => _tensors.ReadFloats(Resolve(name, tensor));

    public long[] Longs(string name, string tensor) => _tensors.ReadArray<long>(Resolve(name, tensor), SafetensorsDtype.I64);

    /// <summary>Checkpoint names of the gradients that a case holds.</summary>
    public IEnumerable<string> Gradients(string name) => _tensors.Tensors.Keys
        .Where(key => key.StartsWith($"{name}/grad/", StringComparison.Ordinal)).Select(key => key[$"{name}/grad/".Length..]);

    public void Dispose()
    {
        Model.Dispose();
        _parameters.Dispose();
        _tensors.Dispose();
        _json.Dispose();
    }

    private string Resolve(string name, string tensor) =>
        Settings(name).TryGetProperty("same_as", out var same) && same.TryGetProperty(tensor, out var other) ? other.GetString()! : $"{name}/{tensor}";
}
