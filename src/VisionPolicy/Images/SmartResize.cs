namespace Agentic.VisionPolicy;

/// <summary>Sizes that a picture is brought to: both sides multiples of a factor, the area within bounds, the shape nearly kept.</summary>
/// <remarks>Pure arithmetic; whether the result is reasonable to allocate is for the caller to say.</remarks>
public static class SmartResize
{
    private const double MaxAspectRatio = 200;

    /// <summary>The size of a still picture, and of each frame of a Qwen2.5-VL video (the rule of Qwen2-VL's image processor).</summary>
    /// <exception cref="PictureSizeException">A side is not positive, or one is more than 200 times the other.</exception>
    public static (int Height, int Width) Image(int height, int width, int factor, long minPixels, long maxPixels) =>
        Fit("a picture", 1, 1, height, width, factor, minPixels, maxPixels);

    /// <summary>The size of each frame of a video, whose bounds count pixels over all frames (the rule of Qwen3-VL's video processor).</summary>
    /// <exception cref="PictureSizeException">There are fewer frames than in one patch, a side is not positive, or one is more than 200 times the other.</exception>
    public static (int Height, int Width) Video(int frames, int height, int width, int temporalFactor, int factor, long minPixels, long maxPixels)
    {
        var what = $"a video of {frames} frames";
        if (frames < temporalFactor)
        {
            throw new PictureSizeException(what, "number of frames", $"at least {temporalFactor}, the frames of one patch", $"{frames}", "Repeat the last frame.");
        }

        Positive(what, height, width);
        long scaledHeight = height, scaledWidth = width;
        if (height < factor || width < factor)
        {
            var scale = Math.Max(factor / (double)height, factor / (double)width);
            (scaledHeight, scaledWidth) = ((long)(height * scale), (long)(width * scale));
        }

        // Halves round to even, here and below, as in the reference.
        var paddedFrames = (long)Math.Round(frames / (double)temporalFactor) * temporalFactor;
        return Fit(what, frames, paddedFrames, scaledHeight, scaledWidth, factor, minPixels, maxPixels);
    }

    private static (int Height, int Width) Fit(string what, long frames, long paddedFrames, long height, long width, int factor, long minPixels, long maxPixels)
    {
        Positive(what, height, width);
        var ratio = Math.Max(height, width) / (double)Math.Min(height, width);
        if (ratio > MaxAspectRatio)
        {
            throw new PictureSizeException(what, "aspect ratio", $"at most {MaxAspectRatio}", $"{ratio:0.#} ({width}×{height})", "Crop or pad it first.");
        }

        var fitted = (Height: (long)Math.Round(height / (double)factor) * factor, Width: (long)Math.Round(width / (double)factor) * factor);
        var area = (double)paddedFrames * fitted.Height * fitted.Width;
        var pixels = (double)frames * height * width;
        if (area > maxPixels)
        {
            var shrink = Math.Sqrt(pixels / maxPixels);
            fitted = (Math.Max(factor, (long)Math.Floor(height / shrink / factor) * factor), Math.Max(factor, (long)Math.Floor(width / shrink / factor) * factor));
        }
        else if (area < minPixels)
        {
            var grow = Math.Sqrt(minPixels / pixels);
            fitted = ((long)Math.Ceiling(height * grow / factor) * factor, (long)Math.Ceiling(width * grow / factor) * factor);
        }

        return fitted is { Height: <= int.MaxValue, Width: <= int.MaxValue }
            ? ((int)fitted.Height, (int)fitted.Width)
            : throw new PictureSizeException(what, "resized size", $"at most {int.MaxValue} pixels a side", $"{fitted.Width}×{fitted.Height}", "Lower the smallest area of the processor.");
    }

    private static void Positive(string what, long height, long width)
    {
        if (height <= 0 || width <= 0)
        {
            throw new PictureSizeException(what, "size", "at least 1×1", $"{width}×{height}", "An empty picture has no patches.");
        }
    }
}
