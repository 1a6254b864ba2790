using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>Bounds the length of the whole gradient, so that one bad batch cannot throw the weights away.</summary>
public static class GradientClipping
{
    private static readonly Jit Script = new("""
        def clip(grads: List[Tensor], most: Tensor, order: Tensor) -> Tensor:
            p = float(order)
            norm = torch.norm(torch.stack(torch._foreach_norm(grads, p)), p)
            torch._foreach_mul_(grads, torch.clamp(most / (norm + 1e-6), max=1.0))
            return norm

        """);

    /// <summary>Scales all gradients in place by min(1, <paramref name="maxNorm"/> / (norm + 1e-6)).</summary>
    /// <param name="parameters">Those without a gradient are left out; borrowed.</param>
    /// <param name="maxNorm">Largest norm over all gradients together; +∞ only measures.</param>
    /// <param name="order">Which norm: 1 for the sum of sizes, 2 for the Euclidean, +∞ for the largest.</param>
    /// <returns>The norm before scaling; 0 without gradients. When it is not finite, the gradients are spoilt and the step should be dropped.</returns>
    public static double ByGlobalNorm(IEnumerable<Tensor> parameters, double maxNorm, double order = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            return 0;
        }

        var norm = Script.Call("clip", gradients, tensor(maxNorm, gradients[0].dtype, gradients[0].device), DeviceTensors.Numbers(order));
        return norm.ReadNumber();
    }
}
