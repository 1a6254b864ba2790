using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Qwen2.5-VL as functions over its parameters. Axes: B rows, T tokens, H hidden, P patches, M merged patches, N chosen positions.</summary>
/// <remarks>Owns its constant tensors and compiled code, borrows the parameters. One thread at a time.</remarks>
public sealed class QwenModel : IDisposable
{
    private readonly Jit _vision;
    private readonly Tensor _axis;
    private readonly Tensor _frequencies;
    private readonly Tensor _visionTable;
    private readonly Tensor _none;
    private readonly Dictionary<PatchGrid, VisionLayout> _layouts = [];

    /// <summary>Compiles the model over plain float32 weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="parameters">Its weights; borrowed.</param>
    public QwenModel(QwenConfig config, QwenParameters parameters) : this(config, new EffectiveWeights(parameters))
    {
    }

    /// <summary>Compiles the model.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="weights">What it computes with; borrowed.</param>
    public QwenModel(QwenConfig config, EffectiveWeights weights)
    {
        TorchRuntime.Load();
        (Config, Weights) = (config, weights);
        (Text, _vision) = (new Jit(TextScript.Of(config.Text)), new Jit(VisionScript.Of(config.Vision)));
        using var scope = NewDisposeScope();
        var half = config.Text.HeadSize / 2;
        _axis = tensor(config.Text.MropeSection.SelectMany((count, axis) => Enumerable.Repeat((long)axis, count)).ToArray()).DetachFromDisposeScope();
        _frequencies = tensor(Enumerable.Range(0, half).Select(f => (float)(1 / Math.Pow(config.Text.RopeTheta, f / (double)half))).ToArray())
            .DetachFromDisposeScope();
        var quarter = config.Vision.HiddenSize / config.Vision.Heads / 4;
        var turns = new float[1024 * quarter];
        for (var index = 0; index < turns.Length; index++)
        {
            turns[index] = index / quarter * (float)(1 / Math.Pow(config.Vision.RopeTheta, index % quarter / (double)quarter));
        }

        _visionTable = tensor(turns, 1024, quarter).DetachFromDisposeScope();
        _none = zeros(0).DetachFromDisposeScope();
        var unsaid = new float[config.Text.VocabularySize];
        foreach (var id in new[] { config.ImageTokenId, config.VideoTokenId }.Where(id => id >= 0 && id < unsaid.Length))
        {
            unsaid[id] = float.NegativeInfinity;
        }

        Unsaid = tensor(unsaid).DetachFromDisposeScope();
    }

    /// <summary>The model's shape.</summary>
    public QwenConfig Config { get; }

    /// <summary>What the model computes with; borrowed.</summary>
    public EffectiveWeights Weights { get; }

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
    internal Tensor[] LayerTensors => [.. Enumerable.Range(0, Config.Text.Layers)
        .SelectMany(layer => TextScript.LayerTensors.Select(name => Weights.Full($"model.layers.{layer}.{name}")))];

    /// <summary>Rotary axis of each frequency, and the frequencies.</summary>
    internal (Tensor Axis, Tensor Frequencies) Rotary => (_axis, _frequencies);

    /// <summary>An empty tensor: what a script reads as absent.</summary>
    internal Tensor None => _none;

