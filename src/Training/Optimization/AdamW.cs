using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>AdamW over float32 parameters: every parameter and its state in one fused native call a step.</summary>
/// <remarks>
/// Owns its state, borrows the parameters. A parameter without a gradient is left out of the step: no decay, no count.
/// </remarks>
public sealed class AdamW : IDisposable
{
    // The numbers come as a float64 tensor: rate, beta1, beta2, decay, epsilon, and 1 for AMSGrad.
    private static readonly Jit Script = new("""
        def step(params: List[Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], most: List[Tensor], steps: List[Tensor], numbers: Tensor) -> Tensor:
            torch._foreach_add_(steps, 1.0)
            torch._fused_adamw_(params, grads, means, squares, most, steps, lr=float(numbers[0]), beta1=float(numbers[1]), beta2=float(numbers[2]), weight_decay=float(numbers[3]), eps=float(numbers[4]), amsgrad=bool(numbers[5] > 0.0), maximize=False)
            return numbers

        """);

    private readonly AdamWSettings _settings;
    private readonly Slot[] _slots;

    /// <summary>State of zeros for every parameter.</summary>
    /// <param name="parameters">Names, unique, and leaves that require a gradient; borrowed.</param>
    /// <param name="settings">AdamW's numbers.</param>
    /// <exception cref="ArgumentException">A parameter is not float32, or two share a name.</exception>
    public AdamW(IEnumerable<(string Name, Tensor Parameter)> parameters, AdamWSettings settings)
    {
        _settings = settings;
        (string Name, Tensor Parameter)[] pairs = [.. parameters];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, parameter) in pairs)
        {
            if (parameter.dtype != ScalarType.Float32)
            {
                throw new ArgumentException($"Parameter '{name}' must be float32 but is {parameter.dtype}; train bf16 weights through float32 masters.", nameof(parameters));
            }

            if (!names.Add(name))
            {
                throw new ArgumentException($"Two parameters are named '{name}'; the state is stored by name, so names must differ.", nameof(parameters));
            }
        }

        _slots = Array.ConvertAll(pairs, pair => new Slot(pair.Name, pair.Parameter, settings.AmsGrad));
    }

    /// <summary>One step along the gradients that the parameters hold; the gradients stay as they are.</summary>
    /// <param name="learningRate">The rate of this step, schedule included.</param>
    public void Step(double learningRate)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ready = _slots.Select(slot => (Slot: slot, Gradient: slot.Parameter.grad)).Where(pair => pair.Gradient is not null).ToArray();
        if (ready.Length == 0)
        {
            return;
        }

        Tensor[] All(Func<Slot, Tensor> part) => Array.ConvertAll(ready, pair => part(pair.Slot));
        double[] numbers = [learningRate, _settings.Beta1, _settings.Beta2, _settings.WeightDecay, _settings.Epsilon, _settings.AmsGrad ? 1 : 0];
        Script.Call(
            "step",
            All(slot => slot.Parameter),
            Array.ConvertAll(ready, pair => pair.Gradient!),
            All(slot => slot.Mean),
            All(slot => slot.Square),
            _settings.AmsGrad ? All(slot => slot.Most!) : [],
            All(slot => slot.Count),
            tensor(numbers));
    }

    /// <summary>Forgets all gradients, so that the next backward pass starts from none.</summary>
    public void ClearGradients()
    {
        foreach (var slot in _slots)
        {
            using var gradient = slot.Parameter.grad;
            if (gradient is not null)
            {
                slot.Parameter.grad = null;
            }
        }
    }

    /// <summary>The state as named tensors, borrowed: <c>{parameter}.exp_avg</c>, <c>.exp_avg_sq</c>, <c>.step</c> and, with AMSGrad, <c>.max_exp_avg_sq</c>.</summary>
    /// <remarks>Written to a checkpoint and read back with <see cref="Load"/>, a run goes on to the same bits.</remarks>
    public IEnumerable<(string Name, Tensor Value)> State => _slots.SelectMany(slot => slot.Parts());

    /// <summary>Copies a state in, as <see cref="State"/> named it.</summary>
    /// <param name="find">Gives the tensor of a name, which stays the caller's; null when there is none.</param>
    /// <exception cref="ArgumentException">A part is missing or has another shape; nothing has been changed then.</exception>
    public void Load(Func<string, Tensor?> find)
    {
        var found = State.Select(part => (part.Name, part.Value, New: find(part.Name))).ToArray();
        foreach (var (name, value, replacement) in found)
        {
            if (replacement is null || !replacement.shape.AsSpan().SequenceEqual(value.shape))
            {
                var actual = replacement is null ? "is missing" : $"has shape [{string.Join(", ", replacement.shape)}]";
                throw new ArgumentException(
                    $"Optimiser state '{name}' must have shape [{string.Join(", ", value.shape)}] but {actual}; it belongs to another model or another setting of AmsGrad.", nameof(find));
            }
        }

        using var noGrad = no_grad();
        foreach (var (_, value, replacement) in found)
        {
            value.copy_(replacement!); // gives value itself
        }
    }

    /// <summary>Frees the state; the parameters stay.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Dispose();
        }
    }

    private sealed class Slot : IDisposable
    {
        public Slot(string name, Tensor parameter, bool amsGrad)
        {
            (Name, Parameter) = (name, parameter);
            Mean = Zeros();
            Square = Zeros();
            Most = amsGrad ? Zeros() : null;
            Count = zeros([], ScalarType.Float32, parameter.device).DetachFromDisposeScope();
        }

        public string Name { get; }

        public Tensor Parameter { get; } // borrowed

        public Tensor Mean { get; }

        public Tensor Square { get; }

        public Tensor? Most { get; }

        public Tensor Count { get; }

        public IEnumerable<(string Name, Tensor Value)> Parts()
        {
            yield return ($"{Name}.exp_avg", Mean);
            yield return ($"{Name}.exp_avg_sq", Square);
            if (Most is not null)
            {
                yield return ($"{Name}.max_exp_avg_sq", Most);
            }

            yield return ($"{Name}.step", Count);
        }

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
            Most?.Dispose();
            Count.Dispose();
        }

        // Outlives whatever scope the optimiser is made in.
        private Tensor Zeros()
        {
            using var noGrad = no_grad();
            return zeros(Parameter.shape, ScalarType.Float32, Parameter.device).DetachFromDisposeScope();
        }
    }
}
