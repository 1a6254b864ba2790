using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Export;

/// <summary>How an animation plays.</summary>
/// <param name="Delay">Time of each frame; at most 65,535 ms.</param>
/// <param name="LastDelay">Time of the last frame, so that the end can be seen before it starts again.</param>
/// <param name="MinSide">The longer side has at least so many pixels; smaller pictures grow by a whole factor.</param>
/// <param name="Loops">How often it plays; 0 for ever.</param>
public sealed record AnimatedPngOptions(TimeSpan Delay, TimeSpan LastDelay, int MinSide = 160, int Loops = 0)
{
    /// <summary>0.6 s a frame, 2 s for the last, for ever.</summary>
    public static AnimatedPngOptions Default { get; } = new(TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(2));
}

/// <summary>
/// The frames of an episode as one animated PNG (W3C PNG, third edition: acTL, fcTL, fdAT). Each frame after the first holds only the
/// rectangle that changed.
/// </summary>
public static class AnimatedPng
{
    /// <summary>The pictures that an episode showed, in order, each with the place where the turn's action fell.</summary>
    /// <exception cref="ImageMissingException">One of them is not in the store.</exception>
    public static IReadOnlyList<ImageFrame> FramesOf(EpisodeRecord episode, IImageStore images) =>
        [.. episode.Turns.SelectMany(turn => turn.Observation.Parts.OfType<ImagePart>().Select(part => images.Get(part.Image))
            .Select(frame => ActionMark.Read(turn.Action)?.Draw(frame) ?? frame))];

    /// <summary>Writes the animation; smaller frames get bars up to the size of the largest.</summary>
    /// <exception cref="ArgumentException">There is no frame, or a delay that the format cannot hold.</exception>
    public static void Write(Stream file, IReadOnlyList<ImageFrame> frames, AnimatedPngOptions options)
    {
        if (frames.Count == 0)
        {
            throw new ArgumentException("An animation needs at least one frame, but none came: the episode shows no picture. Export it as HTML instead.", nameof(frames));
        }

        var (last, each) = (Milliseconds(options.LastDelay), Milliseconds(options.Delay));
        var (width, height) = (frames.Max(frame => frame.Width), frames.Max(frame => frame.Height));
        var factor = Math.Max(1, (options.MinSide + Math.Max(width, height) - 1) / Math.Max(width, height));
        var chunks = new ArrayBufferWriter<byte>();
        chunks.Write(PngCodec.Signature);
        PngChunk.Write(chunks, "IHDR"u8, PngCodec.Header(width * factor, height * factor));
        WriteControl(chunks, frames.Count, options.Loops);
        ImageFrame? before = null;
        var sequence = 0;
        for (var at = 0; at < frames.Count; at++)
        {
            var frame = FrameScaling.Enlarge(FrameScaling.Letterbox(frames[at], width, height), factor);
            var area = before is null ? new Area(0, 0, frame.Width, frame.Height) : Changed(before, frame);
            WriteFrameControl(chunks, sequence++, area, at == frames.Count - 1 ? last : each);
            var part = FrameScaling.Crop(frame, area.Left, area.Top, area.Width, area.Height);
            var data = PngCodec.CompressPixels(part.Rgb, part.Width, part.Height, CompressionLevel.Optimal);
            if (before is null)
            {
                PngChunk.Write(chunks, "IDAT"u8, data);
            }
            else
            {
                WriteFrameData(chunks, sequence++, data);
            }

            before = frame;
        }

        PngChunk.Write(chunks, "IEND"u8, []);
        file.Write(chunks.WrittenSpan);
    }

    // The smallest rectangle that holds every changed pixel; a frame must have one pixel at least.
    private static Area Changed(ImageFrame before, ImageFrame after)
    {
        var (left, top, right, bottom) = (after.Width, after.Height, -1, -1);
        for (var y = 0; y < after.Height; y++)
        {
            var old = before.Rgb.AsSpan(y * after.Width * 3, after.Width * 3);
            var now = after.Rgb.AsSpan(y * after.Width * 3, after.Width * 3);
            var same = old.CommonPrefixLength(now);
            if (same == now.Length)
            {
                continue;
            }

            var end = now.Length - 1;
            while (old[end] == now[end])
            {
                end--;
            }

            (left, right) = (Math.Min(left, same / 3), Math.Max(right, end / 3));
            (top, bottom) = (Math.Min(top, y), y);
        }

        return right < 0 ? new Area(0, 0, 1, 1) : new Area(left, top, right - left + 1, bottom - top + 1);
    }

    private static void WriteControl(ArrayBufferWriter<byte> chunks, int frames, int loops)
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(data, frames);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], loops);
        PngChunk.Write(chunks, "acTL"u8, data);
    }

    private static void WriteFrameControl(ArrayBufferWriter<byte> chunks, int sequence, Area area, ushort milliseconds)
    {
        Span<byte> data = stackalloc byte[26];
        BinaryPrimitives.WriteInt32BigEndian(data, sequence);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], area.Width);
        BinaryPrimitives.WriteInt32BigEndian(data[8..], area.Height);
        BinaryPrimitives.WriteInt32BigEndian(data[12..], area.Left);
        BinaryPrimitives.WriteInt32BigEndian(data[16..], area.Top);
        BinaryPrimitives.WriteUInt16BigEndian(data[20..], milliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(data[22..], 1000);

        // Leave the picture as it is afterwards, and overwrite the rectangle.
        (data[24], data[25]) = (0, 0);
        PngChunk.Write(chunks, "fcTL"u8, data);
    }

    private static void WriteFrameData(ArrayBufferWriter<byte> chunks, int sequence, byte[] data)
    {
        var numbered = new byte[data.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(numbered, sequence);
        data.CopyTo(numbered, 4);
        PngChunk.Write(chunks, "fdAT"u8, numbered);
    }

    private static ushort Milliseconds(TimeSpan delay) => delay.TotalMilliseconds is >= 0 and <= ushort.MaxValue and var value
        ? (ushort)value
        : throw new ArgumentException($"A frame's delay must be 0–{ushort.MaxValue} ms, but is {delay.TotalMilliseconds} ms.", nameof(delay));

    /// <summary>A rectangle of pixels.</summary>
    private readonly record struct Area(int Left, int Top, int Width, int Height);
}
