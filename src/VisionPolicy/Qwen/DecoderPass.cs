using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// One forward pass of the decoder with its way back: the one written out in <see cref="CausalDecoder"/> where it can be, the graph of the whole
/// stack elsewhere, or the inputs of each layer, from which it is computed again.
/// </summary>
/// <remarks>
/// To learn: let a gradient reach <see cref="Hidden_BRH"/>, then call <see cref="Continue"/> once. Computing again keeps one tensor [B, T, H] a
/// layer, and while the way back goes through a layer what that one needs. Without gradients there is no way back, and nothing is kept.
/// </remarks>
public sealed class DecoderPass : IDisposable
{
    private readonly Action<Tensor>? _continue;
    private readonly CausalDecoder? _decoder;

    private DecoderPass(Tensor hidden_BRH, Action<Tensor>? continuation, CausalDecoder? decoder = null) =>
        (Hidden_BRH, _continue, _decoder) = (hidden_BRH, continuation, decoder);

    /// <summary>The last hidden states.</summary>
    public Tensor Hidden_BRH { get; }

    /// <summary>Runs the decoder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="embeds_BTF">What <see cref="QwenModel.Embed"/> gives: embeddings and deep-stack levels.</param>
    /// <param name="positions_3BT">Rotary positions in time, height, width.</param>
    /// <param name="at_BR">Positions in their rows whose states are wanted.</param>
    /// <param name="recompute">Whether layers are computed again on the way back (gradient checkpointing).</param>
    /// <returns>A pass in the caller's scope.</returns>
    public static DecoderPass Run(QwenModel model, Tensor embeds_BTF, Tensor positions_3BT, Tensor at_BR, bool recompute)
    {
        var isLearnt = is_grad_enabled();
        if (CausalDecoder.Takes(model, embeds_BTF.shape[1]))
        {
            var (decoder, hidden_BRH) = CausalDecoder.Run(model, embeds_BTF, positions_3BT, at_BR, recompute || !isLearnt);
            if (isLearnt)
            {
                return new DecoderPass(hidden_BRH.requires_grad_(true), gradient => decoder.Back(embeds_BTF, gradient), decoder);
            }

            decoder.Dispose();
            return new DecoderPass(hidden_BRH, null);
        }

        if (!recompute || !isLearnt)
        {
            return new DecoderPass(model.Hidden(embeds_BTF, positions_3BT, at_BR: at_BR), null);
        }

        var layers = model.Config.Text.Layers;
        var inputs = new Tensor[layers];
        using (no_grad())
        {
            // The first part is the embeddings; each part behind it is what a deep-stack level adds below its layer.
            var parts = embeds_BTF.detach().split(model.Config.Text.HiddenSize, dim: 2);
            var state = parts[0];
            for (var layer = 0; layer < layers; layer++)
            {
                inputs[layer] = layer > 0 && layer < parts.Length ? state.Plus(parts[layer]) : state;
                state = model.Layer(layer, inputs[layer], positions_3BT, at_BR);
            }

            return new DecoderPass(state.requires_grad_(true), gradient => GoBack(model, inputs, embeds_BTF, positions_3BT, at_BR, gradient));
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
    public void Dispose()
    {
        Hidden_BRH.Dispose();
        _decoder?.Dispose();
    }

    private static void GoBack(QwenModel model, Tensor[] inputs, Tensor embeds_BTF, Tensor positions_3BT, Tensor at_BR, Tensor gradient)
    {
        var levels = (int)(embeds_BTF.shape[2] / model.Config.Text.HiddenSize) - 1;
        var parts = new Tensor[levels + 1];
        for (var layer = inputs.Length - 1; layer >= 0; layer--)
        {
            using var scope = NewDisposeScope();
            var input = inputs[layer].detach().requires_grad_(true);
            autograd.backward([model.Layer(layer, input, positions_3BT, at_BR)], [gradient]);
            inputs[layer].Dispose();
            gradient = input.grad!.MoveToOuterDisposeScope();
            if (layer <= levels)
            {
                parts[layer] = gradient;
            }
        }

        if (embeds_BTF.requires_grad)
        {
            autograd.backward([embeds_BTF], [parts.Length == 1 ? parts[0] : cat(parts, 2)]);
        }
    }
}
