using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>From a hidden state to a forecast of the return: w · h + b. Begins at 0, so that the first forecast of every state is 0. Owns its parameters.</summary>
public sealed class ValueHead : IDisposable
{
    private readonly Tensor _weight_H1;
    private readonly Tensor _bias_1;

    /// <param name="size">Numbers in a hidden state.</param>
    /// <param name="device">Where it lives.</param>
    public ValueHead(int size, ComputeDevice device)
    {
        using var scope = NewDisposeScope();
        _weight_H1 = device.Zeros([size, 1]).requires_grad_(true).DetachFromDisposeScope();
        _bias_1 = device.Zeros([1]).requires_grad_(true).DetachFromDisposeScope();
    }

    /// <summary>Names and leaves; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> Parameters => [("head.weight", _weight_H1), ("head.bias", _bias_1)];

    /// <summary>Forecasts, [N], with the graph of their states.</summary>
    /// <param name="hidden_NH">float32 states.</param>
    public Tensor Forecast(Tensor hidden_NH)
    {
        using var scope = NewDisposeScope();
        return hidden_NH.matmul(_weight_H1).squeeze(1).Plus(_bias_1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weight_H1.Dispose();
        _bias_1.Dispose();
    }
}
