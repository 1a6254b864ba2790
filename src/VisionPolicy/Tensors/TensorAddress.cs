using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Tensors of the processor as memory, for loops of our own.</summary>
internal static unsafe class TensorAddress
{
    /// <summary>Where a contiguous tensor's numbers lie, of whatever size: a span over all of them would end at 2 GiB. Valid as long as the tensor is.</summary>
    public static float* At(this Tensor tensor)
    {
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
