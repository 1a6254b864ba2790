using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>Moves float32 parameters along their gradients, each by its rule. Owns the rules' state, borrows the parameters.</summary>
/// <remarks>A parameter without a gradient is left out of the step: no decay, no count.</remarks>
public sealed class Optimizer : IDisposable
{
    private readonly OptimizerSlot[] _slots;

    /// <summary>One rule for all.</summary>
    /// <param name="parameters">Names, unique, and leaves that require a gradient; borrowed.</param>
    /// <param name="rule">What moves them.</param>
    /// <exception cref="ArgumentException">A parameter is not float32, two share a name, or the rule cannot move one.</exception>
    public Optimizer(IEnumerable<(string Name, Tensor Parameter)> parameters, IUpdateRule rule)
        : this(parameters, (_, _) => rule)
    {
    }

    /// <summary>A rule for each.</summary>
    /// <param name="parameters">Names, unique, and leaves that require a gradient; borrowed.</param>
    /// <param name="choose">Gives the rule of a parameter by its name and shape.</param>
    /// <exception cref="ArgumentException">A parameter is not float32, two share a name, or a rule cannot move one.</exception>
    public Optimizer(IEnumerable<(string Name, Tensor Parameter)> parameters, UpdateRules.Choice choose)
    {
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

        _slots = Array.ConvertAll(pairs, pair => new OptimizerSlot(pair.Name, pair.Parameter, choose(pair.Name, pair.Parameter)));
    }

    /// <summary>One step along the gradients that the parameters hold; the gradients stay as they are.</summary>
    /// <param name="learningRate">The rate of this step, schedule included.</param>
    public void Step(double learningRate)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _slots.Where(slot => slot.Parameter.grad is not null).GroupBy(slot => slot.Rule))
        {
            group.Key.Step([.. group], learningRate);
        }
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

    /// <summary>The state as named tensors, borrowed: <c>{parameter}.{part}</c>, with torch's names for the parts.</summary>
    /// <remarks>Written to a checkpoint and read back with <see cref="Load"/>, a run goes on to the same bits.</remarks>
    public IEnumerable<(string Name, Tensor Value)> State => _slots.SelectMany(slot => slot.Parts);

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
                    $"Optimiser state '{name}' must have shape [{string.Join(", ", value.shape)}] but {actual}; it belongs to another model or another optimiser.", nameof(find));
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
}
