using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>
/// Reads config.json of the Qwen families: today's layout with nested text_config, the older flat one, and the spellings of
/// transformers 4 and 5 (<c>rope_scaling</c> and <c>rope_theta</c>, or <c>rope_parameters</c>).
/// </summary>
/// <remarks>What a model could not be computed with is refused: another activation, stretched rotary positions, sliding windows.</remarks>
public static class QwenConfigJson
{
    /// <summary>Reads the file's text.</summary>
    /// <param name="json">Contents of config.json.</param>
    /// <param name="where">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">Not JSON, another family, or a value is missing, wrong or not supported.</exception>
    public static QwenConfig Read(string json, string where = "config.json")
    {
        var root = ConfigObject.Parse(json, where);
        if (!QwenFamilies.TryParse(root.Text("model_type"), out var family))
        {
            throw root.Wrong("model_type", $"one of {string.Join(", ", QwenFamilies.ModelTypes)}", root.Node["model_type"]);
        }

        var text = root.Child("text_config") ?? root;
        var config = new QwenConfig
        {
            Family = family,
            Text = ReadText(text, family),
            TieWordEmbeddings = root.Bool("tie_word_embeddings", text.Bool("tie_word_embeddings", false)),
        };
        return !family.Sees() ? config : config with
        {
            Vision = ReadVision(
                root.Child("vision_config") ?? throw new InvalidDataException($"{where}: vision_config is missing; expected an object."), family, config.Text),
            ImageTokenId = root.Int("image_token_id"),
            VideoTokenId = root.Int("video_token_id"),
            VisionStartTokenId = root.Int("vision_start_token_id"),
            VisionEndTokenId = root.Int("vision_end_token_id"),
        };
    }

    /// <summary>Writes today's layout.</summary>
    public static string Write(QwenConfig config) => QwenConfigWriter.Write(config);

    private static TextConfig ReadText(ConfigObject text, QwenFamily family)
    {
        var rope = text.Child("rope_parameters") ?? text.Child("rope_scaling");
        var kind = rope?.Text("rope_type") ?? rope?.Text("type") ?? "default";
        rope?.Demand(kind is "default" or "mrope", rope.Has("rope_type") ? "rope_type" : "type", () => "default; stretched rotary positions are not supported");
        text.Demand((text.Text("hidden_act") ?? "silu") == "silu", "hidden_act", () => "silu");
        text.Demand(!text.Bool("attention_bias", false), "attention_bias", () => "false");
        var (width, heads, layers) = (text.Positive("hidden_size"), text.Positive("num_attention_heads"), text.Positive("num_hidden_layers"));
        text.Demand(
            text.Node["layer_types"] is not JsonArray kinds || kinds.All(layer => layer?.ToString() == "full_attention"), "layer_types", () => "full_attention in every layer");
        text.Demand(
            !text.Bool("use_sliding_window", false) || text.Int("max_window_layers", 28) >= layers, "use_sliding_window", () => "false; attention in sliding windows is not supported");
        text.Demand(text.Has("head_dim") || family.IsThird() || width % heads == 0, "hidden_size", () => $"a multiple of num_attention_heads, {heads}");
        var config = new TextConfig
        {
            VocabularySize = text.Positive("vocab_size"),
            HiddenSize = width,
            IntermediateSize = text.Positive("intermediate_size"),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = text.Positive("num_key_value_heads", heads),
            HeadSize = text.Positive("head_dim", family.IsThird() ? 128 : width / heads),
            HasQkvBias = !family.IsThird(),
            HasQueryKeyNorm = family.IsThird(),
            MropeSection = !family.Sees() ? [] : rope is null
                ? throw new InvalidDataException($"{text.Where}: {text.Path}rope_parameters (or rope_scaling) is missing; expected an object with mrope_section.")
                : [.. rope.Ints("mrope_section")],
            IsMropeInterleaved = family == QwenFamily.Qwen3_VL,
            RopeTheta = rope is not null && rope.Has("rope_theta") ? rope.Number("rope_theta") : text.Number("rope_theta", DefaultTheta(family)),
            RmsNormEpsilon = text.Number("rms_norm_eps", 1e-6),
            MaxPositions = text.Positive("max_position_embeddings", 32768),
        };
        text.Demand(heads % config.KeyValueHeads == 0, "num_attention_heads", () => $"a multiple of num_key_value_heads, {config.KeyValueHeads}");
        text.Demand(config.HeadSize % 2 == 0, "head_dim", () => "an even number");
        rope?.Demand(
            config.MropeSection.IsEmpty || (config.MropeSection.Length == 3 && config.MropeSection.All(part => part >= 0) && config.MropeSection.Sum() * 2 == config.HeadSize),
            "mrope_section", () => $"three parts that add up to half a head, {config.HeadSize / 2}");
        return config;
    }

