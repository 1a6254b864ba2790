using Agentic.Agents;
using Agentic.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Lora;

/// <summary>Which layers an adapter changes, how it begins, and what it adds.</summary>
public sealed class LoraAdapterTests
{
    // A decoder of one layer in the published spelling of Qwen2.5-VL, with a block of its tower.
    private static readonly (string Name, long[] Shape)[] Layout =
    [
        ("visual.patch_embed.proj.weight", [4, 3, 2, 2, 2]),
        ("visual.blocks.0.attn.qkv.weight", [12, 4]),
        ("visual.blocks.0.mlp.up_proj.weight", [8, 4]),
        ("model.embed_tokens.weight", [16, 8]),
        ("model.layers.0.self_attn.q_proj.weight", [8, 8]),
        ("model.layers.0.self_attn.q_proj.bias", [8]),
        ("model.layers.0.mlp.up_proj.weight", [6, 8]),
        ("model.norm.weight", [8]),
        ("lm_head.weight", [16, 8]),
    ];

    [Fact]
    public void All_linear_means_the_decoders_matrices_and_with_vision_those_of_the_tower_but_never_the_head()
    {
        Assert.Equal(["model.language_model.layers.0.self_attn.q_proj", "model.language_model.layers.0.mlp.up_proj"], Modules(new LoraSettings { Rank = 2 }));
        Assert.Equal(
            ["model.visual.blocks.0.attn.qkv", "model.visual.blocks.0.mlp.up_proj", "model.language_model.layers.0.self_attn.q_proj", "model.language_model.layers.0.mlp.up_proj"],
            Modules(new LoraSettings { Rank = 2, Vision = true }));
    }

    [Fact]
    public void Endings_name_and_exclude_layers_at_dots_only()
    {
        Assert.Equal(["model.language_model.layers.0.mlp.up_proj"], Modules(new LoraSettings { Rank = 2, Targets = ["mlp.up_proj"] }));
        Assert.Equal(["model.language_model.layers.0.self_attn.q_proj"], Modules(new LoraSettings { Rank = 2, Exclude = ["up_proj"] }));
        Assert.Equal(["lm_head"], Modules(new LoraSettings { Rank = 2, Targets = ["lm_head"] }));
        // "proj" is no whole part of a linear layer's name: the convolution that ends so is none.
        Assert.Contains("'proj'", Refused(new LoraSettings { Rank = 2, Targets = ["proj"] }), StringComparison.Ordinal);
        Assert.Contains("q_proj, qkv, up_proj", Refused(new LoraSettings { Rank = 2, Targets = ["embed_tokens"] }), StringComparison.Ordinal);
        Assert.Contains("No layer is left", Refused(new LoraSettings { Rank = 2, Targets = ["qkv"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Target_modules_are_short_where_that_is_exact_and_whole_names_otherwise()
    {
        using var exact = Create(new LoraSettings { Rank = 2, Vision = true });
        Assert.Equal(["q_proj", "qkv", "up_proj"], exact.Config.TargetModules.ToArray());
        // "up_proj" alone would mean the tower's layer too.
        using var language = Create(new LoraSettings { Rank = 2 });
        Assert.Equal(["model.language_model.layers.0.self_attn.q_proj", "model.language_model.layers.0.mlp.up_proj"], language.Config.TargetModules.ToArray());
    }

    [Fact]
    public void A_fresh_adapter_is_drawn_from_its_key_within_one_over_the_root_of_the_inputs_and_changes_nothing()
    {
        using var adapter = Create(new LoraSettings { Rank = 2 });
        using var twin = Create(new LoraSettings { Rank = 2 });
        using var other = LoraAdapter.Create(Layout, new LoraSettings { Rank = 2 }, RandomKey.FromSeed(2), null);
        var drawn = Values(adapter, "lora_A");

        Assert.Equal(drawn, Values(twin, "lora_A"));
        Assert.NotEqual(drawn, Values(other, "lora_A"));
        var bound = 1 / Math.Sqrt(8);
        Assert.All(drawn, value => Assert.InRange(value, -bound, bound));
        // 32 uniform numbers: the largest is below 0.7 of the bound once in 10^5 draws.
        Assert.True(drawn.Max(Math.Abs) > 0.7 * bound);
        Assert.All(Values(adapter, "lora_B"), value => Assert.Equal(0, value));

        using var scope = NewDisposeScope();
        var weight = tensor(Enumerable.Range(0, 48).Select(value => (float)value).ToArray(), 6, 8);
        Assert.Equal(weight.data<float>().ToArray(), adapter.Apply("model.layers.0.mlp.up_proj.weight", weight).data<float>().ToArray());
        Assert.Same(weight, adapter.Apply("model.norm.weight", weight));
    }

    [Theory]
    [InlineData(false, 3)] // 12/4
    [InlineData(true, 6)] // 12/√4
    public void The_update_is_scaled_by_alpha_over_the_rank_or_its_root(bool stabilised, double scale)
    {
        var settings = new LoraSettings { Rank = 4, Alpha = 12, RankStabilised = stabilised, Targets = ["q_proj"] };
        Assert.Equal(scale, settings.Scale);
        using var adapter = Create(settings);
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (var (_, parameter) in adapter.Parameters)
            {
                parameter.fill_(Scalars.One);
            }
        }

        // Every element of B·A is the sum of rank ones.
        var changed = adapter.Apply("model.layers.0.self_attn.q_proj.weight", zeros(8, 8));
        Assert.All(changed.detach().data<float>().ToArray(), value => Assert.Equal(4 * scale, value));
        changed.sum().backward();
        // Each element of A reaches 8 outputs, each of B 8 inputs.
        Assert.All(adapter.Parameters, part => Assert.All(part.Parameter.grad!.data<float>().ToArray(), value => Assert.Equal(8 * scale, value)));
    }

    [Fact]
    [NoTensorLeaks]
    public void An_adapter_leaves_no_tensor_behind()
    {
        using var adapter = Create(new LoraSettings { Rank = 2 });
        using var scope = NewDisposeScope();
        adapter.Apply("model.layers.0.self_attn.q_proj.weight", zeros(8, 8)).sum().backward();
    }

    private static LoraAdapter Create(LoraSettings settings) => LoraAdapter.Create(Layout, settings, RandomKey.FromSeed(1), null);

    private static string[] Modules(LoraSettings settings) => [.. LoraTarget.Select(Layout, settings).Select(target => target.Module)];

    private static string Refused(LoraSettings settings) => Assert.Throws<LoraException>(() => LoraTarget.Select(Layout, settings)).Message;

    private static float[] Values(LoraAdapter adapter, string half) =>
        [.. adapter.Parameters.Where(part => part.Name.Contains(half, StringComparison.Ordinal)).SelectMany(part => part.Parameter.data<float>().ToArray())];
}
