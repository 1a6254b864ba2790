using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>Writes config.json in today's layout; for models that were not loaded from a folder with a file of its own.</summary>
internal static class QwenConfigWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(QwenConfig config)
    {
        var text = Text(config);
        var root = config.Family.Sees() ? new JsonObject() : text;
        root["architectures"] = new JsonArray(config.Family switch
        {
            QwenFamily.Qwen2 => "Qwen2ForCausalLM",
            QwenFamily.Qwen3 => "Qwen3ForCausalLM",
            QwenFamily.Qwen2_5_VL => "Qwen2_5_VLForConditionalGeneration",
            _ => "Qwen3VLForConditionalGeneration",
        });
        root["dtype"] = "float32";
        root["model_type"] = config.Family.ModelType();
        root["tie_word_embeddings"] = config.TieWordEmbeddings;
        if (config.Vision is { } vision)
        {
            root["image_token_id"] = config.ImageTokenId;
            root["video_token_id"] = config.VideoTokenId;
            root["vision_start_token_id"] = config.VisionStartTokenId;
            root["vision_end_token_id"] = config.VisionEndTokenId;
            root["text_config"] = text;
            root["vision_config"] = Vision(vision, config.Family);
        }

        return root.ToJsonString(Indented);
    }

    private static JsonObject Text(QwenConfig config)
    {
        var text = config.Text;
        var rope = new JsonObject { ["rope_theta"] = text.RopeTheta, ["rope_type"] = "default" };
        if (!text.MropeSection.IsEmpty)
        {
            rope["mrope_section"] = Array(text.MropeSection);
            rope["mrope_interleaved"] = text.IsMropeInterleaved;
        }

        var written = new JsonObject
        {
            ["hidden_act"] = "silu",
            ["hidden_size"] = text.HiddenSize,
            ["intermediate_size"] = text.IntermediateSize,
            ["max_position_embeddings"] = text.MaxPositions,
            ["model_type"] = config.Family.Sees() ? config.Family.ModelType() + "_text" : config.Family.ModelType(),
            ["num_attention_heads"] = text.Heads,
            ["num_hidden_layers"] = text.Layers,
            ["num_key_value_heads"] = text.KeyValueHeads,
            ["rms_norm_eps"] = text.RmsNormEpsilon,
            ["rope_parameters"] = rope,
            ["tie_word_embeddings"] = config.TieWordEmbeddings,
            ["vocab_size"] = text.VocabularySize,
        };
        if (config.Family.IsThird())
        {
            written["attention_bias"] = false;
        }
        else
        {
            written["use_sliding_window"] = false;
        }

        if (config.Family.IsThird() || text.QuerySize != text.HiddenSize)
        {
            written["head_dim"] = text.HeadSize;
        }

        return written;
    }

    private static JsonObject Vision(VisionConfig vision, QwenFamily family)
    {
        var written = new JsonObject
        {
            ["depth"] = vision.Depth,
            ["hidden_act"] = vision.IsThird ? "gelu_pytorch_tanh" : "silu",
            ["hidden_size"] = vision.HiddenSize,
            ["in_channels"] = vision.Channels,
            ["intermediate_size"] = vision.IntermediateSize,
            ["model_type"] = family.ModelType() + "_vision",
            ["num_heads"] = vision.Heads,
            ["rope_parameters"] = new JsonObject { ["rope_theta"] = vision.RopeTheta, ["rope_type"] = "axial" },
            ["out_hidden_size"] = vision.OutputSize,
            ["patch_size"] = vision.PatchSize,
            ["spatial_merge_size"] = vision.SpatialMergeSize,
            ["temporal_patch_size"] = vision.TemporalPatchSize,
        };
        if (vision.IsThird)
        {
            written["deepstack_visual_indexes"] = Array(vision.DeepstackBlocks);
            written["num_position_embeddings"] = vision.PositionEmbeddings;
        }
        else
        {
            written["fullatt_block_indexes"] = Array(vision.FullAttentionBlocks);
            written["tokens_per_second"] = vision.TokensPerSecond;
            written["window_size"] = vision.WindowSize;
        }

        return written;
    }

    private static JsonArray Array(IEnumerable<int> values) => [.. values.Select(value => (JsonNode)value)];
}
