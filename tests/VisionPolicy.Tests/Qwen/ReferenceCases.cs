using System.Text.Json;
using Agentic.Testing;
using Xunit;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>A hub folder with the cases that the reference computed on it. What a folder does not hold skips the test by name.</summary>
internal sealed class ReferenceCases : IDisposable
{
    private const string Folder = "qwen2_5_vl";
    private readonly SafetensorsFile _tensors;
    private readonly JsonDocument _json;
    private readonly QwenParameters _parameters;

    /// <param name="model">The folder of the model.</param>
    /// <param name="cases">Parts of the path to the cases; those of the model when empty.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    public ReferenceCases(string model = Folder, string[]? cases = null, ComputeType compute = ComputeType.Float32)
        : this(compute, FixtureFolder.Require(model), cases ?? [model, "cases"])
    {
    }

    private ReferenceCases(ComputeType compute, string hub, string[] cases)
    {
        _tensors = SafetensorsFile.Open(FixtureFolder.Require([.. cases, "cases.safetensors"]));
        _json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require([.. cases, "cases.json"])));
        Config = QwenConfigJson.Read(File.ReadAllText(Path.Combine(hub, HubFolder.Config)));
        using var weights = SafetensorsFolder.Open(hub);
        _parameters = QwenParameters.Load(Config, weights);
        Weights = new EffectiveWeights(_parameters, compute);
        Model = new QwenModel(Config, Weights);
    }

    /// <summary>The same cases on another folder of the model.</summary>
    /// <param name="hub">A full path.</param>
    /// <param name="cases">Parts of the path to the cases.</param>
    public static ReferenceCases At(string hub, string[] cases) => new(ComputeType.Float32, hub, cases);

    public QwenConfig Config { get; }

    public EffectiveWeights Weights { get; }

    public QwenModel Model { get; }

    /// <summary>Names of the cases that compute once, or of those that generate; the folder's own name where there is no file.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names(bool generate) => Names(generate, Folder);

    public static IEnumerable<TheoryDataRow<string>> Names(bool generate, string folder)
    {
        var path = FixtureFolder.Path(folder, "cases", "cases.json");
        if (!File.Exists(path))
        {
            return [new TheoryDataRow<string>(folder)];
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
        Weights.Dispose();
        _parameters.Dispose();
        _tensors.Dispose();
        _json.Dispose();
    }

    private string Resolve(string name, string tensor) =>
        Settings(name).TryGetProperty("same_as", out var same) && same.TryGetProperty(tensor, out var other) ? other.GetString()! : $"{name}/{tensor}";
}
