using System.Buffers;
using Agentic.Agents;

namespace Agentic.Worlds.Cards;

/// <summary>Paints all bytes of a frame.</summary>
public delegate void FramePainter(Span<byte> rgb);

/// <summary>Frames from painters.</summary>
public static class Frames
{
    /// <summary>Paints into a borrowed buffer and stores the picture.</summary>
    public static ImageHandle Store(IImageStore images, (int Width, int Height) size, FramePainter paint)
    {
        var length = size.Width * size.Height * 3;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            paint(buffer.AsSpan(0, length));
            return images.Add(buffer.AsSpan(0, length), size.Width, size.Height);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Paints a frame of its own.</summary>
    public static ImageFrame Paint((int Width, int Height) size, FramePainter paint)
    {
        var rgb = new byte[size.Width * size.Height * 3];
        paint(rgb);
        return new ImageFrame(size.Width, size.Height, rgb);
    }
}
