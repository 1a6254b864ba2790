using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Tests.Scaling;

public sealed class FrameScalingTests
{
    [Fact]
    public void Enlarging_repeats_pixels_in_both_directions()
    {
        var two = FrameScaling.Enlarge(new ImageFrame(2, 1, [1, 2, 3, 4, 5, 6]), 2);
        Assert.Equal((4, 2), (two.Width, two.Height));
        Assert.Equal<byte>([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], two.Rgb);
    }

    // Three pixels into two: each new one covers 1.5 old ones, (0 + 90 / 2) / 1.5 = 30 and (90 / 2 + 180) / 1.5 = 150.
    [Fact]
    public void Shrinking_weighs_pixels_by_the_area_that_is_covered() =>
        Assert.Equal<byte>([30, 30, 30, 150, 150, 150], FrameScaling.Shrink(new ImageFrame(3, 1, [0, 0, 0, 90, 90, 90, 180, 180, 180]), 2, 1).Rgb);

    [Fact]
    public void Letterboxing_centres_the_picture_between_bars()
    {
        var boxed = FrameScaling.Letterbox(new ImageFrame(1, 1, [7, 8, 9]), 3, 1, grey: 1);
        Assert.Equal<byte>([1, 1, 1, 7, 8, 9, 1, 1, 1], boxed.Rgb);
    }

    [Fact]
    public void A_picture_larger_than_its_box_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() => FrameScaling.Letterbox(new ImageFrame(2, 1, new byte[6]), 1, 1));
        Assert.Contains("2×1", failure.Message);
    }
}
