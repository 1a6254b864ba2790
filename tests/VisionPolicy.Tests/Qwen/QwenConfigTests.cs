using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>config.json in all its spellings, and what it must not say.</summary>
public sealed class QwenConfigTests
{
    private static readonly QwenConfig Tiny = QwenConfig.Tiny(512, 500, 501, 502, 503);

    private static readonly QwenConfig Third = Tiny with
    {
        Family = QwenFamily.Qwen3_VL,
        Text = Tiny.Text with { HeadSize = 16, HasQkvBias = false, HasQueryKeyNorm = true, IsMropeInterleaved = true, MropeSection = [4, 2, 2] },
        Vision = Tiny.Eyes with { WindowSize = 0, FullAttentionBlocks = [], TokensPerSecond = 0, PositionEmbeddings = 36, DeepstackBlocks = [1, 0] },
    };

    public static IEnumerable<TheoryDataRow<string>> Families() => QwenFamilies.ModelTypes.Select(type => new TheoryDataRow<string>(type));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_written_configuration_comes_back(string modelType)
    {
        var config = Of(modelType);
        var text = QwenConfigJson.Write(config);
        var again = QwenConfigJson.Read(text);
        Assert.Equal(config.Family, again.Family);
        Assert.Equal(text, QwenConfigJson.Write(again));
        Assert.Equal(config.Text.RotaryAxes(), again.Text.RotaryAxes());
        Assert.Equal(config.DeepstackLevels, again.DeepstackLevels);
        Assert.Equal(config.Vision is null, again.Vision is null);
    }

    [Fact]
    public void The_older_spelling_of_rotary_positions_is_the_same_model()
    {
        var json = JsonNode.Parse(QwenConfigJson.Write(Of("qwen3")))!.AsObject();
        var expected = QwenConfigJson.Write(QwenConfigJson.Read(json.ToJsonString()));
        json.Remove("rope_parameters");
        json["rope_theta"] = Tiny.Text.RopeTheta;
        json["rope_scaling"] = null;
        Assert.Equal(expected, QwenConfigJson.Write(QwenConfigJson.Read(json.ToJsonString())));
    }

