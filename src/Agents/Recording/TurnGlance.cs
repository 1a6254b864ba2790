using MessagePack;

namespace Agentic.Agents;

/// <summary>A turn read over: FORMAT.md, "Turn", counted and not kept.</summary>
internal static class TurnGlance
{
    /// <summary>Adds a turn's sampled tokens and pictures.</summary>
    public static void Count(ref MessagePackReader reader, ref int sampled, ref int images)
    {
        Wire.ReadFixed(ref reader, 12, "a turn");
        reader.ReadInt32();
        reader.ReadInt32();
        reader.ReadInt32();
        reader.ReadUInt64();
        images += Images(ref reader);
        Wire.PassText(ref reader);
        Wire.PassText(ref reader);
        Wire.PassText(ref reader);
        reader.ReadBoolean();
        var parts = Wire.ReadCount(ref reader);
        for (var item = 0; item < parts; item += 2)
        {
            Wire.PassText(ref reader);
            reader.ReadDouble();
        }

        reader.ReadDouble();
        if (reader.TryReadNil())
        {
            return;
        }

        Wire.ReadFixed(ref reader, 2, "a turn's tokens");
        for (var left = Wire.ReadCount(ref reader); left > 0; left--)
        {
            sampled += SegmentCodec.CountSampled(ref reader);
        }

        sampled += reader.TryReadNil() ? 0 : SegmentCodec.CountSampled(ref reader);
    }

    private static int Images(ref MessagePackReader reader)
    {
        var images = 0;
        for (var left = Wire.ReadCount(ref reader, leastBytes: 3); left > 0; left--)
        {
            var fields = reader.ReadArrayHeader();
            switch (reader.ReadInt32(), fields)
            {
                case (1, 4):
                    SegmentCodec.ReadHandle(ref reader);
                    images++;
                    break;
                case (0, 2):
                    Wire.PassText(ref reader);
                    break;
                case (2, 3):
                    Wire.PassText(ref reader);
                    Wire.PassText(ref reader);
                    break;
                default:
                    throw new RecordFormatException("an observation part of kind 0, 1 or 2", $"one of {fields} fields");
            }
        }

        return images;
    }
}
