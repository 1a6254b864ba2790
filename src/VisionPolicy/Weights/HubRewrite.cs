using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Hub folders made of others: the same model in another element type, or with an adapter merged in. One tensor is in memory at a time.</summary>
public static class HubRewrite
{
    /// <summary>Writes a folder whose floating-point tensors have the type; shards, other tensors and other files stay as they are.</summary>
    /// <param name="source">A hub folder.</param>
    /// <param name="target">A folder that is empty or not there.</param>
    /// <param name="dtype">F32, BF16 or F16.</param>
    /// <exception cref="SafetensorsException">The weights cannot be read, or a value is beyond the type's range.</exception>
    /// <exception cref="IOException">The target holds something already.</exception>
    public static void Convert(string source, string target, SafetensorsDtype dtype)
    {
        using var weights = SafetensorsFolder.Open(source);
        Write(source, target, weights, dtype, static (_, values) => values);
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
        using var lora = PeftFolder.Read(adapter, [.. weights.Tensors.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => (entry.Name, entry.Shape.ToArray()))]);
        Write(source, target, weights, dtype, lora.Apply);
    }

    private static void Write(string source, string target, SafetensorsFolder weights, SafetensorsDtype dtype, Func<string, Tensor, Tensor> change)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new IOException($"'{target}' holds something already. Name a folder that is empty or not there.");
        }

        TorchRuntime.Load();
        HubSnapshot.Read(source, weights, name => TensorBytes.TypeOf(weights.Tensors[name].Dtype) is not null).In(dtype).Write(target, (name, type, stream) =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var values = ComputeDevice.Cpu.Empty(weights.Require(name).Shape.AsSpan());
            TensorBytes.Fill(values, weights, name);
            values = change(name, values);
            RequireRange(weights, name, values, type);
            TensorBytes.Write(values, type, stream);
        });
    }

    private static void RequireRange(SafetensorsFolder weights, string name, Tensor values, SafetensorsDtype dtype)
    {
        if (dtype == SafetensorsDtype.F16 && values.to(ScalarType.Float16).isinf().logical_and(values.isinf().logical_not()).any().Read<bool>()[0])
        {
            throw new SafetensorsException(
                weights.Location, $"Tensor '{name}' does not fit float16", "values up to 65504", $"one of size {values.abs().max().Read<float>()[0]}", "Choose bfloat16 or float32.");
        }
    }
}
