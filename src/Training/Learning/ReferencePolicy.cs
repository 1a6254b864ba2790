using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>The policy as it was when learning began. Holds the trained parameters alone and lends them to the model while it is asked.</summary>
/// <remarks>Borrows the parameters, owns the frozen values. Lives on the policy thread, like whatever reads the parameters.</remarks>
internal sealed class ReferencePolicy : IDisposable
{
    private const string Prefix = "reference.";
    private static readonly Jit Script = new("""
        def exchange(left: List[Tensor], right: List[Tensor]) -> Tensor:
            for i in range(len(left)):
                kept = left[i].clone()
                left[i].copy_(right[i])
                right[i].copy_(kept)
            return left[0]

        """);

    private readonly (string Name, Tensor Parameter, Tensor Frozen)[] _parts;

    private ReferencePolicy((string, Tensor, Tensor)[] parts) => _parts = parts;

    /// <summary>The values as they would be written to a checkpoint; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => _parts.Select(part => (Prefix + part.Name, part.Frozen));

    /// <summary>Freezes the present values.</summary>
    public static ReferencePolicy Of(IEnumerable<(string Name, Tensor Parameter)> trained)
    {
        using var noGrad = no_grad();
        return new ReferencePolicy([.. trained.Select(entry => (entry.Name, entry.Parameter, entry.Parameter.detach().clone().DetachFromDisposeScope()))]);
    }

    /// <summary>The values that were written; null when the source has none.</summary>
    /// <exception cref="SafetensorsException">One is missing or has another shape.</exception>
    public static ReferencePolicy? Read(ITensorSource source, IEnumerable<(string Name, Tensor Parameter)> trained)
    {
        if (!source.Tensors.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return null;
        }

        using var noGrad = no_grad();
        return new ReferencePolicy([.. trained.Select(entry =>
        {
            var name = Prefix + entry.Name;
            source.Require(name, entry.Parameter.shape);
            using var values = ComputeDevice.Cpu.Put(source.ReadFloats(name), entry.Parameter.shape);
            return (entry.Name, entry.Parameter, empty_like(entry.Parameter).copy_(values).DetachFromDisposeScope());
        })]);
    }

    /// <summary>Asks the model while the reference's values are in place; afterwards the parameters hold their own again, to the bit.</summary>
    /// <remarks>Not between a forward pass and its backward pass: the graph would see that its parameters were written to.</remarks>
    public T Ask<T>(Func<T> question)
    {
        using var noGrad = no_grad();
        Exchange();
        try
        {
            return question();
        }
        finally
        {
            Exchange();
        }
    }

    /// <summary>Writes the values into the parameters of another policy of the same make.</summary>
    /// <exception cref="InvalidOperationException">It has other parameters.</exception>
    public void CopyTo(IEnumerable<(string Name, Tensor Parameter)> trained)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var frozen = _parts.ToDictionary(part => part.Name, part => part.Frozen, StringComparer.Ordinal);
        foreach (var (name, parameter) in trained)
        {
            parameter.copy_(frozen.Remove(name, out var values) ? values
                : throw new InvalidOperationException($"The start of the policy has no parameter '{name}'."));
        }

        if (frozen.Count > 0)
        {
            throw new InvalidOperationException($"The other policy has no parameter '{frozen.Keys.First()}'.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, frozen) in _parts)
        {
            frozen.Dispose();
        }
    }

    private void Exchange()
    {
        using var scope = NewDisposeScope();
        Script.Call("exchange", Array.ConvertAll(_parts, part => part.Parameter), Array.ConvertAll(_parts, part => part.Frozen));
    }
}
