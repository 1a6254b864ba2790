using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Tensors of one value.</summary>
public static class Fill
{
    /// <summary>A tensor whose every element is <paramref name="value"/>.</summary>
    public static Tensor Of(double value, long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) =>
        full(shape, type is ScalarType.Int64 or ScalarType.Int32 or ScalarType.Bool ? Scalars.Of((long)value) : Scalars.Of(value), dtype: type, device: device);
}
