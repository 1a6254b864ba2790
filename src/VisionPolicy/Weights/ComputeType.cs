using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>In which type layers are computed. Masters, gradients, norms inside, logits and everything behind them are float32 in both.</summary>
public enum ComputeType
{
    /// <summary>float32: on the processor, and there alone, a token's bits do not depend on its batch.</summary>
    Float32,

    /// <summary>bfloat16: half the memory traffic, faster where the machine multiplies it in hardware.</summary>
    BFloat16,
}

/// <summary>Compute types by name.</summary>
public static class ComputeTypes
{
    /// <summary>Names in scenarios, as torch has them.</summary>
    public static IReadOnlyDictionary<string, ComputeType> ByName { get; } = new Dictionary<string, ComputeType>(StringComparer.Ordinal)
    {
        ["float32"] = ComputeType.Float32,
        ["bfloat16"] = ComputeType.BFloat16,
    };

    /// <summary>
    /// TorchScript that brings a float32 expression to the compute type. For float32 it is the expression as it stands: a cast that does
    /// nothing would still change how gradients are summed, and with it their last bits. Types are numbers in source that is compiled by itself.
    /// </summary>
    internal static string Down(this ComputeType type, string expression) => type == ComputeType.BFloat16 ? $"{expression}.to(dtype={(int)ScalarType.BFloat16})" : expression;

    /// <summary>TorchScript that brings an expression of the compute type to float32.</summary>
    internal static string Up(this ComputeType type, string expression) => type == ComputeType.BFloat16 ? $"{expression}.float()" : expression;

    /// <summary>The tensor's element type.</summary>
    internal static ScalarType Scalar(this ComputeType type) => type == ComputeType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
