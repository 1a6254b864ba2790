using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>Stochastic gradient descent with momentum, as PyTorch has it: the first gradient enters the buffer undampened.</summary>
/// <param name="settings">Its numbers.</param>
public sealed class Sgd(SgdSettings settings) : IUpdateRule
{
    // The numbers come as a float64 tensor: rate, momentum, dampening, decay, and 1 for Nesterov.
    private static readonly Jit Script = new("""
        def plain(params: List[Tensor], grads: List[Tensor], numbers: Tensor) -> Tensor:
            for param, grad in zip(params, grads):
                param.add_(torch.add(grad, param, alpha=float(numbers[3])), alpha=-float(numbers[0]))
            return numbers

        def heavy(params: List[Tensor], grads: List[Tensor], buffers: List[Tensor], steps: List[Tensor], numbers: Tensor) -> Tensor:
            momentum = float(numbers[1])
            for i in range(len(params)):
                grad = torch.add(grads[i], params[i], alpha=float(numbers[3]))
                share = 1.0 - float(numbers[2]) * torch.clamp(steps[i], max=1.0)
                buffers[i].mul_(momentum).add_(grad * share)
                steps[i].add_(1.0)
                move = buffers[i]
                if bool(numbers[4] > 0.0):
                    move = torch.add(grad, move, alpha=momentum)
                params[i].add_(move, alpha=-float(numbers[0]))
            return numbers

        """);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long[] Shape)> State(Tensor parameter) =>
        settings.Momentum == 0 ? [] : [("step", []), ("momentum_buffer", parameter.shape)];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<OptimizerSlot> slots, double learningRate)
    {
        Tensor[] All(Func<OptimizerSlot, Tensor> part) => [.. slots.Select(part)];
        var numbers = DeviceTensors.Numbers(learningRate, settings.Momentum, settings.Dampening, settings.WeightDecay, settings.IsNesterov ? 1 : 0);
        if (settings.Momentum == 0)
        {
            Script.Call("plain", All(slot => slot.Parameter), All(slot => slot.Parameter.grad!), numbers);
            return;
        }

        Script.Call("heavy", All(slot => slot.Parameter), All(slot => slot.Parameter.grad!), All(slot => slot[1]), All(slot => slot[0]), numbers);
    }
}

/// <summary>The numbers of stochastic gradient descent, with PyTorch's defaults.</summary>
public sealed record SgdSettings
{
    /// <summary>Share of the buffer that is kept; 0 for none, and no state.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of a gradient that does not enter the buffer.</summary>
    public double Dampening { get; init; }

    /// <summary>Times the parameter, added to the gradient.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Looks ahead: the gradient plus momentum times the new buffer.</summary>
    public bool IsNesterov { get; init; }
}
