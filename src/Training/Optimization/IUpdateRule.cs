using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>How parameters move along their gradients. Stateless: what must be remembered lies in the slots.</summary>
public interface IUpdateRule
{
    /// <summary>What is remembered of a parameter: names, unique, and shapes. All of it starts at 0.</summary>
    /// <exception cref="ArgumentException">The rule cannot move a parameter of this shape.</exception>
    IReadOnlyList<(string Name, long[] Shape)> State(Tensor parameter);

    /// <summary>Moves the parameters in place and brings their state up to date. Called without a graph, inside a dispose scope.</summary>
    /// <param name="slots">Parameters that have a gradient, one at least.</param>
    /// <param name="learningRate">The rate of this step.</param>
    void Step(IReadOnlyList<OptimizerSlot> slots, double learningRate);
}

/// <summary>One parameter with what its rule remembers of it.</summary>
public sealed class OptimizerSlot : IDisposable
{
    private readonly string[] _names;
    private readonly Tensor[] _parts;

    internal OptimizerSlot(string name, Tensor parameter, IUpdateRule rule)
    {
        (Name, Parameter, Rule) = (name, parameter, rule);
        var state = rule.State(parameter);
        _names = [.. state.Select(part => part.Name)];
        using var noGrad = no_grad();
        // Outlives whatever scope the optimiser is made in.
        _parts = [.. state.Select(part => zeros(part.Shape, ScalarType.Float32, parameter.device).DetachFromDisposeScope())];
    }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <summary>The parameter; borrowed.</summary>
    public Tensor Parameter { get; }

    /// <summary>What moves it.</summary>
    public IUpdateRule Rule { get; }

    /// <summary>What is remembered, in the rule's order.</summary>
    public Tensor this[int part] => _parts[part];

    /// <summary>The same under the names of a checkpoint: <c>{parameter}.{part}</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> Parts => _names.Zip(_parts, (part, value) => ($"{Name}.{part}", value));

    /// <summary>Frees the state; the parameter stays.</summary>
    public void Dispose()
    {
        foreach (var part in _parts)
        {
            part.Dispose();
        }
    }
}
