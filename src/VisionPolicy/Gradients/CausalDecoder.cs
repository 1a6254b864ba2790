using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// The decoder over causal rows, padded on the right, with its way back written out. For float32 on the processor, where a small model learns:
/// there the passes between the products take as long as the products when each operator goes over memory by itself, forth and back.
/// </summary>
internal sealed unsafe class CausalDecoder : IDisposable
{
    private const int LongestRow = 512; // as far as writing the scores out is faster than computing them twice
    private readonly List<CausalLayer> _layers = [];
    private readonly List<Tensor> _owned = [];
    private readonly Tensor[] _fused;
    private readonly Tensor _last;
    private readonly HeadKernels _all;
    private readonly HeadKernels _chosen;
    private readonly Tensor?[] _inputs;
    private Tensor? _normed_MH;
    private Tensor? _scales_M;

    private CausalDecoder(QwenModel model, CausalSizes sizes, Tensor positions_3BT, Tensor at_BR)
    {
        var text = model.Config.Text;
        _inputs = new Tensor?[text.Layers];
        // With their graphs: through these the gradients reach the checkpoint's own tensors.
        _fused = [.. model.Text.CallList("fuse", [model.LayerTensors])];
        _last = model.LastNorm;
        using var noGrad = no_grad();
        var (axis, frequencies) = model.Rotary;
        var turn = model.Text.CallList("angles", positions_3BT, axis, frequencies);
        var (cos, sin) = (Own(turn[0].contiguous()), Own(turn[1].contiguous()));
        var places = at_BR.Read<long>();
        var places_M = Own(ComputeDevice.Cpu.Put(places));
        var flat_M = Own(ComputeDevice.Cpu.Put([.. places.Select((place, at) => ((long)(at / sizes.Heads.Queries) * sizes.Heads.Tokens) + place)]));
        var every = sizes with { Heads = sizes.Heads with { Queries = sizes.Heads.Tokens } };
        _all = new HeadKernels(every.Heads, cos.At(), sin.At(), null);
        _chosen = new HeadKernels(sizes.Heads, cos.At(), sin.At(), (long*)places_M.At());
        for (var layer = 0; layer < text.Layers; layer++)
        {
            var isLast = layer == text.Layers - 1;
            _layers.Add(new CausalLayer(isLast ? sizes : every, [.. _fused[(5 * layer)..((5 * layer) + 5)].Select(tensor => Own(tensor.detach().contiguous()))], isLast ? flat_M : null));
        }
    }

    /// <summary>Whether rows of so many tokens go through here.</summary>
    public static bool Takes(QwenModel model, long tokens) =>
        model.Weights.Compute == ComputeType.Float32 && model.Device.Torch.type == TorchSharp.DeviceType.CPU
        && model.Config.DeepstackLevels == 0 && tokens <= LongestRow
        && model.Config.Text is { HasQkvBias: true, HasQueryKeyNorm: false } text
        && text.HeadSize % (2 * RowKernels.Lanes) == 0 && text.HiddenSize % RowKernels.Lanes == 0 && text.IntermediateSize % RowKernels.Lanes == 0;

    /// <summary>Runs the decoder; arguments and result as those of <see cref="DecoderPass.Run"/>. Computing again gives the same bits.</summary>
    public static (CausalDecoder Decoder, Tensor Hidden_BRH) Run(QwenModel model, Tensor embeds_BTH, Tensor positions_3BT, Tensor at_BR, bool recompute)
    {
        var text = model.Config.Text;
        var (rows, tokens, queries) = ((int)embeds_BTH.shape[0], (int)embeds_BTH.shape[1], (int)at_BR.shape[1]);
        var sizes = new CausalSizes(
            new HeadSizes(rows, tokens, queries, text.Heads, text.KeyValueHeads, text.HeadSize), text.HiddenSize, text.IntermediateSize, (float)text.RmsNormEpsilon);
        var decoder = new CausalDecoder(model, sizes, positions_3BT, at_BR);
        return (decoder, decoder.Forward(embeds_BTH, sizes, recompute));
    }

    /// <summary>Carries the gradient of the hidden states back into the embeddings and the weights, once.</summary>
    public void Back(Tensor embeds_BTH, Tensor gradient_BRH)
    {
        using var scope = NewDisposeScope();
        var (tensors, gradients) = (new List<Tensor>(), new List<Tensor>());
        void Found(Tensor tensor, Tensor gradient)
        {
            if (tensor.requires_grad)
            {
                tensors.Add(tensor);
                gradients.Add(gradient);
            }
        }

        using (no_grad())
        {
            var (rows, hidden) = ((int)_normed_MH!.shape[0], (int)_normed_MH.shape[1]);
            var d_MH = gradient_BRH.reshape(rows, hidden);
            Found(_last, CausalLayer.Sum(d_MH.Times(_normed_MH)));
            var inner_MH = d_MH.Times(_last);
            var d = ComputeDevice.Cpu.Zeros([rows, hidden]);
            RowKernels.NormBack(_normed_MH.At(), _scales_M!.At(), inner_MH.At(), d.At(), rows, hidden);
            for (var layer = _layers.Count - 1; layer >= 0; layer--)
            {
                if (_inputs[layer] is { } state_NH)
                {
                    _layers[layer].Forward(state_NH, Turns(layer)).Dispose();
                    state_NH.Dispose();
                    _inputs[layer] = null;
                }

                var (input, weights) = _layers[layer].Back(d, Turns(layer));
                d = input;
                for (var at = 0; at < weights.Length; at++)
                {
                    Found(_fused[(5 * layer) + at], weights[at]);
                }
            }

            Found(embeds_BTH, d.view(embeds_BTH.shape));
        }

        autograd.backward(tensors, gradients);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _layers.ForEach(layer => layer.Dispose());
        Array.ForEach(_inputs, input => input?.Dispose());
        _owned.ForEach(tensor => tensor.Dispose());
        _normed_MH?.Dispose();
        _scales_M?.Dispose();
    }

    private HeadKernels Turns(int layer) => layer == _layers.Count - 1 ? _chosen : _all;

    private Tensor Forward(Tensor embeds_BTH, CausalSizes sizes, bool recompute)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var x = embeds_BTH.detach().reshape(sizes.Tokens, sizes.Hidden).contiguous();
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            var input = x;
            x = _layers[layer].Forward(input, Turns(layer));
            if (recompute)
            {
                _layers[layer].Dispose();
                _inputs[layer] = input.DetachFromDisposeScope();
            }
        }

        _normed_MH = ComputeDevice.Cpu.Empty([sizes.Queries, sizes.Hidden]).DetachFromDisposeScope();
        _scales_M = ComputeDevice.Cpu.Empty([sizes.Queries]).DetachFromDisposeScope();
        RowKernels.Norm(x.At(), _normed_MH.At(), _scales_M.At(), sizes.Queries, sizes.Hidden, sizes.Epsilon);
        return _normed_MH.Times(_last.detach()).view(sizes.Heads.Rows, sizes.Heads.Queries, sizes.Hidden).MoveToOuterDisposeScope();
    }

    private Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
