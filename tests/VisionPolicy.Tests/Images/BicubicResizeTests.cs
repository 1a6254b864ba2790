using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Resizing by what must hold of it; the reference's bytes are compared elsewhere.</summary>
public sealed class BicubicResizeTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(5, 28)]
    [InlineData(97, 84)]
    [InlineData(333, 28)]
    [InlineData(640, 31)]
    public void Rows_and_columns_are_resized_alike(int source, int target)
    {
        // The two directions are different code: what rows become, columns of the transposed picture must become as well.
        foreach (var arithmetic in Enum.GetValues<ResizeArithmetic>())
        {
            foreach (var other in new[] { 1, 2, 3, 11 })
            {
                var stream = RandomKey.FromSeed((ulong)source).Stream();
                var rgb = new byte[source * other * 3];
                for (var at = 0; at < rgb.Length; at++)
                {
                    rgb[at] = (byte)(stream.NextInt(4) switch { 0 => 0, 1 => 255, _ => stream.NextInt(256) });
                }

                var rows = BicubicResize.Resize(rgb, source, other, target, other, arithmetic);
                var columns = BicubicResize.Resize(Transposed(rgb, source, other), other, source, other, target, arithmetic);
                Assert.Equal(Transposed(rows, target, other), columns);
            }
        }
    }

    [Fact]
    public void Pillow_takes_columns_first_where_a_picture_gets_wider_and_lower()
    {
        byte[] noise = [.. Enumerable.Range(0, 20 * 40 * 3).Select(at => (byte)(at * at * 31 >> 3))];
        byte[] Resized(ResizeArithmetic arithmetic) => BicubicResize.Resize(noise, 20, 40, 33, 17, arithmetic);
        byte[] InSteps(int width, int height, ResizeArithmetic arithmetic) =>
            BicubicResize.Resize(BicubicResize.Resize(noise, 20, 40, width, height, arithmetic), width, height, 33, 17, arithmetic);
        Assert.Equal(InSteps(20, 17, ResizeArithmetic.Pillow), Resized(ResizeArithmetic.Pillow));
        Assert.NotEqual(InSteps(33, 40, ResizeArithmetic.Pillow), Resized(ResizeArithmetic.Pillow));
        Assert.Equal(InSteps(33, 40, ResizeArithmetic.Torch), Resized(ResizeArithmetic.Torch));
    }

    [Fact]
    public void One_colour_stays_one_colour_and_a_size_that_fits_is_left_alone()
    {
        byte[] grey = [.. Enumerable.Repeat((byte)201, 40 * 30 * 3)];
        Assert.All(BicubicResize.Resize(grey, 40, 30, 17, 90), value => Assert.Equal(201, value));
        Assert.Same(grey, BicubicResize.Resize(grey, 40, 30, 40, 30));
        Assert.Throws<ArgumentException>(() => { BicubicResize.Resize(grey, 41, 30, 40, 30); });
        Assert.Throws<PictureSizeException>(() => { BicubicResize.Resize(grey, 40, 30, 1 << 14, 1 << 13); });
    }

    [Fact]
    public void An_edge_is_weighed_by_the_cubic_kernel()
    {
        // Doubling 0, 0, 255, 255 with a = −1/2: targets at 0.25 and 0.75 between pixels. k(¼) = 0.8671875, k(¾) = 0.2265625,
        // k(5/4) = −0.0703125, k(7/4) = −0.0234375. Target 3 lies at 1.25: (k(¾) + k(7/4)) · 255 = 51.797 → 52; target 2 lies at
        // 0.75: k(5/4) · 255 < 0 → 0. The other half mirrors it.
        var edge = BicubicResize.Resize([0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255], 4, 1, 8, 1);
        Assert.Equal([0, 0, 0, 52, 203, 255, 255, 255], Enumerable.Range(0, 8).Select(x => (int)edge[x * 3]));
    }

    private static byte[] Transposed(byte[] rgb, int width, int height) =>
        [.. Enumerable.Range(0, rgb.Length).Select(at => rgb[(((at / 3 % height * width) + (at / 3 / height)) * 3) + (at % 3)])];
}
