using System.Collections.Immutable;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Hub folders made of others: the same model in another element type, or with an adapter merged in. One tensor is in memory at a time.</summary>
public static class HubRewrite
{
    private static readonly string[] DtypeKeys = ["dtype", "torch_dtype"];

    /// <summary>Writes a folder whose floating-point tensors have the type; other tensors and files are copied.</summary>
    /// <param name="source">A hub folder.</param>
    /// <param name="target">A folder that is empty or not there.</param>
    /// <param name="dtype">F32, BF16 or F16.</param>
    /// <exception cref="SafetensorsException">The weights cannot be read, or a value is beyond the type's range.</exception>
    /// <exception cref="IOException">The target holds something already.</exception>
    public static void Convert(string source, string target, SafetensorsDtype dtype)
    {
        using var weights = SafetensorsFolder.Open(source);
        Write(source, target, weights, dtype, static (_, _, values) => values);
    }

    /// <summary>Writes a folder in which W + scale · B·A stands for each adapted weight. The sum is taken in float32.</summary>
    /// <param name="source">The base, a hub folder.</param>
    /// <param name="adapter">A folder with PEFT's adapter of it.</param>
    /// <param name="target">A folder that is empty or not there.</param>
    /// <param name="dtype">F32, BF16 or F16.</param>
    /// <exception cref="LoraException">The adapter does not fit the base.</exception>
    /// <exception cref="SafetensorsException">The weights cannot be read, or a value is beyond the type's range.</exception>
    /// <exception cref="IOException">The target holds something already.</exception>
    public static void Merge(string source, string adapter, string target, SafetensorsDtype dtype)
    {
        using var weights = SafetensorsFolder.Open(source);
        using var lora = PeftFolder.Read(adapter, [.. weights.Tensors.Values.Select(entry => (entry.Name, entry.Shape.ToArray())).OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
        Write(source, target, weights, dtype, (name, shape, values) =>
        {
            if (!lora.Changes(name))
            {
                return values;
            }

            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            return TensorValues.Of(lora.Apply(name, tensor(values, shape)));
        });
    }

    private static void Write(string source, string target, SafetensorsFolder weights, SafetensorsDtype dtype, Func<string, long[], float[], float[]> change)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new IOException($"'{target}' holds something already. Name a folder that is empty or not there.");
        }

        Directory.CreateDirectory(target);
        SafetensorsWriter.Write(
            Path.Combine(target, SafetensorsFolder.SingleName),
            weights.Tensors.Values.Select(entry => IsFloat(entry.Dtype) ? Rounded(weights, entry, dtype, change) : Copied(weights, entry)),
            ImmutableDictionary<string, string>.Empty.Add("format", "pt"));
        var hub = new HubFolder(source);
        foreach (var file in hub.List().Where(file => file != HubFolder.Config && !IsWeights(file)))
        {
            File.Copy(Path.Combine(source, file), Path.Combine(target, file));
        }

        // Last, so that a folder that was cut off is not taken for a policy.
        new HubFolder(target).Write(HubFolder.Config, WithDtype(hub.Read(HubFolder.Config), dtype));
    }

    private static TensorData Rounded(SafetensorsFolder weights, TensorEntry entry, SafetensorsDtype dtype, Func<string, long[], float[], float[]> change) =>
        new(entry.Name, dtype, entry.Shape, stream =>
        {
            try
            {
                stream.Write(FloatEncoding.Encode(change(entry.Name, [.. entry.Shape], weights.ReadFloats(entry.Name)), dtype));
            }
            catch (OverflowException fault)
            {
                throw new SafetensorsException(weights.Location, $"Tensor '{entry.Name}' does not fit", $"values within the range of {dtype}", fault.Message, "Choose bfloat16 or float32.", fault);
            }
        });

    private static TensorData Copied(SafetensorsFolder weights, TensorEntry entry) => new(entry.Name, entry.Dtype, entry.Shape, stream =>
    {
        var bytes = new byte[entry.ByteLength];
        weights.Read(entry.Name, bytes);
        stream.Write(bytes);
    });

    private static bool IsFloat(SafetensorsDtype dtype) => dtype is SafetensorsDtype.F16 or SafetensorsDtype.BF16 or SafetensorsDtype.F32 or SafetensorsDtype.F64;

    // Weights of other programs would go stale beside the new ones.
    private static bool IsWeights(string file) =>
        file == SafetensorsFolder.IndexName || file.StartsWith("pytorch_model", StringComparison.Ordinal) || Path.GetExtension(file) is ".bin" or ".pt" or ".pth" or ".gguf" or ".h5" or ".msgpack" or ".onnx";

    private static string WithDtype(string config, SafetensorsDtype dtype)
    {
        var name = FloatEncoding.ByName.First(pair => pair.Value == dtype).Key;
        var root = JsonNode.Parse(config) as JsonObject ?? throw new InvalidDataException($"{HubFolder.Config}: expected a JSON object.");
        foreach (var part in new[] { root, root["text_config"] as JsonObject, root["vision_config"] as JsonObject }.OfType<JsonObject>())
        {
            // Older files say torch_dtype; a part that says nothing follows the whole.
            foreach (var key in DtypeKeys.Where(part.ContainsKey))
            {
                part[key] = name;
            }
        }

        if (!root.ContainsKey("torch_dtype"))
        {
            root["dtype"] = name;
        }

        return root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }
}
