using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>
/// Muon, momentum orthogonalised by Newton–Schulz steps (arXiv 2502.16982): every direction of a weight matrix moves alike. For the
/// matrices inside a network; embeddings, heads, norms and biases belong to another rule.
/// </summary>
/// <remarks>Orthogonalises in float32: no dearer on a CPU than PyTorch's bfloat16, and finer.</remarks>
/// <param name="settings">Its numbers.</param>
public sealed class Muon(MuonSettings settings) : IUpdateRule
{
    // The numbers come as a float64 tensor: rate, momentum, decay, 1 for Nesterov, 1 for AdamW's scale, epsilon.
    private static readonly Jit Script = new("""
        def orthogonal(m: Tensor, eps: float) -> Tensor:
            isTall = m.size(0) > m.size(1)
            x = m.t() if isTall else m
            x = x / torch.clamp(torch.norm(x), min=eps)
            for i in range(5):
                gram = torch.mm(x, x.t())
                x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=-4.775, alpha=2.0315), x, beta=3.4445)
            return x.t() if isTall else x

        def step(params: List[Tensor], grads: List[Tensor], buffers: List[Tensor], numbers: Tensor) -> Tensor:
            rate = float(numbers[0])
            momentum = float(numbers[1])
            for i in range(len(params)):
                buffers[i].lerp_(grads[i], 1.0 - momentum)
                move = buffers[i]
                if bool(numbers[3] > 0.0):
                    move = torch.lerp(grads[i], move, momentum)
                rows = float(params[i].size(0))
                columns = float(params[i].size(1))
                scale = max(1.0, rows / columns) ** 0.5
                if bool(numbers[4] > 0.0):
                    scale = 0.2 * max(rows, columns) ** 0.5
                params[i].mul_(1.0 - rate * float(numbers[2])).add_(orthogonal(move, float(numbers[5])), alpha=-rate * scale)
            return numbers

        """);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long[] Shape)> State(Tensor parameter) => parameter.dim() == 2
        ? [("momentum_buffer", parameter.shape)]
        : throw new ArgumentException($"Muon moves matrices, but this parameter has shape [{string.Join(", ", parameter.shape)}]; give it to AdamW.", nameof(parameter));

    /// <inheritdoc/>
    public void Step(IReadOnlyList<OptimizerSlot> slots, double learningRate)
    {
        Tensor[] All(Func<OptimizerSlot, Tensor> part) => [.. slots.Select(part)];
        double[] numbers = [learningRate, settings.Momentum, settings.WeightDecay, settings.IsNesterov ? 1 : 0, settings.MatchesAdamW ? 1 : 0, settings.Epsilon];
        Script.Call("step", All(slot => slot.Parameter), All(slot => slot.Parameter.grad!), All(slot => slot[0]), DeviceTensors.Numbers(numbers));
    }
}

/// <summary>Muon's numbers, with PyTorch's defaults.</summary>
public sealed record MuonSettings
{
    /// <summary>Share of the mean gradient that is kept.</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>Share of the learning rate by which a parameter shrinks each step.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Looks ahead: mixes the gradient with the new mean.</summary>
    public bool IsNesterov { get; init; } = true;

    /// <summary>Scales a step to the size of AdamW's, 0.2 · √(longer side), so that both take the same rate; false scales by √(rows / columns), 1 at least.</summary>
    public bool MatchesAdamW { get; init; }

    /// <summary>Smallest norm that a matrix is divided by.</summary>
    public double Epsilon { get; init; } = 1e-7;
}
