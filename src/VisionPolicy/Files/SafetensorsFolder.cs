using System.Collections.Immutable;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>The weights of a hub folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names.</summary>
/// <remarks>As on the hub, the shards say what there is; where two hold the same name, the index decides.</remarks>
public sealed class SafetensorsFolder : ITensorSource
{
    /// <summary>Name of the only weight file.</summary>
    public const string SingleName = "model.safetensors";

    /// <summary>Name of the index over shards.</summary>
    public const string IndexName = "model.safetensors.index.json";

    private readonly ImmutableArray<SafetensorsFile> _shards; // owned
    private readonly Dictionary<string, SafetensorsFile> _home = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFolder(string folder, ImmutableArray<SafetensorsFile> shards, IReadOnlyDictionary<string, string> index)
    {
        (Location, _shards) = (folder, shards);
        foreach (var shard in shards)
        {
            foreach (var (name, entry) in shard.Tensors)
            {
                if (!_home.ContainsKey(name) || (index.TryGetValue(name, out var file) && Path.Combine(folder, file) == shard.Location))
                {
                    (_home[name], _tensors[name]) = (shard, entry);
                }
            }
        }

        Missing = [.. index.Keys.Where(name => !_home.ContainsKey(name)).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    /// <summary>The open files.</summary>
    public IReadOnlyList<SafetensorsFile> Shards => _shards;

    /// <summary>Tensors that the index promises and no shard holds.</summary>
    public ImmutableArray<string> Missing { get; }

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="SafetensorsException">No weights, a malformed index, a missing or malformed shard, or a path out of the folder.</exception>
    public static SafetensorsFolder Open(string folder)
    {
        var indexPath = Path.Combine(folder, IndexName);
        if (File.Exists(Path.Combine(folder, SingleName)))
        {
            return new SafetensorsFolder(folder, [SafetensorsFile.Open(Path.Combine(folder, SingleName))], ImmutableDictionary<string, string>.Empty);
        }

        if (!File.Exists(indexPath))
        {
            throw new SafetensorsException(folder, "The folder holds no weights", $"{SingleName} or {IndexName}", "neither", "Name the folder of a downloaded checkpoint.");
        }

        var index = ReadIndex(indexPath);
        var shards = ImmutableArray.CreateBuilder<SafetensorsFile>();
        try
        {
            foreach (var file in index.Values.Distinct().Order(StringComparer.Ordinal))
            {
                shards.Add(SafetensorsFile.Open(Path.Combine(folder, file)));
            }

            return new SafetensorsFolder(folder, shards.ToImmutable(), index);
        }
        catch
        {
            foreach (var shard in shards)
            {
                shard.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(string name, Span<byte> target, long offset = 0)
    {
        this.Require(name);
        _home[name].Read(name, target, offset);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards)
        {
            shard.Dispose();
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            {
                throw Malformed(path, "The index has no weight map", "an object with an object 'weight_map'", json.RootElement.ValueKind.ToString());
            }

            var index = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in map.EnumerateObject())
            {
                index[pair.Name] = pair.Value.ValueKind == JsonValueKind.String
                    ? Checked(path, pair.Value.GetString()!)
                    : throw Malformed(path, $"The shard of '{pair.Name}' is no name", "text", pair.Value.ValueKind.ToString());
            }

            return index;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new SafetensorsException(path, "The index cannot be read", "a JSON object", fault.Message, SafetensorsException.FetchAgain, fault);
        }
    }

    // A checkpoint comes from strangers: a shard must lie inside the folder.
    private static string Checked(string path, string file)
    {
        var isInside = !Path.IsPathRooted(file) && !file.Contains('\0') && !file.Split('/', '\\').Contains("..") && !file.Contains(':');
        return isInside && file.EndsWith(".safetensors", StringComparison.Ordinal)
            ? file
            : throw Malformed(path, "A shard has a refused name", "a relative path without '..' that ends in .safetensors", $"'{file}'");
    }

    private static SafetensorsException Malformed(string path, string what, string expected, string actual) =>
        new(path, what, expected, actual, "Use the index that came with the checkpoint.");
}
