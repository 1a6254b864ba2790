namespace Agentic.Agents;

/// <summary>Pixels: <see cref="Width"/> × <see cref="Height"/> RGB bytes, row by row, three per pixel.</summary>
public sealed class ImageFrame
{
    /// <summary>Wraps a buffer that the frame owns from now on.</summary>
    /// <exception cref="ArgumentException">The buffer's length is not width × height × 3.</exception>
    public ImageFrame(int width, int height, byte[] rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.Length != width * height * 3)
        {
            throw new ArgumentException($"A {width}×{height} RGB frame has {width * height * 3} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        (Width, Height, Rgb) = (width, height, rgb);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The bytes; shared, not to be changed once the frame is stored.</summary>
    public byte[] Rgb { get; }
}