    private static double DefaultTheta(QwenFamily family) => family switch
    {
        QwenFamily.Qwen2_5_VL => 1_000_000,
        QwenFamily.Qwen3_VL => 500_000,
        _ => 10_000,
    };

    private static VisionConfig ReadVision(ConfigObject vision, QwenFamily family, TextConfig text)
    {
        var isThird = family == QwenFamily.Qwen3_VL;
        var activation = isThird ? "gelu_pytorch_tanh" : "silu";
        vision.Demand((vision.Text("hidden_act") ?? activation) == activation, "hidden_act", () => activation);
        var config = new VisionConfig
        {
            Depth = vision.Positive("depth"),
            HiddenSize = vision.Positive("hidden_size"),
            IntermediateSize = vision.Positive("intermediate_size"),
            Heads = vision.Positive("num_heads"),
            OutputSize = vision.Positive("out_hidden_size"),
            PatchSize = vision.Positive("patch_size"),
            TemporalPatchSize = vision.Positive("temporal_patch_size", 2),
            SpatialMergeSize = vision.Positive("spatial_merge_size", 2),
            WindowSize = isThird ? 0 : vision.Positive("window_size", 112),
            FullAttentionBlocks = isThird ? [] : [.. vision.Ints("fullatt_block_indexes", [7, 15, 23, 31])],
            TokensPerSecond = isThird ? 0 : vision.Number("tokens_per_second", 4),
            PositionEmbeddings = isThird ? vision.Positive("num_position_embeddings", 2304) : 0,
            DeepstackBlocks = isThird ? [.. vision.Ints("deepstack_visual_indexes", [8, 16, 24])] : [],
            Channels = vision.Positive("in_channels", vision.Positive("in_chans", 3)),
            RopeTheta = vision.Child("rope_parameters")?.Number("rope_theta", 10_000) ?? 10_000,
        };
        vision.Demand(config.HiddenSize % (4 * config.Heads) == 0, "hidden_size", () => $"a multiple of 4 × num_heads, {4 * config.Heads}");
        vision.Demand(config.OutputSize == text.HiddenSize, "out_hidden_size", () => $"the text's hidden_size, {text.HiddenSize}");
        vision.Demand(
            isThird || config.WindowSize / config.PatchSize / config.SpatialMergeSize > 0, "window_size", () => $"room for a merged patch, {config.PatchSize * config.SpatialMergeSize} pixels");
        var side = (int)Math.Sqrt(config.PositionEmbeddings);
        vision.Demand(side * side == config.PositionEmbeddings, "num_position_embeddings", () => "a square number");
        // A level is added to what the next layer reads: behind the last layer there is none to read it.
        vision.Demand(
            config.DeepstackBlocks.Length < text.Layers && config.DeepstackBlocks.All(block => block >= 0 && block < config.Depth)
                && config.DeepstackBlocks.Distinct().Count() == config.DeepstackBlocks.Length,
            "deepstack_visual_indexes", () => $"different blocks below depth, {config.Depth}, fewer than the text's {text.Layers} layers");
        return config;
    }
}
