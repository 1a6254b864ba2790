using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>One forward pass of the decoder with its way back: either the graph of the whole stack, or the inputs of each layer, from which it is computed again.</summary>
/// <remarks>
/// To learn: let a gradient reach <see cref="Hidden_BRH"/>, then call <see cref="Continue"/> once. Computing again keeps one tensor [B, T, H] a
/// layer, and while the way back goes through a layer what that one needs. Without gradients there is no way back, and nothing is kept.
/// </remarks>
public sealed class DecoderPass : IDisposable
{
    private readonly Action<Tensor>? _continue;

    private DecoderPass(Tensor hidden_BRH, Action<Tensor>? continuation) => (Hidden_BRH, _continue) = (hidden_BRH, continuation);

    /// <summary>The last hidden states.</summary>
    public Tensor Hidden_BRH { get; }

    /// <summary>Runs the decoder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="embeds_BTF">What <see cref="QwenModel.Embed"/> gives.</param>
    /// <param name="positions_3BT">Rotary positions in time, height, width.</param>
    /// <param name="at_BR">Positions in their rows whose states are wanted.</param>
    /// <param name="recompute">Whether layers are computed again on the way back (gradient checkpointing).</param>
    /// <returns>A pass in the caller's scope.</returns>
    public static DecoderPass Run(QwenModel model, Tensor embeds_BTF, Tensor positions_3BT, Tensor at_BR, bool recompute)
    {
        if (!recompute || !is_grad_enabled())
        {
            return new DecoderPass(model.Hidden(embeds_BTF, positions_3BT, at_BR: at_BR), null);
        }

        var inputs = new Tensor[model.Config.Text.Layers];
        using (no_grad())
        {
            // F holds the embeddings, then what each deep-stack level adds to the input of its layer.
            var levels = embeds_BTF.detach().split(model.Config.Text.HiddenSize, 2);
            var state = levels[0];
            for (var layer = 0; layer < inputs.Length; layer++)
            {
                inputs[layer] = layer > 0 && layer < levels.Length ? state.Plus(levels[layer]) : state;
                state = model.Layer(layer, inputs[layer], positions_3BT, at_BR);
            }

            return new DecoderPass(state.requires_grad_(true), gradient => GoBack(model, embeds_BTF, inputs, positions_3BT, at_BR, gradient, levels.Length));
        }
    }

    /// <summary>Carries on the gradient that has reached the hidden states; without effect where the graph has done so already.</summary>
    public void Continue()
    {
        if (_continue is not null && Hidden_BRH.grad is { } gradient)
        {
            _continue(gradient);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Hidden_BRH.Dispose();

    private static void GoBack(QwenModel model, Tensor embeds_BTF, Tensor[] inputs, Tensor positions_3BT, Tensor at_BR, Tensor gradient, int levels)
    {
        // What is added to a layer's input has that input's gradient.
        var toLevels = new Tensor[levels];
        for (var layer = inputs.Length - 1; layer >= 0; layer--)
        {
            using var scope = NewDisposeScope();
            var input = inputs[layer].detach().requires_grad_(true);
            autograd.backward([model.Layer(layer, input, positions_3BT, at_BR)], [gradient]);
            inputs[layer].Dispose();
            gradient = input.grad!.MoveToOuterDisposeScope();
            if (layer < levels)
            {
                toLevels[layer] = gradient;
            }
        }

        if (embeds_BTF.requires_grad)
        {
            autograd.backward([embeds_BTF], [levels == 1 ? gradient : cat(toLevels, 2)]);
        }
    }
}
