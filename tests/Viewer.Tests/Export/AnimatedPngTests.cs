using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Export;

namespace Agentic.Viewer.Tests.Export;

public sealed class AnimatedPngTests
{
    private static readonly AnimatedPngOptions Plain = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), MinSide: 1);

    [Fact]
    public void Chunks_come_in_the_order_of_the_specification_with_sound_sums()
    {
        var chunks = Read(Write([Samples.Dot(4, 3, 0, 0), Samples.Dot(4, 3, 2, 1), Samples.Dot(4, 3, 3, 2)], Plain));
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.All(chunks, chunk => Assert.Equal(Crc(chunk.Type, chunk.Data), chunk.Sum));
    }

    [Fact]
    public void Sequence_numbers_run_over_both_kinds_of_frame_chunk()
    {
        var chunks = Read(Write([Samples.Dot(4, 3, 0, 0), Samples.Dot(4, 3, 2, 1), Samples.Dot(4, 3, 3, 2)], Plain));
        Assert.Equal([0, 1, 2, 3, 4], chunks.Where(chunk => chunk.Type is "fcTL" or "fdAT").Select(chunk => Int(chunk.Data, 0)));
        Assert.Equal((3, 0), (Int(chunks[1].Data, 0), Int(chunks[1].Data, 4)));
    }

    [Fact]
    public void Delays_are_milliseconds_and_the_last_frame_has_its_own()
    {
        var controls = Read(Write([Samples.Dot(4, 3, 0, 0), Samples.Dot(4, 3, 2, 1)], Plain)).Where(chunk => chunk.Type == "fcTL").ToList();
        Assert.Equal([250, 1000], controls.Select(chunk => (int)BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(20))));
        Assert.All(controls, chunk => Assert.Equal(1000, BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(22))));
    }

    [Fact]
    public void The_animation_shows_every_frame_as_it_was()
    {
        ImageFrame[] frames = [Samples.Dot(5, 4, 0, 0), Samples.Dot(5, 4, 3, 2), Samples.Dot(5, 4, 3, 2), Samples.Dot(5, 4, 1, 3)];
        var shown = Play(Read(Write(frames, Plain)));
        Assert.Equal(frames.Select(frame => Convert.ToHexString(frame.Rgb)), shown.Select(Convert.ToHexString));
    }

    [Fact]
    public void Only_the_rectangle_that_changed_is_stored()
    {
        // The dot leaves (0, 0) and comes to (3, 2): columns 0–3 and rows 0–2 changed. The same frame again needs one pixel.
        var controls = Read(Write([Samples.Dot(5, 4, 0, 0), Samples.Dot(5, 4, 3, 2), Samples.Dot(5, 4, 3, 2)], Plain))
            .Where(chunk => chunk.Type == "fcTL").ToList();
        Assert.Equal((4, 3, 0, 0), (Int(controls[1].Data, 4), Int(controls[1].Data, 8), Int(controls[1].Data, 12), Int(controls[1].Data, 16)));
        Assert.Equal((1, 1), (Int(controls[2].Data, 4), Int(controls[2].Data, 8)));
    }

    [Fact]
    public void A_rectangle_reaches_to_the_last_change_of_a_row()
    {
        // Along one row the dot goes from column 1 to column 3.
        ImageFrame[] frames = [Samples.Dot(5, 4, 1, 2), Samples.Dot(5, 4, 3, 2)];
        var chunks = Read(Write(frames, Plain));
        var control = chunks.Last(chunk => chunk.Type == "fcTL").Data;
        Assert.Equal((3, 1, 1, 2), (Int(control, 4), Int(control, 8), Int(control, 12), Int(control, 16)));
        Assert.Equal(frames[1].Rgb, Play(chunks)[1]);
    }

    [Fact]
    public void A_viewer_that_knows_no_animation_sees_the_first_frame()
    {
        // An ordinary decoder reads IDAT and passes over the chunks that it does not know.
        var first = Samples.Dot(5, 4, 2, 2);
        Assert.Equal(first.Rgb, PngCodec.Decode(Write([first, Samples.Dot(5, 4, 3, 2)], Plain)).Rgb);
    }

    [Fact]
    public void Small_frames_grow_by_a_whole_factor_and_get_bars()
    {
        // The largest is 60 × 40; ⌈160 / 60⌉ = 3.
        var header = Read(Write([Samples.Dot(60, 20, 0, 0), Samples.Dot(30, 40, 0, 0)], Plain with { MinSide = 160 }))[0];
        Assert.Equal((180, 120), (Int(header.Data, 0), Int(header.Data, 4)));
    }

    [Fact]
    public void An_episode_without_pictures_is_refused_with_a_way_out()
    {
        var failure = Assert.Throws<ArgumentException>(() => Write([], Plain));
        Assert.Contains("Export it as HTML instead", failure.Message);
    }

    [Fact]
    public void A_delay_that_the_format_cannot_hold_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() => Write([Samples.Dot(1, 1, 0, 0)], Plain with { Delay = TimeSpan.FromMinutes(2) }));
        Assert.Contains("120000 ms", failure.Message);
    }

    private static byte[] Write(IReadOnlyList<ImageFrame> frames, AnimatedPngOptions options)
    {
        using var file = new MemoryStream();
        AnimatedPng.Write(file, frames, options);
        return file.ToArray();
    }

    private static List<Chunk> Read(byte[] file)
    {
        Assert.Equal<byte>([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        var chunks = new List<Chunk>();
        for (var at = 8; at < file.Length;)
        {
            var length = Int(file, at);
            chunks.Add(new Chunk(Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)], (uint)Int(file, at + 8 + length)));
            at += 12 + length;
        }

        return chunks;
    }

    /// <summary>What a browser would show: each frame's rectangle written over the picture before.</summary>
    private static List<byte[]> Play(List<Chunk> chunks)
    {
        var (width, height) = (Int(chunks[0].Data, 0), Int(chunks[0].Data, 4));
        var canvas = new byte[width * height * 3];
        var shown = new List<byte[]>();
        byte[] control = [];
        foreach (var chunk in chunks)
        {
            if (chunk.Type == "fcTL")
            {
                control = chunk.Data;
            }
            else if (chunk.Type is "IDAT" or "fdAT")
            {
                var (w, h, left, top) = (Int(control, 4), Int(control, 8), Int(control, 12), Int(control, 16));
                var rows = Rows(chunk.Type == "IDAT" ? chunk.Data : chunk.Data[4..], w, h);
                for (var y = 0; y < h; y++)
                {
                    rows[y].CopyTo(canvas, (((top + y) * width) + left) * 3);
                }

                shown.Add([.. canvas]);
            }
        }

        return shown;
    }

    private static List<byte[]> Rows(byte[] packed, int width, int height)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        var rows = new List<byte[]>();
        for (var y = 0; y < height; y++)
        {
            var filter = zlib.ReadByte();
            var row = new byte[width * 3];
            zlib.ReadExactly(row);
            for (var at = 0; at < row.Length; at++)
            {
                // Filter 0 is the byte itself, 1 the difference to the pixel on the left, 2 to the one above.
                Assert.InRange(filter, 0, 2);
                row[at] += filter == 1 && at >= 3 ? row[at - 3] : filter == 2 && y > 0 ? rows[y - 1][at] : (byte)0;
            }

            rows.Add(row);
        }

        Assert.Equal(-1, zlib.ReadByte());
        return rows;
    }

    private static int Int(byte[] bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));

    // Bit by bit, as the specification defines it: independent of the table in the writer.
    private static uint Crc(string type, byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.ASCII.GetBytes(type).Concat(data))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private sealed record Chunk(string Type, byte[] Data, uint Sum);
}
