using MessagePack;

namespace Agentic.Agents;

/// <summary>Token segments and image handles: FORMAT.md, "Segment" and "Image".</summary>
internal static class SegmentCodec
{
    // Four fields in an array, the second an array itself: five bytes hold the smallest segment.
    private const int LeastBytes = 5;

    public static void WriteAll(ref MessagePackWriter writer, IReadOnlyList<TokenSegment> segments, int start, int end)
    {
        writer.WriteArrayHeader(end - start);
        for (var index = start; index < end; index++)
        {
            Write(ref writer, segments[index]);
        }
    }

    public static TokenSegment[] ReadAll(ref MessagePackReader reader)
    {
        var segments = new TokenSegment[Wire.ReadCount(ref reader, LeastBytes)];
        for (var index = 0; index < segments.Length; index++)
        {
            segments[index] = Read(ref reader);
        }

        return segments;
    }

    public static void Write(ref MessagePackWriter writer, TokenSegment segment)
    {
        writer.WriteArrayHeader(4);
        writer.Write((int)segment.Origin);
        Wire.WriteInts(ref writer, segment.Ids);
        if (segment.Image is { } image)
        {
            writer.WriteArrayHeader(6);
            WriteHandle(ref writer, image.Handle);
            writer.Write(image.GridT);
            writer.Write(image.GridH);
            writer.Write(image.GridW);
        }
        else
        {
            writer.WriteNil();
        }

        if (segment.Sampling is { } sampling)
        {
            writer.WriteArrayHeader(4);
            writer.Write(sampling.Temperature);
            writer.Write(sampling.WeightVersion);
            Wire.WriteFloats(ref writer, sampling.LogProbs);
            Wire.WriteFloats(ref writer, sampling.Entropies);
        }
        else
        {
            writer.WriteNil();
        }
    }

    public static TokenSegment Read(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 4, "a segment");
        var origin = reader.ReadInt32();
        if (origin is < 0 or > (int)SegmentOrigin.Forced)
        {
            throw new RecordFormatException($"an origin of 0 to {(int)SegmentOrigin.Forced}", $"{origin}");
        }

        return new TokenSegment
        {
            Origin = (SegmentOrigin)origin,
            Ids = Wire.ReadInts(ref reader),
            Image = ReadImage(ref reader),
            Sampling = ReadSampling(ref reader),
        };
    }

    /// <summary>Reads a segment over; gives its number of tokens when they were sampled, else 0.</summary>
    public static int CountSampled(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 4, "a segment");
        var origin = reader.ReadInt32();
        var ids = Wire.ReadCount(ref reader);
        for (var left = ids; left > 0; left--)
        {
            reader.ReadInt32();
        }

        ReadImage(ref reader);
        if (!reader.TryReadNil())
        {
            Wire.ReadFixed(ref reader, 4, "sampling data");
            reader.ReadSingle();
            reader.ReadInt32();
            Wire.ReadBytes(ref reader);
            Wire.ReadBytes(ref reader);
        }

        return origin == (int)SegmentOrigin.Sampled ? ids : 0;
    }

    /// <summary>Three fields of the array that the caller opened: digest, width, height.</summary>
    public static void WriteHandle(ref MessagePackWriter writer, ImageHandle handle)
    {
        writer.WriteBinHeader(32);
        handle.Hash.CopyTo(writer.GetSpan(32));
        writer.Advance(32);
        writer.Write(handle.Width);
        writer.Write(handle.Height);
    }

    public static ImageHandle ReadHandle(ref MessagePackReader reader)
    {
        var digest = Wire.ReadBytes(ref reader).Span;
        return digest.Length == 32
            ? new ImageHandle(ContentHash.FromBytes(digest), reader.ReadInt32(), reader.ReadInt32())
            : throw new RecordFormatException("a digest of 32 bytes", $"{digest.Length}");
    }

    private static ImageSpan? ReadImage(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        Wire.ReadFixed(ref reader, 6, "an image span");
        return new ImageSpan(ReadHandle(ref reader), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
    }

    private static Sampling? ReadSampling(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        Wire.ReadFixed(ref reader, 4, "sampling data");
        var (temperature, version) = (reader.ReadSingle(), reader.ReadInt32());
        return new Sampling(Wire.ReadFloats(ref reader), Wire.ReadFloats(ref reader), temperature, version);
    }
}
