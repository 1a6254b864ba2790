using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>Adafactor (arXiv 1804.04235): the squared gradient of a matrix is remembered by its rows and columns alone, so that state costs next to nothing.</summary>
/// <param name="settings">Its numbers.</param>
public sealed class Adafactor(AdafactorSettings settings) : IUpdateRule
{
    // The numbers come as a float64 tensor: rate, exponent of the memory, ε1, ε2, d, decay.
    private static readonly Jit Script = new("""
        def begin(param: Tensor, step: Tensor, numbers: Tensor) -> Tensor:
            # Gives the size of the step: at most 1/√t, times the parameter's own size.
            step.add_(1.0)
            size = torch.clamp(torch.norm(param) / float(param.numel()) ** 0.5, min=float(numbers[3]))
            rate = torch.clamp(torch.rsqrt(step), max=float(numbers[0]))
            param.mul_(1.0 - float(numbers[0]) * float(numbers[5]))
            return size * rate

        def move(param: Tensor, grad: Tensor, variance: Tensor, size: Tensor, numbers: Tensor) -> Tensor:
            update = torch.rsqrt(torch.clamp(variance, min=float(numbers[2]) * float(numbers[2]))) * grad
            spread = torch.norm(update) / (float(update.numel()) ** 0.5 * float(numbers[4]))
            param.sub_(update * (size / torch.clamp(spread, min=1.0)))
            return param

        def factored(params: List[Tensor], grads: List[Tensor], steps: List[Tensor], rows: List[Tensor], columns: List[Tensor], numbers: Tensor) -> Tensor:
            for i in range(len(params)):
                size = begin(params[i], steps[i], numbers)
                fresh = torch.pow(steps[i], float(numbers[1]))
                square = grads[i] * grads[i]
                rows[i].lerp_(square.mean([-1], True), fresh)
                columns[i].lerp_(square.mean([-2], True), fresh)
                variance = torch.matmul(rows[i], columns[i]) / torch.clamp(rows[i].mean([-2], True), min=float(numbers[2]))
                move(params[i], grads[i], variance, size, numbers)
            return numbers

        def whole(params: List[Tensor], grads: List[Tensor], steps: List[Tensor], variances: List[Tensor], numbers: Tensor) -> Tensor:
            for i in range(len(params)):
                size = begin(params[i], steps[i], numbers)
                variances[i].lerp_(grads[i] * grads[i], torch.pow(steps[i], float(numbers[1])))
                move(params[i], grads[i], variances[i], size, numbers)
            return numbers

        """);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long[] Shape)> State(Tensor parameter)
    {
        var shape = parameter.shape;
        return shape.Length < 2
            ? [("step", []), ("variance", shape)]
            : [("step", []), ("row_var", [.. shape[..^1], 1]), ("col_var", [.. shape[..^2], 1, shape[^1]])];
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<OptimizerSlot> slots, double learningRate)
    {
        var numbers = DeviceTensors.Numbers(
            learningRate, settings.MemoryExponent, settings.Epsilon1, settings.Epsilon2, settings.Threshold, settings.WeightDecay);
        foreach (var kind in slots.GroupBy(slot => slot.Parameter.dim() > 1))
        {
            Tensor[] All(Func<OptimizerSlot, Tensor> part) => [.. kind.Select(part)];
            var (parameters, gradients, steps) = (All(slot => slot.Parameter), All(slot => slot.Parameter.grad!), All(slot => slot[0]));
            if (kind.Key)
            {
                Script.Call("factored", parameters, gradients, steps, All(slot => slot[1]), All(slot => slot[2]), numbers);
            }
            else
            {
                Script.Call("whole", parameters, gradients, steps, All(slot => slot[1]), numbers);
            }
        }
    }
}

/// <summary>Adafactor's numbers, with PyTorch's defaults.</summary>
public sealed record AdafactorSettings
{
    /// <summary>Step t takes in the share t^this of the new square.</summary>
    public double MemoryExponent { get; init; } = -0.8;

    /// <summary>Smallest root of a remembered square; float32's ε unless set.</summary>
    public double Epsilon1 { get; init; } = 1.1920928955078125e-7;

    /// <summary>Smallest size of a parameter that a step is measured by.</summary>
    public double Epsilon2 { get; init; } = 1e-3;

    /// <summary>An update whose root mean square exceeds this is scaled down to it: d.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Share of the learning rate by which a parameter shrinks each step.</summary>
    public double WeightDecay { get; init; }
}
