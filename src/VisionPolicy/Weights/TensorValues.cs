using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Values out of tensors.</summary>
internal static class TensorValues
{
    /// <summary>A copy of a tensor's values as floats, row-major, whatever device and floating type it has.</summary>
    public static float[] Of(Tensor tensor)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