    [Fact]
    public void Axes_follow_one_another_or_take_turns()
    {
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], Tiny.Text.RotaryAxes());
        // 4, 2, 2 interleaved: height at 1 and 4, width at 2 and 5, time everywhere else.
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 0], Third.Text.RotaryAxes());
        Assert.Equal(new long[16], (Tiny.Text with { MropeSection = [] }).RotaryAxes());
    }

    [Theory]
    [InlineData("qwen2", "model_type", "\"llama\"", "one of qwen2, qwen3, qwen2_5_vl, qwen3_vl")]
    [InlineData("qwen2", "hidden_size", "\"wide\"", "a number")]
    [InlineData("qwen2", "hidden_size", "0", "above 0")]
    [InlineData("qwen2", "hidden_act", "\"relu\"", "silu")]
    [InlineData("qwen2", "num_key_value_heads", "3", "a multiple of num_key_value_heads, 3")]
    [InlineData("qwen2", "rope_parameters", "{\"rope_type\":\"yarn\"}", "stretched rotary positions")]
    [InlineData("qwen2", "layer_types", "[\"full_attention\",\"sliding_attention\"]", "full_attention in every layer")]
    [InlineData("qwen3", "attention_bias", "true", "expected false")]
    [InlineData("qwen3", "vocab_size", "1.5", "a whole number")]
    [InlineData("qwen3_vl", "vision_config.num_position_embeddings", "35", "a square number")]
    [InlineData("qwen3_vl", "vision_config.deepstack_visual_indexes", "[7]", "below depth")]
    [InlineData("qwen3_vl", "vision_config.hidden_act", "\"gelu\"", "gelu_pytorch_tanh")]
    [InlineData("qwen2_5_vl", "vision_config.out_hidden_size", "64", "the text's hidden_size, 128")]
    [InlineData("qwen2_5_vl", "text_config.rope_parameters", "{\"mrope_section\":[1,2]}", "three parts")]
    [InlineData("qwen2_5_vl", "image_token_id", "null", "image_token_id is missing")]
    public void What_cannot_be_computed_is_refused_with_file_field_and_way_out(string modelType, string field, string value, string expected)
    {
        var root = JsonNode.Parse(QwenConfigJson.Write(Of(modelType)))!.AsObject();
        var parts = field.Split('.');
        var owner = parts.Length == 1 ? root : root[parts[0]]!.AsObject();
        owner[parts[^1]] = JsonNode.Parse(value);
        var fault = Assert.Throws<InvalidDataException>(() => QwenConfigJson.Read(root.ToJsonString(), "here/config.json"));
        Assert.StartsWith("here/config.json: ", fault.Message);
        Assert.Contains(expected, fault.Message);
    }

    [Fact]
    public void Sliding_windows_are_refused_where_a_layer_would_have_one()
    {
        var root = JsonNode.Parse(QwenConfigJson.Write(Of("qwen2")))!.AsObject();
        root["use_sliding_window"] = true;
        root["max_window_layers"] = Tiny.Text.Layers;
        QwenConfigJson.Read(root.ToJsonString());
        root["max_window_layers"] = Tiny.Text.Layers - 1;
        Assert.Contains("sliding windows", Assert.Throws<InvalidDataException>(() => QwenConfigJson.Read(root.ToJsonString())).Message);
    }

    [Fact]
    public void As_many_deep_stack_levels_as_text_layers_are_refused_because_the_last_would_be_dropped()
    {
        var root = JsonNode.Parse(QwenConfigJson.Write(Of("qwen3_vl")))!.AsObject();
        var levels = root["vision_config"]!["deepstack_visual_indexes"]!.AsArray().Count;

        // A level reaches the layer behind the one of its place: two levels need three layers.
        root["text_config"]!["num_hidden_layers"] = levels + 1;
        Assert.Equal(levels, QwenConfigJson.Read(root.ToJsonString()).DeepstackLevels);
        root["text_config"]!["num_hidden_layers"] = levels;
        var fault = Assert.Throws<InvalidDataException>(() => QwenConfigJson.Read(root.ToJsonString(), "here/config.json"));

        Assert.StartsWith("here/config.json: vision_config.deepstack_visual_indexes is [", fault.Message);
        Assert.Contains($"fewer than the text's {levels} layers", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"model_type\":\"qwen2\",\"model_type\":\"qwen3\"}")]
    [InlineData("{\"model_type\":7}")]
    public void What_is_no_configuration_is_refused(string json) => Assert.Throws<InvalidDataException>(() => QwenConfigJson.Read(json));

    [Fact]
    public void A_text_model_says_that_it_cannot_see() =>
        Assert.Contains("text only", Assert.Throws<NotSupportedException>(() => Of("qwen2").Eyes).Message);

    [Fact]
    public void Learned_positions_are_stretched_over_the_grid()
    {
        var square = Third.Eyes with { PositionEmbeddings = 9 };
        // Two rows and three columns over a square of three: rows stand at 0 and 2, columns at 0, 1 and 2 — exactly on embeddings.
        var corners = new VisionLayout([new PatchGrid(1, 2, 3)], square).Corners;
        Assert.Equal([0, 1, 2, 6, 7, 8], corners.Indices[..6]);
        Assert.Equal([1, 1, 1, 1, 1, 1], corners.Weights[..6]);
        // Five columns: the second stands half way between embeddings 0 and 1.
        var stretched = new VisionLayout([new PatchGrid(1, 1, 5)], square).Corners;
        Assert.Equal([0.5f, 0.5f, 0, 0], Enumerable.Range(0, 4).Select(corner => stretched.Weights[(corner * 5) + 1]));
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(corner => stretched.Indices[(corner * 5) + 1]));
        // A tower without learned positions has none.
        Assert.Empty(new VisionLayout([new PatchGrid(1, 1, 5)], Tiny.Eyes).Corners.Indices);
    }

    private static QwenConfig Of(string modelType) => modelType switch
    {
        "qwen2_5_vl" => Tiny,
        "qwen3_vl" => Third,
        "qwen2" => TextOnly(Tiny, QwenFamily.Qwen2),
        _ => TextOnly(Third, QwenFamily.Qwen3),
    };

    private static QwenConfig TextOnly(QwenConfig seeing, QwenFamily family) => new()
    {
        Family = family, TieWordEmbeddings = false, Text = seeing.Text with { MropeSection = [], IsMropeInterleaved = false },
    };
}
