using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>One weight file of a hub folder: its name, what lies in it, and the free texts of its header.</summary>
/// <param name="Name">Of the file, relative to the folder.</param>
/// <param name="Tensors">In the order of their bytes.</param>
/// <param name="Metadata">Of the header; null for none.</param>
public sealed record WeightFile(string Name, ImmutableArray<TensorEntry> Tensors, ImmutableSortedDictionary<string, string>? Metadata);

/// <summary>
/// All of a hub folder but the numbers of the model: the other files byte for byte, which tensor lies in which weight file with
/// which type, and the tensors that the model does not know. What was loaded is saved with the same files, names, types and shards.
/// </summary>
/// <param name="Files">Contents of the files beside the weights, by name.</param>
/// <param name="Weights">The weight files.</param>
/// <param name="Index">The index over them, or null for a single file.</param>
/// <param name="Others">Bytes of tensors that belong to no parameter, by name.</param>
public sealed record HubSnapshot(
    ImmutableSortedDictionary<string, ImmutableArray<byte>> Files, ImmutableArray<WeightFile> Weights, string? Index, ImmutableDictionary<string, ImmutableArray<byte>> Others)
{
    // Larger files beside the weights are weights in another format; a model card or a vocabulary is not.
    private const long LargestFile = 64 << 20;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">It.</param>
    /// <param name="weights">Its weights, open.</param>
    /// <param name="isKnown">Whether the model holds the tensor of this name.</param>
    public static HubSnapshot Read(string folder, SafetensorsFolder weights, Func<string, bool> isKnown)
    {
        var hub = new HubFolder(folder);
        var isSharded = weights.Shards is not [var only] || Path.GetFileName(only.Location) != SafetensorsFolder.SingleName;
        return new HubSnapshot(
            hub.List().Where(name => name != SafetensorsFolder.IndexName && new FileInfo(Path.Combine(folder, name)).Length <= LargestFile)
                .ToImmutableSortedDictionary(name => name, name => ImmutableArray.Create(File.ReadAllBytes(Path.Combine(folder, name))), StringComparer.Ordinal),
            [.. weights.Shards.Select(shard => new WeightFile(Path.GetRelativePath(folder, shard.Location), shard.InOrder, shard.Metadata))],
            isSharded ? hub.Read(SafetensorsFolder.IndexName) : null,
            weights.Tensors.Keys.Where(name => !isKnown(name)).ToImmutableDictionary(name => name, name => Bytes(weights, name), StringComparer.Ordinal));
    }

    /// <summary>The snapshot of a model that no folder was read for: one weight file in float32.</summary>
    /// <param name="files">Contents of the files beside the weights, by name.</param>
    /// <param name="layout">Names and shapes of the parameters.</param>
    public static HubSnapshot New(IReadOnlyDictionary<string, byte[]> files, IEnumerable<(string Name, long[] Shape)> layout) => new(
        files.ToImmutableSortedDictionary(file => file.Key, file => ImmutableArray.Create(file.Value), StringComparer.Ordinal),
        [new WeightFile(
            SafetensorsFolder.SingleName,
            [.. layout.Select(entry => new TensorEntry(entry.Name, SafetensorsDtype.F32, [.. entry.Shape], 0, 4 * entry.Shape.Aggregate(1L, (product, size) => product * size)))],
            ImmutableSortedDictionary<string, string>.Empty.Add("format", "pt"))],
        null,
        ImmutableDictionary<string, ImmutableArray<byte>>.Empty);

    /// <summary>Bytes of all tensors together.</summary>
    public long TotalBytes => Weights.Sum(file => file.Tensors.Sum(entry => entry.ByteLength));

    /// <summary>The same folder with every floating-point tensor of the model in float32, which loses nothing of weights that were trained.</summary>
    public HubSnapshot InFloat32()
    {
        if (Weights.All(file => file.Tensors.All(entry => IsFloat32(entry) || Others.ContainsKey(entry.Name))))
        {
            return this;
        }

        ImmutableArray<WeightFile> weights = [.. Weights.Select(file => file with { Tensors = [.. file.Tensors.Select(Widened)] })];
        var wide = this with { Weights = weights, Files = Files.SetItem(HubFolder.Config, [.. WithDtype(Files[HubFolder.Config])]) };
        if (Index is null || JsonNode.Parse(Index) is not JsonObject index)
        {
            return wide;
        }

        if (index["metadata"] is JsonObject metadata && metadata.ContainsKey("total_size"))
        {
            metadata["total_size"] = wide.TotalBytes;
        }

        return wide with { Index = index.ToJsonString(Indented) };

        TensorEntry Widened(TensorEntry entry) => Others.ContainsKey(entry.Name) ? entry : entry with { Dtype = SafetensorsDtype.F32, ByteLength = 4 * entry.Count };
    }

    /// <summary>Writes the folder; each file appears whole or not at all. The index comes last, so that it names only what is there.</summary>
    /// <param name="folder">Made when it is missing; weights of another layout in it are removed.</param>
    /// <param name="write">Writes the numbers of a parameter as elements of a type.</param>
    public void Write(string folder, Action<string, SafetensorsDtype, Stream> write)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Files)
        {
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(bytes.AsSpan()));
        }

        foreach (var file in Weights)
        {
            var tensors = file.Tensors.Select(entry => new TensorData(entry.Name, entry.Dtype, entry.Shape, stream =>
            {
                if (Others.TryGetValue(entry.Name, out var bytes))
                {
                    stream.Write(bytes.AsSpan());
                    return;
                }

                write(entry.Name, entry.Dtype, stream);
            }));
            SafetensorsWriter.Write(Path.Combine(folder, file.Name), tensors, file.Metadata);
        }

        // A single file would be read instead of the shards.
        if (Index is null)
        {
            File.Delete(Path.Combine(folder, SafetensorsFolder.IndexName));
        }
        else
        {
            AtomicFile.Write(Path.Combine(folder, SafetensorsFolder.IndexName), System.Text.Encoding.UTF8.GetBytes(Index));
            File.Delete(Path.Combine(folder, SafetensorsFolder.SingleName));
        }
    }

    private static bool IsFloat32(TensorEntry entry) => entry.Dtype == SafetensorsDtype.F32;

    private static byte[] WithDtype(ImmutableArray<byte> config)
    {
        if (JsonNode.Parse(config.AsSpan()) is not JsonObject root)
        {
            return [.. config];
        }

        root[root.ContainsKey("torch_dtype") ? "torch_dtype" : "dtype"] = "float32";
        return JsonSerializer.SerializeToUtf8Bytes(root, Indented);
    }

    private static ImmutableArray<byte> Bytes(SafetensorsFolder weights, string name)
    {
        var bytes = new byte[weights.Require(name).ByteLength];
        weights.Read(name, bytes);
        return ImmutableArray.Create(bytes);
    }
}
