namespace Agentic.VisionPolicy;

/// <summary>Names and shapes of a Qwen2.5-VL checkpoint's tensors.</summary>
public static class QwenLayout
{
    /// <summary>Every tensor, vision tower first.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(QwenConfig config) => [.. Vision(config.Vision), .. Text(config)];

    private static IEnumerable<(string Name, long[] Shape)> Vision(VisionConfig vision)
    {
        long width = vision.HiddenSize, inner = vision.IntermediateSize, merged = width * vision.SpatialMergeSize * vision.SpatialMergeSize;
        yield return ("visual.patch_embed.proj.weight", [width, vision.Channels, vision.TemporalPatchSize, vision.PatchSize, vision.PatchSize]);
        for (var block = 0; block < vision.Depth; block++)
        {
            var at = $"visual.blocks.{block}.";
            yield return (at + "norm1.weight", [width]);
            yield return (at + "norm2.weight", [width]);
            yield return (at + "attn.qkv.weight", [3 * width, width]);
            yield return (at + "attn.qkv.bias", [3 * width]);
            yield return (at + "attn.proj.weight", [width, width]);
            yield return (at + "attn.proj.bias", [width]);
            yield return (at + "mlp.gate_proj.weight", [inner, width]);
            yield return (at + "mlp.gate_proj.bias", [inner]);
            yield return (at + "mlp.up_proj.weight", [inner, width]);
            yield return (at + "mlp.up_proj.bias", [inner]);
            yield return (at + "mlp.down_proj.weight", [width, inner]);
            yield return (at + "mlp.down_proj.bias", [width]);
        }

        yield return ("visual.merger.ln_q.weight", [width]);
        yield return ("visual.merger.mlp.0.weight", [merged, merged]);
        yield return ("visual.merger.mlp.0.bias", [merged]);
        yield return ("visual.merger.mlp.2.weight", [vision.OutputSize, merged]);
        yield return ("visual.merger.mlp.2.bias", [vision.OutputSize]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Text(QwenConfig config)
    {
        var text = config.Text;
        long width = text.HiddenSize, inner = text.IntermediateSize, keys = text.KeyValueHeads * text.HeadSize;
        yield return ("model.embed_tokens.weight", [text.VocabularySize, width]);
        for (var layer = 0; layer < text.Layers; layer++)
        {
            var at = $"model.layers.{layer}.";
            yield return (at + "self_attn.q_proj.weight", [width, width]);
            yield return (at + "self_attn.q_proj.bias", [width]);
            yield return (at + "self_attn.k_proj.weight", [keys, width]);
            yield return (at + "self_attn.k_proj.bias", [keys]);
            yield return (at + "self_attn.v_proj.weight", [keys, width]);
            yield return (at + "self_attn.v_proj.bias", [keys]);
            yield return (at + "self_attn.o_proj.weight", [width, width]);
            yield return (at + "mlp.gate_proj.weight", [inner, width]);
            yield return (at + "mlp.up_proj.weight", [inner, width]);
            yield return (at + "mlp.down_proj.weight", [width, inner]);
            yield return (at + "input_layernorm.weight", [width]);
            yield return (at + "post_attention_layernorm.weight", [width]);
        }

        yield return ("model.norm.weight", [width]);
        if (!config.TieWordEmbeddings)
        {
            yield return ("lm_head.weight", [text.VocabularySize, width]);
        }
    }
}
