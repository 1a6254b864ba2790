using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

/// <summary>Reads a log as FORMAT.md describes it, with none of the product's readers and without MessagePack's library.</summary>
public sealed class FormatDocumentTests
{
    [Fact]
    public void A_record_reads_as_the_document_says()
    {
        using var folder = new TemporaryFolder();
        var odd = EpisodeSamples.Odd(9);
        using (var writer = TrajectoryWriter.Open(folder.Path))
        {
            writer.Append(odd);
        }

        var log = File.ReadAllBytes(folder.File("episodes-00000.log"));
        Assert.Equal("8941474c470d0a1a0100000000000000", Convert.ToHexStringLower(log.AsSpan(0, 16)));
        Assert.Equal("EPIS", Encoding.ASCII.GetString(log, 16, 4));
        var payload = log.AsSpan(32, BinaryPrimitives.ReadInt32LittleEndian(log.AsSpan(20))).ToArray();
        Assert.Equal(log.Length, 32 + payload.Length);
        Assert.Equal(SHA256.HashData(payload)[..8], log[24..32]);

        var items = (object?[])new Plain(payload).Value()!;
        Assert.Equal(1 + odd.Turns.Length, items.Length);
        var parts = items.Cast<byte[]>().Select(item =>
        {
            Assert.Equal(SHA256.HashData(item[8..])[..8], item[..8]);
            return (object?[])new Plain(item[8..]).Value()!;
        }).ToArray();

        Head(odd, parts[0]);
        Turn(odd, parts[1]);
        Assert.Equal("half a pair: \ud83d", MemoryMarshal.Cast<byte, char>((byte[])parts[2][5]!).ToString(), StringComparer.Ordinal);
        Index(odd, File.ReadAllBytes(folder.File("episodes-00000.idx")), payload);
    }

    private static void Head(EpisodeRecord odd, object?[] head)
    {
        Assert.Equal([9L, long.MinValue, (long)int.MaxValue, 3L], head[..4]);
        Assert.Equal([long.MinValue, (long)int.MaxValue], (object?[])head[12]!);
        var task = (object?[])head[4]!;
        Assert.Equal([odd.Task.World, (long)int.MaxValue, ulong.MaxValue, odd.Task.State], task[..4]);
        Assert.Equal(["chance", 1.0 / 3, "length", 4.0], (object?[])task[4]!);
        Assert.Equal("the same puzzle", task[5]);
        Assert.Equal([3L, 4L, 5L, 123_456_789L], (object?[])head[6]!);
        Assert.Equal(["Z", -1.0, "a", double.Epsilon, "outcome", double.MaxValue], (object?[])head[7]!);
        Assert.Equal(odd.Instruction, head[8]);
        Assert.Equal([6L, "agent", "the server is gone", false], (object?[])head[9]!);
        Assert.Equal([Array.Empty<object?>(), new object?[] { "format", 1.0 }], (object?[])head[10]!);
        var first = (object?[])((object?[])head[11]!)[0]!;
        Assert.Equal(3L, first[0]);
        Assert.Equal([0L, Array.Empty<object?>(), null, null], (object?[])((object?[])first[1]!)[0]!);

        // The turn at which it broke: one observation segment, no reply.
        var open = (object?[])((object?[])first[2]!)[0]!;
        Assert.Equal([1L, new object?[] { 8L, 8L }, null, null], (object?[])((object?[])open[0]!)[0]!);
        Assert.Null(open[1]);
    }

    private static void Turn(EpisodeRecord odd, object?[] turn)
    {
        var expected = odd.Turns[0];
        Assert.Equal([0L, 0L, 0L, expected.State.Value], turn[..4]);
        var picture = ((ImagePart)expected.Observation.Parts[1]).Image;
        Assert.Equal([new object?[] { 0L, "Turn 0." }, new object?[] { 1L, Convert.FromHexString(picture.Hash.ToString()), 16L, 16L }], (object?[])turn[4]!);
        Assert.Equal([expected.Text, null, "not understood", false, Array.Empty<object?>(), 0.0], turn[5..11]);
        var reply = (object?[])((object?[])turn[11]!)[1]!;
        Assert.Equal([3L, new object?[] { 1L, 2L, 3L }, null], reply[..3]);
        var drawn = (object?[])reply[3]!;
        Assert.Equal([0.7f, (long)int.MaxValue], drawn[..2]);

        // −∞, −0 and a quiet NaN with a payload, as the bytes of f32.
        Assert.Equal("000080ff000000804523c17f", Convert.ToHexStringLower((byte[])drawn[2]!));
    }

    private static void Index(EpisodeRecord odd, byte[] index, byte[] payload)
    {
        Assert.Equal("89414749580d0a1a0100000058000000", Convert.ToHexStringLower(index.AsSpan(0, 16)));
        var entry = index.AsSpan(16);
        Assert.Equal(88, entry.Length);
        Assert.Equal((16, payload.Length, odd.Turns.Length, 9), (
            BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(entry[12..]), BinaryPrimitives.ReadInt64LittleEndian(entry[16..])));
        Assert.Equal((long.MinValue, int.MaxValue, 6), (
            BinaryPrimitives.ReadInt64LittleEndian(entry[24..]), BinaryPrimitives.ReadInt32LittleEndian(entry[32..]), entry[36]));
        Assert.True(double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(entry[40..])));
        Assert.Equal("a-world-with-a-name-of-3", Encoding.UTF8.GetString(entry.Slice(48, 24)));
        Assert.Equal(SHA256.HashData(payload)[..8], entry.Slice(72, 8).ToArray());
        Assert.Equal(SHA256.HashData(entry[..80])[..8], entry.Slice(80, 8).ToArray());
    }

    /// <summary>MessagePack by its specification: integers as long (ulong where they take eight unsigned bytes), arrays and maps as flat arrays.</summary>
    private sealed class Plain(byte[] bytes)
    {
        private int _at;

        public object? Value()
        {
            var type = bytes[_at++];
            return type switch
            {
                <= 0x7f => (long)type,
                <= 0x8f => Items((type & 15) * 2),
                <= 0x9f => Items(type & 15),
                <= 0xbf => Encoding.UTF8.GetString(Take(type & 31)),
                0xc0 => null,
                0xc2 => false,
                0xc3 => true,
                0xc4 => Take((int)Number(1)).ToArray(),
                0xc5 => Take((int)Number(2)).ToArray(),
                0xc6 => Take((int)Number(4)).ToArray(),
                0xca => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
                0xcb => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
                0xcc => (long)Number(1),
                0xcd => (long)Number(2),
                0xce => (long)Number(4),
                0xcf => Number(8),
                0xd0 => (long)(sbyte)Number(1),
                0xd1 => (long)(short)Number(2),
                0xd2 => (long)(int)Number(4),
                0xd3 => (long)Number(8),
                0xd9 => Encoding.UTF8.GetString(Take((int)Number(1))),
                0xda => Encoding.UTF8.GetString(Take((int)Number(2))),
                0xdc => Items((int)Number(2)),
                0xde => Items((int)Number(2) * 2),
                >= 0xe0 => (long)(sbyte)type,
                _ => throw new NotSupportedException($"type {type:x2}"),
            };
        }

        private object?[] Items(int count)
        {
            var items = new object?[count];
            for (var index = 0; index < count; index++)
            {
                items[index] = Value();
            }

            return items;
        }

        private ulong Number(int length)
        {
            ulong number = 0;
            foreach (var value in Take(length))
            {
                number = (number << 8) | value;
            }

            return number;
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            _at += length;
            return bytes.AsSpan(_at - length, length);
        }
    }
}
