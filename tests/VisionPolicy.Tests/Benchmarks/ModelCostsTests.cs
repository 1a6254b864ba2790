using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.VisionPolicy.Tests.Benchmarks;

public sealed class ModelCostsTests
{
    // Hidden 8, two query heads and one key head of 4, inside 16, two layers, 10 words.
    private static readonly ModelCosts Costs = new(new QwenConfig
    {
        Family = QwenFamily.Qwen2,
        Text = new TextConfig
        {
            VocabularySize = 10, HiddenSize = 8, IntermediateSize = 16, Layers = 2, Heads = 2, KeyValueHeads = 1, HeadSize = 4,
            HasQkvBias = true, RmsNormEpsilon = 1e-6, RopeTheta = 10_000, MaxPositions = 64,
        },
        TieWordEmbeddings = true,
    });

    [Fact]
    public void Weights_are_those_of_the_products()
    {
        // A layer: q 8·8, k 8·4, v 8·4, o 8·8, gate, up and down 3·8·16.
        Assert.Equal(2 * (64 + 32 + 32 + 64 + 384), Costs.LayerWeights);
        Assert.Equal(80, Costs.HeadWeights);
    }

    [Fact]
    public void Each_weight_multiplies_and_adds_once_a_token_and_each_query_meets_the_keys_before_it()
    {
        // Three tokens see 1 + 2 + 3 keys; a key costs 2·8 for the score and 2·8 for its value, in both layers.
        const double Layers = (2 * 1152 * 3) + (4 * 8 * 2 * 6);
        Assert.Equal(Layers + (2 * 80), Costs.PrefillFlops(3));
        Assert.Equal(3 * (Layers + (2 * 80 * 2)), Costs.TrainFlops(3, 2));
        Assert.Equal((2 * (1152 + 80)) + (4 * 8 * 2 * 4), Costs.DecodeFlops(3));
    }

    [Theory]
    [InlineData(ComputeType.Float32, (1152 * 4) + (80 * 4))]
    [InlineData(ComputeType.BFloat16, (1152 * 2) + (80 * 4))]
    public void The_head_is_float32_in_both_types(ComputeType compute, double bytes) => Assert.Equal(bytes, Costs.PassBytes(compute));

    [Theory]
    [InlineData(1e9, 8.0)] // reading: 4928 bytes of weights and two rows of 5 tokens, 2 layers, 2 · 4 numbers
    [InlineData(500, 11.392)] // multiplying: two rows of 2464 + 64 · 6 operations
    public void A_pass_takes_as_long_as_the_slower_of_reading_and_multiplying(double flops, double expected)
    {
        var machine = new MachineRates(flops, 1, 696);
        Assert.Equal(640, 2 * Costs.CacheBytes(ComputeType.Float32, 5));
        Assert.Equal(expected, Costs.PassSeconds(machine, ComputeType.Float32, 2, 5), 1e-9);
    }

    [Theory]
    [InlineData("tiny", 0.5e6, 2e6)]
    [InlineData("100m", 95e6, 105e6)]
    [InlineData("600m", 580e6, 620e6)]
    public void Presets_have_the_size_that_they_are_named_for(string name, double least, double most)
    {
        var costs = new ModelCosts(QwenPresets.All.Single(preset => preset.Name == name).Config());
        Assert.InRange(costs.LayerWeights + costs.HeadWeights, least, most);
    }
}
