using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>What a hub folder holds, told without reading its weights.</summary>
/// <param name="Config">The model's shape.</param>
/// <param name="Names">How its parameters are spelled.</param>
/// <param name="Parameters">Numbers in the model's parameters together.</param>
/// <param name="Types">Bytes of weights by element type.</param>
/// <param name="Shards">Weight files.</param>
/// <param name="Tensors">Tensors in them.</param>
/// <param name="Missing">Parameters that no weight file holds in their shape.</param>
/// <param name="Unknown">Tensors that belong to no parameter.</param>
public sealed record HubSummary(
    QwenConfig Config, CheckpointNames Names, long Parameters, ImmutableSortedDictionary<string, long> Types, int Shards, int Tensors,
    ImmutableArray<string> Missing, ImmutableArray<string> Unknown)
{
    /// <summary>Reads the headers of a folder.</summary>
    /// <exception cref="FileNotFoundException">It has no config.json.</exception>
    /// <exception cref="InvalidDataException">config.json is malformed or of another family.</exception>
    /// <exception cref="SafetensorsException">The weight files cannot be read.</exception>
    public static HubSummary Read(string folder)
    {
        var config = QwenConfigJson.Read(new HubFolder(folder).Read(HubFolder.Config), Path.Combine(folder, HubFolder.Config));
        using var weights = SafetensorsFolder.Open(folder);
        var names = CheckpointNames.Find(weights.Tensors.Keys, config.Family);
        var layout = new QwenLayout(config, names).All().ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);
        return new HubSummary(
            config, names, layout.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size)),
            weights.Tensors.Values.GroupBy(entry => entry.Dtype.ToString()).ToImmutableSortedDictionary(group => group.Key, group => group.Sum(entry => entry.ByteLength)),
            weights.Shards.Count, weights.Tensors.Count,
            [.. layout.Where(entry => !weights.Tensors.TryGetValue(entry.Key, out var stored) || !stored.Shape.AsSpan().SequenceEqual(entry.Value))
                .Select(entry => entry.Key).Order(StringComparer.Ordinal)],
            [.. weights.Tensors.Keys.Where(name => !layout.ContainsKey(name) && name != names.Head).Order(StringComparer.Ordinal)]);
    }
}
