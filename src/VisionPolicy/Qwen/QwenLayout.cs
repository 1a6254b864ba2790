namespace Agentic.VisionPolicy;

/// <summary>Names and shapes of a checkpoint's tensors, in the order of the published modules.</summary>
/// <param name="config">The model's shape.</param>
/// <param name="names">How the folder spells them.</param>
public sealed class QwenLayout(QwenConfig config, CheckpointNames names)
{
    /// <summary>Every tensor, vision tower first.</summary>
    public IEnumerable<(string Name, long[] Shape)> All() => config.Vision is { } vision ? [.. Vision(vision), .. Text()] : Text();

    private IEnumerable<(string Name, long[] Shape)> Vision(VisionConfig vision)
    {
        long width = vision.HiddenSize, merged = vision.MergedWidth;
        yield return (names.Vision("patch_embed.proj.weight"), [width, vision.Channels, vision.TemporalPatchSize, vision.PatchSize, vision.PatchSize]);
        if (vision.IsThird)
        {
            yield return (names.Vision("patch_embed.proj.bias"), [width]);
            yield return (names.Vision("pos_embed.weight"), [vision.PositionEmbeddings, width]);
        }

        for (var block = 0; block < vision.Depth; block++)
        {
            foreach (var (name, shape) in vision.IsThird ? ThirdBlock(vision) : WindowedBlock(vision))
            {
                yield return (names.Block(block, name), shape);
            }
        }

        if (!vision.IsThird)
        {
            yield return (names.Vision("merger.ln_q.weight"), [width]);
            yield return (names.Vision("merger.mlp.0.weight"), [merged, merged]);
            yield return (names.Vision("merger.mlp.0.bias"), [merged]);
            yield return (names.Vision("merger.mlp.2.weight"), [vision.OutputSize, merged]);
            yield return (names.Vision("merger.mlp.2.bias"), [vision.OutputSize]);
            yield break;
        }

        // The merger normalises each patch, those of the deep-stack the merged ones.
        foreach (var (name, normed) in Enumerable.Range(0, vision.DeepstackBlocks.Length)
            .Select(level => ($"deepstack_merger_list.{level}.", merged)).Prepend(("merger.", width)))
        {
            yield return (names.Vision(name + "norm.weight"), [normed]);
            yield return (names.Vision(name + "norm.bias"), [normed]);
            yield return (names.Vision(name + "linear_fc1.weight"), [merged, merged]);
            yield return (names.Vision(name + "linear_fc1.bias"), [merged]);
            yield return (names.Vision(name + "linear_fc2.weight"), [vision.OutputSize, merged]);
            yield return (names.Vision(name + "linear_fc2.bias"), [vision.OutputSize]);
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> WindowedBlock(VisionConfig vision)
    {
        long width = vision.HiddenSize, inner = vision.IntermediateSize;
        yield return ("norm1.weight", [width]);
        yield return ("norm2.weight", [width]);
        yield return ("attn.qkv.weight", [3 * width, width]);
        yield return ("attn.qkv.bias", [3 * width]);
        yield return ("attn.proj.weight", [width, width]);
        yield return ("attn.proj.bias", [width]);
        yield return ("mlp.gate_proj.weight", [inner, width]);
        yield return ("mlp.gate_proj.bias", [inner]);
        yield return ("mlp.up_proj.weight", [inner, width]);
        yield return ("mlp.up_proj.bias", [inner]);
        yield return ("mlp.down_proj.weight", [width, inner]);
        yield return ("mlp.down_proj.bias", [width]);
    }

    private static IEnumerable<(string Name, long[] Shape)> ThirdBlock(VisionConfig vision)
    {
        long width = vision.HiddenSize, inner = vision.IntermediateSize;
        yield return ("norm1.weight", [width]);
        yield return ("norm1.bias", [width]);
        yield return ("norm2.weight", [width]);
        yield return ("norm2.bias", [width]);
        yield return ("attn.qkv.weight", [3 * width, width]);
        yield return ("attn.qkv.bias", [3 * width]);
        yield return ("attn.proj.weight", [width, width]);
        yield return ("attn.proj.bias", [width]);
        yield return ("mlp.linear_fc1.weight", [inner, width]);
        yield return ("mlp.linear_fc1.bias", [inner]);
        yield return ("mlp.linear_fc2.weight", [width, inner]);
        yield return ("mlp.linear_fc2.bias", [width]);
    }

    private IEnumerable<(string Name, long[] Shape)> Text()
    {
        var text = config.Text;
        yield return (names.Embedding, [text.VocabularySize, text.HiddenSize]);
        for (var layer = 0; layer < text.Layers; layer++)
        {
            foreach (var (name, shape) in Layer(text))
            {
                yield return (names.Layer(layer, name), shape);
            }
        }

        yield return (names.LastNorm, [text.HiddenSize]);
        if (!config.TieWordEmbeddings)
        {
            yield return (names.Head, [text.VocabularySize, text.HiddenSize]);
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Layer(TextConfig text)
    {
        long width = text.HiddenSize, inner = text.IntermediateSize;
        foreach (var (name, size) in new (string, long)[] { ("q_proj", text.QuerySize), ("k_proj", text.KeySize), ("v_proj", text.KeySize) })
        {
            yield return ($"self_attn.{name}.weight", [size, width]);
            if (text.HasQkvBias)
            {
                yield return ($"self_attn.{name}.bias", [size]);
            }
        }

        yield return ("self_attn.o_proj.weight", [width, text.QuerySize]);
        if (text.HasQueryKeyNorm)
        {
            yield return ("self_attn.q_norm.weight", [text.HeadSize]);
            yield return ("self_attn.k_norm.weight", [text.HeadSize]);
        }

        yield return ("mlp.gate_proj.weight", [inner, width]);
        yield return ("mlp.up_proj.weight", [inner, width]);
        yield return ("mlp.down_proj.weight", [width, inner]);
        yield return ("input_layernorm.weight", [width]);
        yield return ("post_attention_layernorm.weight", [width]);
    }
}
