using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>From a hidden state to a forecast of the return: w · h + b. Begins with one forecast for every state: 0, until told another. Owns its parameters.</summary>
public sealed class ValueHead : IDisposable
{
    private readonly Tensor _weight_H1;
    private readonly Tensor _bias_1;
    private readonly ComputeDevice _device;

    /// <param name="size">Numbers in a hidden state.</param>
    /// <param name="device">Where it lives.</param>
    public ValueHead(int size, ComputeDevice device)
    {
        using var scope = NewDisposeScope();
        _device = device;
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

    /// <summary>Forecasts one number for every state.</summary>
    public void Expect(double mean)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _weight_H1.copy_(zeros_like(_weight_H1));
        _bias_1.copy_(_device.Put([(float)mean]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weight_H1.Dispose();
        _bias_1.Dispose();
    }
}
