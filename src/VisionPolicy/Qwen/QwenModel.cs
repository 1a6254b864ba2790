using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// A Qwen model as functions over its parameters. Axes: B rows, T tokens, H hidden, P patches, M merged patches, N chosen positions,
/// F = (1 + D) · H: features with those of the D deep-stack levels behind them, which travel as one; D is 0 but for Qwen3-VL.
/// </summary>
/// <remarks>Owns its constant tensors and compiled code, borrows the parameters. One thread at a time.</remarks>
public sealed class QwenModel : IDisposable
{
    private readonly VisionModel? _vision;
    private readonly Tensor _axis;
    private readonly Tensor _frequencies;
    private readonly Tensor _none;

    /// <summary>Compiles the model over plain float32 weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="parameters">Its weights; borrowed.</param>
    public QwenModel(QwenConfig config, QwenParameters parameters) : this(config, new EffectiveWeights(parameters))
    {
    }

    /// <summary>Compiles the model.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="weights">What it computes with; borrowed.</param>
    public QwenModel(QwenConfig config, EffectiveWeights weights) : this(config, weights, weights.Device.IsCuda)
    {
    }

    /// <summary>Compiles the model with one of the attentions of <see cref="AttentionScript"/>, wherever it computes.</summary>
    internal QwenModel(QwenConfig config, EffectiveWeights weights, bool fusesAttention)
    {
        TorchRuntime.Load();
        (Config, Weights) = (config, weights);
        Text = new Jit(TextScript.Of(config.Text, config.DeepstackLevels, weights.Compute, fusesAttention));
        _vision = config.Vision is { } vision ? new VisionModel(vision, weights, fusesAttention) : null;
        using var scope = NewDisposeScope();
        var half = config.Text.HeadSize / 2;
        _axis = Device.Put(config.Text.RotaryAxes()).DetachFromDisposeScope();
        _frequencies = Device.Put(Enumerable.Range(0, half).Select(f => (float)(1 / Math.Pow(config.Text.RopeTheta, f / (double)half))).ToArray())
            .DetachFromDisposeScope();
        _none = Device.Zeros([0]).DetachFromDisposeScope();
        var unsaid = new float[config.Text.VocabularySize];
        foreach (var id in new[] { config.ImageTokenId, config.VideoTokenId }.Where(id => id >= 0 && id < unsaid.Length))
        {
            unsaid[id] = float.NegativeInfinity;
        }

        Unsaid = Device.Put(unsaid).DetachFromDisposeScope();
    }

    /// <summary>The model's shape.</summary>
    public QwenConfig Config { get; }

    /// <summary>What the model computes with; borrowed.</summary>
    public EffectiveWeights Weights { get; }

    /// <summary>Where it computes: what it is given must be there, but for patches.</summary>
    public ComputeDevice Device => Weights.Device;

    /// <summary>The float32 masters; borrowed.</summary>
    public QwenParameters Parameters => Weights.Masters;

    /// <summary>
    /// Added to logits by whoever samples or learns, [vocabulary]: −∞ at the placeholders of pictures. A placeholder that the policy
    /// said itself would claim a picture that is not there.
    /// </summary>
    public Tensor Unsaid { get; }

    /// <summary>The decoder's compiled functions.</summary>
    internal Jit Text { get; }

    /// <summary>The layers' tensors in the script's order, float32: norms are folded in before anything is rounded.</summary>
    internal Tensor[] LayerTensors => [.. Enumerable.Range(0, Config.Text.Layers).SelectMany(TensorsOf)];

    /// <summary>The weight of the last norm.</summary>
    internal Tensor LastNorm => Weights.Full(Parameters.Names.LastNorm);

    /// <summary>Rotary axis of each frequency, and the frequencies.</summary>
    internal (Tensor Axis, Tensor Frequencies) Rotary => (_axis, _frequencies);

    /// <summary>An empty tensor: what a script reads as absent.</summary>
    internal Tensor None => _none;

    /// <summary>The output head: the embedding matrix where it is tied.</summary>
    public Tensor Head => Weights.Full(Config.TieWordEmbeddings ? Parameters.Names.Embedding : Parameters.Names.Head);

