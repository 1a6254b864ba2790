using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>AdamW (arXiv 1711.05101), and Adam with its decay inside the gradient: all parameters and their state in one fused native call a step.</summary>
/// <param name="settings">Its numbers.</param>
public sealed class AdamW(AdamWSettings settings) : IUpdateRule
{
    // The numbers come as a float64 tensor: rate, beta1, beta2, decay, epsilon, and 1 for AMSGrad.
    private static readonly Jit Script = new(Function("adamw") + Function("adam"));

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long[] Shape)> State(Tensor parameter)
    {
        var shape = parameter.shape;
        List<(string, long[])> parts = [("exp_avg", shape), ("exp_avg_sq", shape), ("step", [])];
        return settings.AmsGrad ? [.. parts, ("max_exp_avg_sq", shape)] : parts;
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<OptimizerSlot> slots, double learningRate)
    {
        Tensor[] All(Func<OptimizerSlot, Tensor> part) => [.. slots.Select(part)];
        double[] numbers = [learningRate, settings.Beta1, settings.Beta2, settings.WeightDecay, settings.Epsilon, settings.AmsGrad ? 1 : 0];
        Script.Call(
            settings.IsDecoupled ? "adamw" : "adam",
            All(slot => slot.Parameter), All(slot => slot.Parameter.grad!), All(slot => slot[0]), All(slot => slot[1]),
            settings.AmsGrad ? All(slot => slot[3]) : [], All(slot => slot[2]), DeviceTensors.Numbers(numbers));
    }

    private static string Function(string name) => $"""
        def {name}(params: List[Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], most: List[Tensor], steps: List[Tensor], numbers: Tensor) -> Tensor:
            torch._foreach_add_(steps, 1.0)
            torch._fused_{name}_(params, grads, means, squares, most, steps, lr=float(numbers[0]), beta1=float(numbers[1]), beta2=float(numbers[2]), weight_decay=float(numbers[3]), eps=float(numbers[4]), amsgrad=bool(numbers[5] > 0.0), maximize=False)
            return numbers


        """;
}

/// <summary>AdamW's numbers, with PyTorch's defaults.</summary>
public sealed record AdamWSettings
{
    /// <summary>Memory of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Memory of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of the learning rate by which a parameter shrinks each step, apart from its gradient.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Divides by the largest squared mean so far (AMSGrad).</summary>
    public bool AmsGrad { get; init; }

    /// <summary>Decay beside the gradient (AdamW); false adds it to the gradient, where the means see it (Adam).</summary>
    public bool IsDecoupled { get; init; } = true;
}
