namespace Agentic.VisionPolicy;

/// <summary>Sizes that a picture is brought to: both sides multiples of a factor, the area within bounds, the shape nearly kept.</summary>
public static class SmartResize
{
    private const double MaxAspectRatio = 200;

    /// <summary>The size of a still picture (the rule of Qwen2-VL's image processor).</summary>
    /// <exception cref="ArgumentException">One side is more than 200 times the other.</exception>
    public static (int Height, int Width) Image(int height, int width, int factor, long minPixels, long maxPixels) =>
        Fit(1, 1, height, width, factor, minPixels, maxPixels);

    /// <summary>The size of each frame of a video, whose bounds count pixels over all frames (the rule of Qwen3-VL's video processor).</summary>
    /// <exception cref="ArgumentException">One side is more than 200 times the other.</exception>
    public static (int Height, int Width) Video(int frames, int height, int width, int temporalFactor, int factor, long minPixels, long maxPixels)
    {
        if (frames < temporalFactor)
        {
            throw new ArgumentException($"A video of {frames} frames has fewer frames than one temporal patch, {temporalFactor}. Repeat the last frame.");
        }

        if (height < factor || width < factor)
        {
            var scale = Math.Max(factor / (double)height, factor / (double)width);
            (height, width) = ((int)(height * scale), (int)(width * scale));
        }

        return Fit(frames, (int)Math.Round(frames / (double)temporalFactor) * temporalFactor, height, width, factor, minPixels, maxPixels);
    }

    private static (int Height, int Width) Fit(int frames, int paddedFrames, int height, int width, int factor, long minPixels, long maxPixels)
    {
        var ratio = Math.Max(height, width) / (double)Math.Min(height, width);
        if (ratio > MaxAspectRatio)
        {
            throw new ArgumentException($"A picture of {width}×{height} has an aspect ratio of {ratio:0.#}; at most {MaxAspectRatio} is allowed. Crop or pad it first.");
        }

        // Halves round to even, as in the reference.
        var fitted = (Height: (long)Math.Round(height / (double)factor) * factor, Width: (long)Math.Round(width / (double)factor) * factor);
        var area = paddedFrames * fitted.Height * fitted.Width;
        var pixels = (double)((long)frames * height * width);
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

        return ((int)fitted.Height, (int)fitted.Width);
    }
}
