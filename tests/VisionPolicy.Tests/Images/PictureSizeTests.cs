using System.Buffers.Binary;
using Agentic.Agents;
using SkiaSharp;

namespace Agentic.VisionPolicy.Tests.Images;

/// <summary>Sizes that cannot be, refused before anything is allocated for them.</summary>
public sealed class PictureSizeTests
{
    private static readonly ImageProcessorConfig Config = new();

    [Theory]
    [InlineData(0, 0, "size")]
    [InlineData(0, 50, "size")]
    [InlineData(50, -1, "size")]
    [InlineData(1, 100_000, "aspect ratio")]
    [InlineData(100_000, 1, "aspect ratio")]
    [InlineData(60_000, 60_000, "size")]
    [InlineData(int.MaxValue, int.MaxValue, "size")]
    public void Absurd_pictures_are_refused_with_the_measure_at_fault(int width, int height, string field)
    {
        var fault = Assert.Throws<PictureSizeException>(() => { Config.Grid(width, height); });
        Assert.Equal(field, fault.Field);
        Assert.Contains($"{width}×{height}", fault.Actual);
        Assert.Equal(field, Assert.Throws<PictureSizeException>(() => { new VideoProcessorConfig { Frames = Config }.Grid(4, width, height); }).Field);
    }

    [Fact]
    public void Bounds_of_a_processor_that_ask_for_too_many_pixels_are_refused()
    {
        // 1×1 enlarged to at least 10^15 pixels: 31,622,788 a side, which no array holds.
        var config = Config with { MinPixels = 1_000_000_000_000_000, MaxPixels = long.MaxValue };
        Assert.Contains("31622", Assert.Throws<PictureSizeException>(() => { config.Grid(1, 1); }).Actual);
        Assert.Throws<PictureSizeException>(() => { (Config with { MinPixels = long.MaxValue, MaxPixels = long.MaxValue }).Grid(1, 1); });
    }

    [Fact]
    public void Videos_with_too_few_or_too_many_frames_are_refused()
    {
        var perFrame = new VideoProcessorConfig { Frames = Config };
        var together = perFrame with { BoundsCountAllFrames = true };
        Assert.Throws<PictureSizeException>(() => { perFrame.Grid(0, 56, 56); });
        Assert.Equal(new PatchGrid(1, 4, 4), perFrame.Grid(1, 56, 56));
        Assert.Equal("number of frames", Assert.Throws<PictureSizeException>(() => { together.Grid(1, 56, 56); }).Field);
        // 2^26 frames are 2^25 steps of 16 patches of 1,176 numbers, beyond any array.
        Assert.Throws<PictureSizeException>(() => { perFrame.Grid(1 << 26, 56, 56); });
        Assert.Throws<PictureSizeException>(() => { perFrame.Grid(int.MaxValue, 56, 56); });
    }

    [Fact]
    public void A_picture_that_may_not_be_resized_must_have_whole_patches()
    {
        var config = Config with { DoResize = false };
        Assert.Equal(new PatchGrid(1, 2, 4), config.Grid(56, 28));
        Assert.Contains("56×29", Assert.Throws<PictureSizeException>(() => { config.Grid(56, 29); }).Actual);
    }

    [Fact]
    public void Headers_that_announce_absurd_sizes_are_refused_without_memory_for_the_pixels()
    {
        var png = PngCodec.Encode([1, 2, 3], 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("60000×60000", Assert.Throws<PictureSizeException>(() => { PictureDecoder.Decode(png, "huge.png"); }).Message);

        // Start of frame: marker, length, precision, height, width.
        var jpeg = Jpeg();
        var frame = jpeg.AsSpan().IndexOf(new byte[] { 0xff, 0xc0 });
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 60_000);
        Assert.Contains("60000×60000", Assert.Throws<PictureSizeException>(() => { PictureDecoder.Decode(jpeg, "huge.jpg"); }).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);

        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 0);
        Assert.Contains("0×60000", Assert.Throws<PictureSizeException>(() => { PictureDecoder.Decode(png, "empty.png"); }).Message);
    }

    [Fact]
    public void Files_that_are_no_pictures_or_end_too_early_are_named()
    {
        Assert.Contains("note.txt", Assert.Throws<InvalidDataException>(() => { PictureDecoder.Decode("no picture"u8, "note.txt"); }).Message);
        Assert.Throws<InvalidDataException>(() => { PictureDecoder.Decode([], "empty"); });
        Assert.Contains("cut.jpg", Assert.Throws<InvalidDataException>(() => { PictureDecoder.Decode(Jpeg().AsSpan(0, 700), "cut.jpg"); }).Message);
    }

    [Fact]
    public void Transparency_is_laid_over_white_and_rounded()
    {
        // Alpha 51 is 1/5: 0.8 · 255 + 0.2 · (10, 0, 255) = 206, 204, 255. Alpha 0 is white whatever lies below.
        using var bitmap = new SKBitmap(3, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.SetPixel(0, 0, new SKColor(10, 0, 255, 51));
        bitmap.SetPixel(1, 0, new SKColor(1, 2, 3, 0));
        bitmap.SetPixel(2, 0, new SKColor(7, 8, 9, 255));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Assert.Equal(new byte[] { 206, 204, 255, 255, 255, 255, 7, 8, 9 }, PictureDecoder.Decode(png.ToArray()).Rgb);
    }

    private static byte[] Jpeg()
    {
        using var bitmap = new SKBitmap(64, 48, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var at = 0; at < 64 * 48; at++)
        {
            bitmap.SetPixel(at % 64, at / 64, new SKColor((byte)(at * 37), (byte)(at * 11), (byte)at));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
