using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>Reads and writes config.json of Qwen2.5-VL: today's layout with nested text_config, and the older flat one.</summary>
public static class QwenConfigJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the file's text.</summary>
    /// <param name="json">Contents of config.json.</param>
    /// <param name="where">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">Not JSON, another family, or a value is missing or wrong.</exception>
    public static QwenConfig Read(string json, string where = "config.json")
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException($"{where}: expected a JSON object.");
            var family = (string?)root["model_type"];
            if (family != "qwen2_5_vl")
            {
                throw new InvalidDataException($"{where}: model_type is '{family}', expected 'qwen2_5_vl'.");
            }

            return Check(Read(new Section(root, where, "")), where);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{where}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes today's layout.</summary>
    public static string Write(QwenConfig config) => new JsonObject
    {
        ["architectures"] = new JsonArray("Qwen2_5_VLForConditionalGeneration"),
        ["dtype"] = "float32",
        ["image_token_id"] = config.ImageTokenId,
        ["model_type"] = "qwen2_5_vl",
        ["text_config"] = WriteText(config.Text, config.TieWordEmbeddings),
        ["tie_word_embeddings"] = config.TieWordEmbeddings,
        ["video_token_id"] = config.VideoTokenId,
        ["vision_config"] = WriteVision(config.Vision),
        ["vision_end_token_id"] = config.VisionEndTokenId,
        ["vision_start_token_id"] = config.VisionStartTokenId,
    }.ToJsonString(Indented);

    private static QwenConfig Read(Section root)
    {
        var text = root.Child("text_config") ?? root;
        var vision = root.Child("vision_config") ?? throw new InvalidDataException($"{root.Where}: vision_config is missing.");
        var rope = text.Child("rope_parameters") ?? text.Child("rope_scaling") ?? throw new InvalidDataException($"{root.Where}: rope_parameters (or rope_scaling) is missing.");
        return new QwenConfig
        {
            ImageTokenId = root.Int("image_token_id"),
            VideoTokenId = root.Int("video_token_id"),
            VisionStartTokenId = root.Int("vision_start_token_id"),
            VisionEndTokenId = root.Int("vision_end_token_id"),
            TieWordEmbeddings = root.Bool("tie_word_embeddings", false),
            Text = new TextConfig
            {
                VocabularySize = text.Int("vocab_size"),
                HiddenSize = text.Int("hidden_size"),
                IntermediateSize = text.Int("intermediate_size"),
                Layers = text.Int("num_hidden_layers"),
                Heads = text.Int("num_attention_heads"),
                KeyValueHeads = text.Int("num_key_value_heads"),
                MropeSection = [.. rope.Ints("mrope_section")],
                RopeTheta = rope.Has("rope_theta") ? rope.Number("rope_theta", 0) : text.Number("rope_theta", 1_000_000),
                RmsNormEpsilon = text.Number("rms_norm_eps", 1e-6),
                MaxPositions = (int)text.Number("max_position_embeddings", 32768),
            },
            Vision = new VisionConfig
            {
                Depth = vision.Int("depth"),
                HiddenSize = vision.Int("hidden_size"),
                IntermediateSize = vision.Int("intermediate_size"),
                Heads = vision.Int("num_heads"),
                OutputSize = vision.Int("out_hidden_size"),
                PatchSize = vision.Int("patch_size"),
                TemporalPatchSize = (int)vision.Number("temporal_patch_size", 2),
                SpatialMergeSize = (int)vision.Number("spatial_merge_size", 2),
                WindowSize = (int)vision.Number("window_size", 112),
                FullAttentionBlocks = [.. vision.Ints("fullatt_block_indexes")],
                Channels = (int)vision.Number("in_channels", vision.Number("in_chans", 3)),
                TokensPerSecond = vision.Number("tokens_per_second", 2),
                RopeTheta = vision.Child("rope_parameters")?.Number("rope_theta", 10_000) ?? 10_000,
            },
        };
    }

    private static QwenConfig Check(QwenConfig config, string where)
    {
        var (text, vision) = (config.Text, config.Vision);
        Demand(text.HiddenSize % text.Heads == 0, $"hidden_size {text.HiddenSize} is no multiple of num_attention_heads {text.Heads}");
        Demand(text.Heads % text.KeyValueHeads == 0, $"num_attention_heads {text.Heads} is no multiple of num_key_value_heads {text.KeyValueHeads}");
        Demand(
            text.MropeSection.Length == 3 && text.MropeSection.Sum() * 2 == text.HeadSize,
            $"mrope_section [{string.Join(", ", text.MropeSection)}] must have three parts that add up to half a head, {text.HeadSize / 2}");
        Demand(vision.HiddenSize % (4 * vision.Heads) == 0, $"vision hidden_size {vision.HiddenSize} is no multiple of 4 × num_heads {vision.Heads}");
        Demand(vision.OutputSize == text.HiddenSize, $"out_hidden_size {vision.OutputSize} differs from the text's hidden_size {text.HiddenSize}");
        Demand(vision.WindowSize / vision.PatchSize / vision.SpatialMergeSize > 0, $"window_size {vision.WindowSize} holds no merged patch");
        return config;

        void Demand(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new InvalidDataException($"{where}: {otherwise}.");
            }
        }
    }

    private static JsonObject WriteText(TextConfig text, bool tied) => new()
    {
        ["hidden_act"] = "silu",
        ["hidden_size"] = text.HiddenSize,
        ["intermediate_size"] = text.IntermediateSize,
        ["max_position_embeddings"] = text.MaxPositions,
        ["model_type"] = "qwen2_5_vl_text",
        ["num_attention_heads"] = text.Heads,
        ["num_hidden_layers"] = text.Layers,
        ["num_key_value_heads"] = text.KeyValueHeads,
        ["rms_norm_eps"] = text.RmsNormEpsilon,
        ["rope_parameters"] = new JsonObject { ["mrope_section"] = Array(text.MropeSection), ["rope_theta"] = text.RopeTheta, ["rope_type"] = "default" },
        ["tie_word_embeddings"] = tied,
        ["use_sliding_window"] = false,
        ["vocab_size"] = text.VocabularySize,
    };

    private static JsonObject WriteVision(VisionConfig vision) => new()
    {
        ["depth"] = vision.Depth,
        ["fullatt_block_indexes"] = Array(vision.FullAttentionBlocks),
        ["hidden_act"] = "silu",
        ["hidden_size"] = vision.HiddenSize,
        ["in_channels"] = vision.Channels,
        ["intermediate_size"] = vision.IntermediateSize,
        ["model_type"] = "qwen2_5_vl_vision",
        ["num_heads"] = vision.Heads,
        ["rope_parameters"] = new JsonObject { ["rope_theta"] = vision.RopeTheta, ["rope_type"] = "axial" },
        ["out_hidden_size"] = vision.OutputSize,
        ["patch_size"] = vision.PatchSize,
        ["spatial_merge_size"] = vision.SpatialMergeSize,
        ["temporal_patch_size"] = vision.TemporalPatchSize,
        ["tokens_per_second"] = vision.TokensPerSecond,
        ["window_size"] = vision.WindowSize,
    };

    private static JsonArray Array(IEnumerable<int> values) => [.. values.Select(value => (JsonNode)value)];

    /// <summary>One object of the file, with its name for messages.</summary>
    private sealed record Section(JsonObject Node, string Where, string Path)
    {
        public Section? Child(string key) => Node[key] is JsonObject child ? new Section(child, Where, $"{Path}{key}.") : null;

        public bool Has(string key) => Node[key] is not null;

        public int Int(string key) => checked((int)Number(key, null));

        public double Number(string key, double? otherwise) =>
            Node[key] is { } value ? (double)value : otherwise ?? throw new InvalidDataException($"{Where}: {Path}{key} is missing.");

        public bool Bool(string key, bool otherwise) => Node[key] is { } value ? (bool)value : otherwise;

        public int[] Ints(string key) =>
            Node[key] is JsonArray values ? [.. values.Select(value => (int)value!)] : throw new InvalidDataException($"{Where}: {Path}{key} is missing or no list.");
    }
}
