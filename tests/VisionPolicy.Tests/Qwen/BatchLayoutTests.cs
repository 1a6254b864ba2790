using Agentic.Agents;
using Agentic.Testing;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>Positions and masks by hand, and packed rows against the rows alone.</summary>
public sealed class BatchLayoutTests
{
    private const int Picture = 500;
    private const int Video = 501;
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, Picture, Video, 502, 503);

    [Fact]
    public void Positions_follow_the_picture_on_three_axes_and_text_goes_on_behind_its_larger_side()
    {
        // One word, a picture of 2 rows and 3 columns, one word; padding on the left.
        long[] ids = [0, 7, .. Enumerable.Repeat((long)Picture, 6), 8];
        var layout = new BatchLayout(9, ids, [0, 1, 1, 1, 1, 1, 1, 1, 1], Config, [new PatchGrid(1, 2, 3)]);
        Assert.Equal([0, 0, 1, 1, 1, 1, 1, 1, 4, 0, 0, 1, 1, 1, 2, 2, 2, 4, 0, 0, 1, 2, 3, 1, 2, 3, 4], layout.Positions);
        Assert.Equal([2, 3, 4, 5, 6, 7], layout.ImagePlaces);
        // The highest position is 4, the sequence has 8 tokens: the next token, number 8, stands at 5.
        Assert.Equal([-3], layout.RopeDeltas);
    }

    [Theory]
    [InlineData(0.5, new long[] { 0, 1, 2, 3 })]
    [InlineData(0.75, new long[] { 0, 1, 3, 4 })]
    [InlineData(1.0, new long[] { 0, 2, 4, 6 })]
    public void Half_steps_of_a_video_are_cut_off_after_they_are_added_up(double seconds, long[] steps)
    {
        // 2 steps a second over four grids of one patch.
        var runs = RotaryPositions.Runs(new PatchGrid(4, 1, 1), Config, seconds).ToArray();
        var layout = new BatchLayout(4, Enumerable.Repeat((long)Video, 4).ToArray(), [1, 1, 1, 1], Config, videos: runs);
        Assert.Equal(steps, layout.Positions[..4]);
        Assert.Equal([0, 1, 2, 3], layout.VideoPlaces);
    }

    [Fact]
    public void A_video_between_texts_that_tell_the_time_is_one_run_for_each_step()
    {
        var third = Config with { Vision = Config.Eyes with { TokensPerSecond = 0 } };
        Assert.Equal([new PatchGrid(1, 4, 6), new PatchGrid(1, 4, 6)], RotaryPositions.Runs(new PatchGrid(2, 4, 6), third, 1));
    }

    [Fact]
    public void Sequences_of_a_packed_row_do_not_see_one_another_and_padding_sees_itself()
    {
        var no = float.NegativeInfinity;
        var layout = new BatchLayout(4, new long[4], [1, 1, 2, 0], Config);
        Assert.Equal([0, no, no, no, 0, 0, no, no, no, no, 0, no, no, no, no, 0], layout.Mask()!);
        Assert.Equal([0, 1, 0, 0], layout.Positions[..4]);
        // A row that is only followed by padding is plain causal.
        Assert.Null(new BatchLayout(4, new long[4], [1, 1, 1, 0], Config).Mask());
        Assert.NotNull(new BatchLayout(4, new long[4], [0, 1, 1, 1], Config).Mask());
    }

    [Fact]
    public void Placeholders_and_pictures_that_do_not_match_are_refused()
    {
        var missing = Assert.Throws<InvalidDataException>(() => new BatchLayout(2, [1, Picture], [1, 1], Config));
        Assert.Contains("not embedded", missing.Message);
        Assert.Throws<InvalidDataException>(() => new BatchLayout(2, [1, 2], [1, 1], Config, [new PatchGrid(1, 1, 1)]));
        Assert.Throws<InvalidDataException>(() => new BatchLayout(2, [1, Picture], [1, 1], Config, [new PatchGrid(1, 1, 2)]));
    }

    [Fact]
    [NoTensorLeaks]
    public void Packed_sequences_have_the_logits_of_the_sequences_alone()
    {
        using var parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(3));
        using var model = new QwenModel(Config, parameters);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long[] one = [1, 2, 3, 4, 5], two = [6, Picture, Picture, 7, 8, 9];
        var grid = new PatchGrid(1, 1, 2);
        var patches = tensor(Enumerable.Range(0, 2 * Config.Eyes.PatchLength).Select(index => ((index % 17) - 8) / 8f).ToArray(), 2, Config.Eyes.PatchLength);
        var alone = cat([Logits(one, [1, 1, 1, 1, 1], []), Logits(two, [1, 1, 1, 1, 1, 1], [grid])]);
        var packed = Logits([.. one, .. two, 0], [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0], [grid]).narrow(0, 0, 11);
        Assert.True(allclose(alone, packed, 0, 1e-5), $"Off by {alone.Minus(packed).abs().max().item<float>()}.");

        Tensor Logits(long[] ids, int[] segments, PatchGrid[] grids)
        {
            var layout = new BatchLayout(ids.Length, ids, segments, Config, grids);
            var embeds = model.Embed(tensor(ids, 1, ids.Length), grids.Length > 0 ? model.EncodeImages(patches, grids) : null, layout.ImagePlaces);
            var mask = layout.Mask() is { } some ? tensor(some, 1, ids.Length, ids.Length) : null;
            return model.Logits(model.Hidden(embeds, tensor(layout.Positions, 3, 1, ids.Length), mask).view(ids.Length, -1));
        }
    }
}