    /// <summary>The output head: the embedding matrix where it is tied.</summary>
    internal Tensor Head => Weights.Full(Config.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");

    /// <summary>Pictures to features.</summary>
    /// <param name="patches_PC">Normalised patches, [patches of all pictures, channels · frames · side · side].</param>
    /// <param name="grids">One per picture, in the same order.</param>
    /// <returns>[M, H]; the caller disposes it.</returns>
    public Tensor EncodeImages(Tensor patches_PC, IReadOnlyList<PatchGrid> grids)
    {
        using var scope = NewDisposeScope();
        var uniform = grids.All(grid => grid == grids[0]);
        var layout = uniform ? LayoutOf(grids[0]) : new VisionLayout(grids, Config.Vision);
        var copies = uniform ? grids.Count : 1;
        Shape.Require(patches_PC, [layout.Patches * copies, Config.Vision.PatchLength]);
        return _vision.Call(
            "encode", Weights.Cast(patches_PC), tensor(layout.Rows).repeat(copies), tensor(layout.Columns).repeat(copies), _visionTable,
            Parts(layout.Frames, layout.Patches, copies), Parts(layout.Windows, layout.Patches, copies),
            VisionScript.OuterTensors.Select(name => Weights[$"visual.{name}"]).ToArray(),
            Enumerable.Range(0, Config.Vision.Depth)
                .SelectMany(block => VisionScript.BlockTensors.Select(name => Weights[$"visual.blocks.{block}.{name}"])).ToArray())
            .MoveToOuterDisposeScope();
    }

    /// <summary>Token embeddings, with picture features in place of the placeholders.</summary>
    /// <param name="ids_BT">Token ids.</param>
    /// <param name="features_MH">Features of all pictures in the order of their placeholders, or null for none.</param>
    /// <param name="places">Flat positions (row · T + column) of the placeholders.</param>
    /// <exception cref="InvalidDataException">There are more or fewer placeholders than features: a batch that would train a blind policy is refused.</exception>
    public Tensor Embed(Tensor ids_BT, Tensor? features_MH, ReadOnlySpan<long> places)
    {
        if ((features_MH?.shape[0] ?? 0) != places.Length)
        {
            throw new InvalidDataException($"The batch declares {places.Length} picture tokens, but {features_MH?.shape[0] ?? 0} are embedded.");
        }

        using var scope = NewDisposeScope();
        var embeds_NH = Weights.Cast(Weights.Full("model.embed_tokens.weight").index_select(0, ids_BT.reshape(-1)));
        if (features_MH is not null)
        {
            embeds_NH = embeds_NH.index_copy(0, tensor(places.ToArray()), features_MH);
        }

        return embeds_NH.view(ids_BT.shape[0], ids_BT.shape[1], Config.Text.HiddenSize).MoveToOuterDisposeScope();
    }

    /// <summary>The last hidden states. Rows are causal; padding on the right needs no mask.</summary>
    /// <param name="embeds_BTH">Embeddings.</param>
    /// <param name="positions_3BT">Rotary positions in time, height, width.</param>
    /// <param name="mask_BTT">Added to the attention scores (0 or −∞), for padding on the left or packed rows; null for plain causal rows.</param>
    /// <param name="at_BR">Positions in their rows whose states are wanted; the last layer is computed there alone. Null for all.</param>
    /// <returns>float32 [B, T, H], or [B, R, H] for chosen positions; the caller disposes it.</returns>
    public Tensor Hidden(Tensor embeds_BTH, Tensor positions_3BT, Tensor? mask_BTT = null, Tensor? at_BR = null)
    {
        Shape.Require(positions_3BT, [3, embeds_BTH.shape[0], embeds_BTH.shape[1]]);
        using var scope = NewDisposeScope();
        return Text.Call(
            "hidden", embeds_BTH, positions_3BT, _axis, _frequencies, mask_BTT ?? _none, at_BR ?? _none, LayerTensors, Weights.Full("model.norm.weight"))
            .MoveToOuterDisposeScope();
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
        _vision.Dispose();
        _axis.Dispose();
        _frequencies.Dispose();
        _visionTable.Dispose();
        _none.Dispose();
        Unsaid.Dispose();
    }

    private VisionLayout LayoutOf(PatchGrid grid)
    {
        if (!_layouts.TryGetValue(grid, out var layout))
        {
            _layouts[grid] = layout = new VisionLayout([grid], Config.Vision);
        }

        return layout;
    }

    private static Tensor[] Parts(IReadOnlyList<(int Length, long[] Indices)> parts, int patches, int copies)
    {
        // All patches in their order need no gathering; an empty third axis says so to the script.
        if (parts.Count == 1 && parts[0].Indices.AsSpan().SequenceEqual(Enumerable.Range(0, patches).Select(index => (long)index).ToArray()))
        {
            return [zeros(copies * patches / parts[0].Length, parts[0].Length, 0)];
        }

        return [.. parts.Select(part =>
        {
            var one = tensor(part.Indices).view(1, -1);
            var shifts = tensor(Enumerable.Range(0, copies).Select(copy => (long)copy * patches).ToArray()).view(-1, 1);
            return one.Plus(shifts).view(-1, part.Length);
        })];
    }
}
