using Agentic.Agents;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Recipes.GuiLibra;

/// <summary>A small network from a form's state to its next action. Owns its parameters. Axes: N states, X features, H hidden, A actions.</summary>
internal sealed class StepPolicy : IDisposable
{
    private const int Hidden = 128;
    private static readonly int[] Widths = [FormTask.Features, Hidden, Hidden, FormTask.Actions];
    private readonly Tensor[] _parameters;

    private StepPolicy(ComputeDevice device, Tensor[] parameters) => (Device, _parameters) = (device, parameters);

    /// <summary>Where it computes.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Its parameters, under names; borrowed.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> Parameters => _parameters.Select((parameter, at) => ($"{(at % 2 == 0 ? "weight" : "bias")}.{at / 2}", parameter));

    /// <summary>A fresh one: every number uniform within ± 1/√inputs.</summary>
    public static StepPolicy Create(ComputeDevice device, RandomKey key)
    {
        var random = key.Stream();
        var parameters = new List<Tensor>();
        for (var layer = 0; layer + 1 < Widths.Length; layer++)
        {
            var (inputs, outputs) = (Widths[layer], Widths[layer + 1]);
            parameters.Add(device.Put(Uniform(outputs * inputs, inputs, ref random), outputs, inputs));
            parameters.Add(device.Put(Uniform(outputs, inputs, ref random)));
        }

        return new StepPolicy(device, [.. parameters.Select(Owned)]);
    }

    /// <summary>Another one with the same numbers.</summary>
    public StepPolicy Copy()
    {
        using var noGrad = no_grad();
        return new StepPolicy(Device, [.. _parameters.Select(parameter => Owned(parameter.detach().clone()))]);
    }

    /// <summary>The states as the network sees them: [N, X]. In the caller's scope.</summary>
    public Tensor See(IReadOnlyList<(FormTask Task, int Filled)> states)
    {
        var features = new float[states.Count * FormTask.Features];
        for (var at = 0; at < states.Count; at++)
        {
            states[at].Task.Write(states[at].Filled, features.AsSpan(at * FormTask.Features, FormTask.Features));
        }

        return Device.Put(features, states.Count, FormTask.Features);
    }

    /// <summary>log π of every action: [N, A]. In the caller's scope.</summary>
    public Tensor LogProbs(Tensor features_NX)
    {
        var state_NH = features_NX;
        for (var layer = 0; layer < _parameters.Length; layer += 2)
        {
            var sum_NH = nn.functional.linear(state_NH, _parameters[layer], _parameters[layer + 1]);
            state_NH = layer + 2 < _parameters.Length ? sum_NH.relu() : sum_NH;
        }

        return state_NH.log_softmax(1);
    }

    /// <summary>π of every action in every state: [N, A], row by row.</summary>
    public float[] Probabilities(IReadOnlyList<(FormTask Task, int Filled)> states)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return LogProbs(See(states)).exp().Read<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters)
        {
            parameter.Dispose();
        }
    }

    private static Tensor Owned(Tensor values) => values.requires_grad_().DetachFromDisposeScope();

    private static float[] Uniform(int count, int inputs, ref RandomStream random)
    {
        var values = new float[count];
        var width = 1 / Math.Sqrt(inputs);
        for (var at = 0; at < count; at++)
        {
            values[at] = (float)(width * ((2 * random.NextDouble()) - 1));
        }

        return values;
    }
}
