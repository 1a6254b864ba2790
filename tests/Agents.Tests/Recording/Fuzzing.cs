using System.Buffers.Binary;
using MessagePack;

namespace Agentic.Agents.Tests.Recording;

/// <summary>Hostile bytes from a seed.</summary>
internal static class Fuzzing
{
    public static byte[] Random(ref RandomStream stream)
    {
        var bytes = new byte[stream.NextInt(400)];
        for (var index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)stream.NextBits();
        }

        return bytes;
    }

    /// <summary>One to four edits: a byte set, a length or a type marker planted, a piece cut out, doubled, or the end cut off.</summary>
    public static byte[] Mutated(byte[] seed, ref RandomStream stream)
    {
        byte[] bytes = [.. seed];
        for (var edits = stream.NextInt(1, 4); edits > 0 && bytes.Length > 8; edits--)
        {
            var at = stream.NextInt(bytes.Length - 4);
            var length = stream.NextInt(Math.Min(40, bytes.Length - at));
            switch (stream.NextInt(5))
            {
                case 0:
                    bytes[at] = (byte)stream.NextBits();
                    break;
                case 1:
                    // Array, map, string and binary headers with 32-bit lengths.
                    bytes[at] = (byte)(stream.NextInt(4) switch { 0 => 0xdd, 1 => 0xdf, 2 => 0xdb, _ => 0xc6 });
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                case 3:
                    bytes = [.. bytes[..(at + length)], .. bytes[at..]];
                    break;
                default:
                    bytes = bytes[..at];
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Puts right the checksums of the blobs that can still be found, so that the damage gets past them.</summary>
    public static void MendChecksums(byte[] payload)
    {
        var reader = new MessagePackReader(payload);
        try
        {
            for (var count = reader.ReadArrayHeader(); count > 0; count--)
            {
                var length = (int)reader.ReadBytes()!.Value.Length;
                var blob = payload.AsSpan((int)reader.Consumed - length, length);
                BinaryPrimitives.WriteUInt64BigEndian(blob, ContentHash.Of(blob[8..]).A);
            }
        }
        catch (Exception)
        {
            // The framing is broken as well; what could be mended is.
        }
    }
}
