using System.Collections.Immutable;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>A folder with an adapter as PEFT has it: adapter_config.json and adapter_model.safetensors.</summary>
public static class PeftFolder
{
    /// <summary>Name of the weight file.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";

    /// <summary>Whether a folder holds an adapter.</summary>
    public static bool IsAdapter(string folder) => File.Exists(Path.Combine(folder, PeftConfig.FileName));

    /// <summary>The adapter's description alone.</summary>
    /// <exception cref="LoraException">It is missing or wrong.</exception>
    public static PeftConfig ReadConfig(string folder)
    {
        var path = Path.Combine(folder, PeftConfig.FileName);
        return File.Exists(path)
            ? PeftConfig.Read(File.ReadAllText(path), path)
            : throw new LoraException(folder, "The folder holds no adapter", PeftConfig.FileName, "no such file", "Name a folder that PEFT, or a training with lora, has written.");
    }

    /// <summary>Reads an adapter of a model.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <param name="layout">Names and shapes of the model's checkpoint tensors.</param>
    /// <param name="device">Where it goes; the processor unless said.</param>
    /// <exception cref="LoraException">The description is wrong, or the weights do not fit it or the model.</exception>
    /// <exception cref="SafetensorsException">The weights cannot be read.</exception>
    public static LoraAdapter Read(string folder, IReadOnlyList<(string Name, long[] Shape)> layout, ComputeDevice? device = null)
    {
        var config = ReadConfig(folder);
        var path = Path.Combine(folder, WeightsName);
        using var file = SafetensorsFile.Open(path);
        var linear = LoraTarget.Linear(layout);
        var byModule = linear.ToDictionary(layer => layer.Module, StringComparer.Ordinal);
        foreach (var layer in linear)
        {
            byModule.TryAdd(ModuleNames.Plain(layer.Weight), layer);
        }

        // The stored key of each layer's A and B.
        var keys = new Dictionary<(LoraTarget Layer, bool IsA), string>();
        foreach (var key in file.Tensors.Keys)
        {
            var (module, isA) = Split(key, path);
            if (!byModule.TryGetValue(module, out var layer) || !keys.TryAdd((layer, isA), key))
            {
                throw Wrong(path, $"'{key}' belongs to no linear layer of this model, or to one that has its adapter already", $"modules such as {linear[0].Module}", module);
            }
        }

        LoraTarget[] targets = [.. linear.Where(layer => keys.ContainsKey((layer, true)) || keys.ContainsKey((layer, false)) || IsPromised(layer, config))];
        if (targets.Length == 0)
        {
            throw Wrong(path, "The file adapts nothing", "lora_A and lora_B of some layers", $"{file.Tensors.Count} tensors");
        }

        return LoraAdapter.Load(config, targets, (layer, isA) =>
        {
            if (!keys.TryGetValue((layer, isA), out var key))
            {
                throw Wrong(path, $"A half of the adapter of '{layer.Module}' is missing", isA ? PeftConfig.NameA(layer.Module) : PeftConfig.NameB(layer.Module), "no such tensor");
            }

            file.Require(key, isA ? [config.Rank, layer.Inputs] : [layer.Outputs, config.Rank]);
            return file.ReadFloats(key);
        }, device);
    }

    /// <summary>Writes an adapter; each file appears whole or not at all. Call where the tensors live.</summary>
    public static void Write(string folder, LoraAdapter adapter)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsName),
            adapter.Parameters.Select(part => new TensorData(
                part.Name, SafetensorsDtype.F32, [.. part.Parameter.shape], stream => TensorBytes.Write(part.Parameter, SafetensorsDtype.F32, stream))),
            ImmutableDictionary<string, string>.Empty.Add("format", "pt"));
        AtomicFile.Write(Path.Combine(folder, PeftConfig.FileName), Encoding.UTF8.GetBytes(adapter.Config.ToJson()));
    }

    // A description by endings promises every layer that they mean; a pattern is another engine's regular expression, and the file decides.
    private static bool IsPromised(LoraTarget layer, PeftConfig config) => config.TargetsAreComplete && config.TargetModules.Any(ending =>
        ModuleNames.EndsWith(layer.Module, ending) || ModuleNames.EndsWith(ModuleNames.Plain(layer.Weight), ending));

    private static (string Module, bool IsA) Split(string key, string path)
    {
        foreach (var isA in new[] { true, false })
        {
            foreach (var ending in new[] { isA ? ".lora_A.weight" : ".lora_B.weight", isA ? ".lora_A.default.weight" : ".lora_B.default.weight" })
            {
                if (key.StartsWith(Prefix, StringComparison.Ordinal) && key.EndsWith(ending, StringComparison.Ordinal) && key.Length > Prefix.Length + ending.Length)
                {
                    return (key[Prefix.Length..^ending.Length], isA);
                }
            }
        }

        throw Wrong(path, "A tensor's name is not PEFT's", $"{Prefix}MODULE.lora_A.weight or ….lora_B.weight", $"'{key}'");
    }

    private static LoraException Wrong(string path, string what, string expected, string actual) =>
        new(path, what, expected, actual, "Check that the adapter belongs to this model.");
}