    /// <summary>Pictures to features.</summary>
    /// <param name="patches_PC">Normalised patches, [patches of all pictures, channels · frames · side · side], on the model's device or the processor.</param>
    /// <param name="grids">One per picture, in the same order.</param>
    /// <returns>[M, F]; the caller disposes it.</returns>
    /// <exception cref="NotSupportedException">The model reads text only.</exception>
    public Tensor EncodeImages(Tensor patches_PC, IReadOnlyList<PatchGrid> grids) =>
        (_vision ?? throw new NotSupportedException($"A {Config.Family.ModelType()} model has no vision tower to encode pictures with.")).Encode(patches_PC, grids);

    /// <summary>Token embeddings, with picture features in place of the placeholders and deep-stack features behind them.</summary>
    /// <param name="ids_BT">Token ids.</param>
    /// <param name="features_MF">Features of all pictures in the order of their placeholders, or null for none.</param>
    /// <param name="places">Flat positions (row · T + column) of the placeholders.</param>
    /// <returns>[B, T, F] in the compute type; what belongs to the levels is 0 where no picture is. The caller disposes it.</returns>
    /// <exception cref="InvalidDataException">There are more or fewer placeholders than features: a batch that would train a blind policy is refused.</exception>
    public Tensor Embed(Tensor ids_BT, Tensor? features_MF, ReadOnlySpan<long> places)
    {
        if ((features_MF?.shape[0] ?? 0) != places.Length)
        {
            throw new InvalidDataException($"The batch declares {places.Length} picture tokens, but {features_MF?.shape[0] ?? 0} are embedded.");
        }

        using var scope = NewDisposeScope();
        var embeds_NF = Weights.Cast(Weights.Full(Parameters.Names.Embedding).index_select(0, ids_BT.reshape(-1)));
        if (Config.DeepstackLevels > 0)
        {
            var levels = Device.Zeros([embeds_NF.shape[0], (long)Config.DeepstackLevels * Config.Text.HiddenSize], embeds_NF.dtype);
            embeds_NF = cat([embeds_NF, levels], 1);
        }

        if (features_MF is not null)
        {
            embeds_NF = embeds_NF.index_copy(0, Device.Put(places.ToArray()), features_MF);
        }

        return embeds_NF.view(ids_BT.shape[0], ids_BT.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>The last hidden states. Rows are causal; padding on the right needs no mask.</summary>
    /// <param name="embeds_BTF">What <see cref="Embed"/> gives.</param>
    /// <param name="positions_3BT">Rotary positions in time, height, width.</param>
    /// <param name="mask_BTT">Added to the attention scores (0 or −∞), for padding on the left or packed rows; null for plain causal rows.</param>
    /// <param name="at_BR">Positions in their rows whose states are wanted; the last layer is computed there alone. Null for all.</param>
    /// <returns>float32 [B, T, H], or [B, R, H] for chosen positions; the caller disposes it.</returns>
    public Tensor Hidden(Tensor embeds_BTF, Tensor positions_3BT, Tensor? mask_BTT = null, Tensor? at_BR = null)
    {
        Shape.Require(positions_3BT, [3, embeds_BTF.shape[0], embeds_BTF.shape[1]]);
        using var scope = NewDisposeScope();
        return Text.Call(
            "hidden", embeds_BTF, positions_3BT, _axis, _frequencies, mask_BTT ?? _none, at_BR ?? _none, LayerTensors, LastNorm).MoveToOuterDisposeScope();
    }

    /// <summary>One layer of <see cref="Hidden"/> by itself, what a deep-stack level adds apart; the last one ends with the norm and stops at the chosen positions.</summary>
    internal Tensor Layer(int layer, Tensor state_BTH, Tensor positions_3BT, Tensor at_BR)
    {
        using var scope = NewDisposeScope();
        var isLast = layer == Config.Text.Layers - 1;
        return Text.Call(
            "single", state_BTH, positions_3BT, _axis, _frequencies, isLast ? at_BR : _none, TensorsOf(layer), isLast ? LastNorm : _none).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of chosen hidden states.</summary>
    /// <returns>[N, vocabulary]; the caller disposes it.</returns>
    public Tensor Logits(Tensor hidden_NH)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(hidden_NH, Head).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Text.Dispose();
        _vision?.Dispose();
        _axis.Dispose();
        _frequencies.Dispose();
        _none.Dispose();
        Unsaid.Dispose();
    }

    private Tensor[] TensorsOf(int layer) => [.. TextScript.LayerTensors(Config.Text).Select(name => Weights.Full(Parameters.Names.Layer(layer, name)))];
}
