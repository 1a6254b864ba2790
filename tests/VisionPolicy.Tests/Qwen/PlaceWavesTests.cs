namespace Agentic.VisionPolicy.Tests.Qwen;

public sealed class PlaceWavesTests
{
    [Fact]
    public void Places_are_as_tall_as_patches_and_neighbours_are_alike_but_never_equal()
    {
        const int side = 16;
        const int width = 128;
        var values = PlaceWaves.Of(side, width);
        Assert.Equal(0.5, Math.Sqrt(values.Average(value => (double)value * value)), 2e-2);

        for (var first = 0; first < side * side; first++)
        {
            for (var second = first + 1; second < side * side; second++)
            {
                var distance = Distance(values, first, second, width);
                Assert.True(distance > 0.5, $"places {first} and {second} are {distance:0.00} apart");
            }
        }

        // One column on is nearer than four: what is learnt of a place says something of the next.
        Assert.True(Distance(values, 0, 1, width) < Distance(values, 0, 4, width));
        Assert.True(Distance(values, 0, side, width) < Distance(values, 0, 4 * side, width));
    }

    [Theory]
    [InlineData(QwenPresets.PointerName)]
    [InlineData(QwenPresets.PageName)]
    public void A_pointing_preset_begins_with_them(string preset)
    {
        using var policy = QwenPolicy.BuiltIn(preset, Agents.RandomKey.FromSeed(1));
        var vision = policy.Config.Vision!;
        Assert.Equal(PlaceWaves.Of(16, vision.HiddenSize), policy.Parameters.Get(policy.Parameters.Names.Vision("pos_embed.weight")));
    }

    private static double Distance(float[] values, int first, int second, int width) =>
        Math.Sqrt(Enumerable.Range(0, width).Sum(at => Math.Pow(values[(first * width) + at] - values[(second * width) + at], 2)));
}
