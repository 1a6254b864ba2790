using System.Text.Json;

namespace Agentic.VisionPolicy.Verification;

/// <summary>
/// What a reference implementation computed on a hub folder: <c>cases/cases.json</c> (settings by case) and <c>cases/cases.safetensors</c>
/// (tensors named <c>case/name</c>; one that an earlier case holds is named under <c>same_as</c>).
/// </summary>
public sealed class CaseFile : IDisposable
{
    private readonly SafetensorsFile _tensors;
    private readonly JsonDocument _json;
    private readonly JsonElement _cases;

    /// <summary>Opens the two files of a folder.</summary>
    /// <param name="folder">The <c>cases</c> folder.</param>
    /// <exception cref="FileNotFoundException">One is missing.</exception>
    /// <exception cref="InvalidDataException">The settings are malformed.</exception>
    /// <exception cref="SafetensorsException">The tensors are malformed.</exception>
    public CaseFile(string folder)
    {
        var settings = Path.Combine(folder, "cases.json");
        if (!File.Exists(settings))
        {
            throw new FileNotFoundException($"{folder} has no cases.json; expected what a reference computed on this checkpoint.", settings);
        }

        try
        {
            _json = JsonDocument.Parse(File.ReadAllBytes(settings));
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{settings}: expected a JSON object, but {fault.Message}", fault);
        }

        if (_json.RootElement.ValueKind != JsonValueKind.Object || !_json.RootElement.TryGetProperty("cases", out _cases) || _cases.ValueKind != JsonValueKind.Object)
        {
            _json.Dispose();
            throw new InvalidDataException($"{settings}: expected an object 'cases' of settings by case.");
        }

        _tensors = SafetensorsFile.Open(Path.Combine(folder, "cases.safetensors"));
    }

    /// <summary>All cases, in their order.</summary>
    public IEnumerable<string> Names => _cases.EnumerateObject().Select(entry => entry.Name);

    /// <summary>Whether there is such a case.</summary>
    public bool HasCase(string name) => _cases.TryGetProperty(name, out _);

    /// <summary>A case's settings.</summary>
    /// <exception cref="InvalidDataException">There is no such case.</exception>
    public JsonElement Settings(string name) => _cases.TryGetProperty(name, out var settings)
        ? settings
        : throw new InvalidDataException($"{_tensors.Location}: there is no case '{name}'.");

    /// <summary>A number among a case's settings, or null.</summary>
    public double? Number(string name, string setting) => Settings(name).TryGetProperty(setting, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>Whether a case holds a tensor.</summary>
    public bool Has(string name, string tensor) => _tensors.Tensors.ContainsKey(Resolve(name, tensor));

    /// <summary>A tensor's shape.</summary>
    public long[] Shape(string name, string tensor) => [.. _tensors.Require(Resolve(name, tensor)).Shape];

    /// <summary>A floating-point tensor.</summary>
    public float[] Floats(string name, string tensor) => _tensors.ReadFloats(Resolve(name, tensor));

    /// <summary>A tensor of whole numbers.</summary>
    public long[] Longs(string name, string tensor) => _tensors.ReadArray<long>(Resolve(name, tensor), SafetensorsDtype.I64);

    /// <summary>Names of a case's own tensors that start with a prefix, without it, in order.</summary>
    public IEnumerable<string> Starting(string name, string prefix) => _tensors.Tensors.Keys
        .Where(key => key.StartsWith($"{name}/{prefix}", StringComparison.Ordinal)).Select(key => key[(name.Length + 1 + prefix.Length)..]).Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensors.Dispose();
        _json.Dispose();
    }

    private string Resolve(string name, string tensor) =>
        Settings(name).TryGetProperty("same_as", out var same) && same.TryGetProperty(tensor, out var other) ? other.GetString()! : $"{name}/{tensor}";
}
