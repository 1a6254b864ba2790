using System.Buffers;
using System.IO.Compression;
using System.Text;
using Agentic.Agents;

namespace Agentic.Agents.Tests.Images;

public sealed class PngCodecTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 7, 3 }, { 1, 40 }, { 80, 80 }, { 333, 5 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Noise_ramps_and_flat_pictures_come_back_exactly(int width, int height)
    {
        foreach (var rgb in new[] { Pictures.Noise(width, height, 1), Pictures.Ramp(width, height), new byte[width * height * 3] })
        {
            var frame = PngCodec.Decode(PngCodec.Encode(rgb, width, height));

            Assert.Equal((width, height), (frame.Width, frame.Height));
            Assert.Equal(rgb, frame.Rgb);
        }
    }

    [Fact]
    public void A_frame_of_equal_rows_is_packed_far_below_its_size() =>
        Assert.InRange(PngCodec.Encode(Pictures.Ramp(80, 80), 80, 80).Length, 60, 19_200 / 20);

    [Fact]
    public void The_checksum_of_an_empty_end_chunk_is_the_known_one()
    {
        var output = new ArrayBufferWriter<byte>();
        PngChunk.Write(output, "IEND"u8, []);

        // Every PNG ends with these twelve bytes.
        Assert.Equal("0000000049454e44ae426082", Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Fact]
    public void All_five_row_filters_are_undone()
    {
        // Two grey pixels a row. By hand: none 10 20 | sub 5 +6 → 5 11 | up 1 2 → 6 13 | average 4 1: 4+6/2 = 7, 1+(7+13)/2 = 11
        // | Paeth 2 3: first, left 0, above 7, corner 0 → guess 7 → 9; second, left 9, above 11, corner 7: 13 is nearest to 11 → 14.
        byte[] rows = [0, 10, 20, 1, 5, 6, 2, 1, 2, 3, 4, 1, 4, 2, 3];
        var frame = PngCodec.Decode(Build(2, 5, colourType: 0, rows));

        Assert.Equal([10, 20, 5, 11, 6, 13, 7, 11, 9, 14], frame.Rgb.Where((_, index) => index % 3 == 0));
    }

    [Fact]
    public void Palette_and_alpha_become_rgb()
    {
        Assert.Equal([4, 5, 6, 1, 2, 3], PngCodec.Decode(Build(2, 1, 3, [0, 1, 0], palette: [1, 2, 3, 4, 5, 6])).Rgb);
        Assert.Equal([9, 8, 7], PngCodec.Decode(Build(1, 1, 6, [0, 9, 8, 7, 128])).Rgb);
    }

    [Fact]
    public void What_is_not_read_is_refused_with_the_reason()
    {
        Assert.Contains("signature", Refused([1, 2, 3]));
        Assert.Contains("16 bits", Refused(Build(1, 1, 2, [0, 1, 2, 3], bits: 16)));
        Assert.Contains("interlacing", Refused(Build(1, 1, 2, [0, 1, 2, 3], interlace: 1)));
        Assert.Contains("row filter must be 0 to 4, but is 9", Refused(Build(1, 1, 2, [9, 1, 2, 3])));
        Assert.Contains("palette index must be below 1, but is 1", Refused(Build(1, 1, 3, [0, 1], palette: [1, 2, 3])));
        Assert.Contains("more than that", Refused(Build(1, 1, 2, [0, 1, 2, 3, 0])));
        Assert.Contains("0 rows, then the end", Refused(Build(1, 1, 2, [0, 1, 2])));
    }

    [Fact]
    public void A_picture_that_claims_more_than_its_data_can_hold_is_refused_before_memory_is_taken()
    {
        var png = Build(8192, 8192, 2, [0]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("enough data", Refused(png));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_flipped_byte_is_always_noticed()
    {
        var rgb = Pictures.Noise(5, 4, 2);
        var png = PngCodec.Encode(rgb, 5, 4);
        for (var position = 0; position < png.Length; position++)
        {
            var damaged = png.ToArray();
            damaged[position] ^= 0x10;

            Assert.Throws<PngException>(() => PngCodec.Decode(damaged));
        }
    }

    [Fact]
    public void A_buffer_of_the_wrong_size_is_refused() =>
        Assert.Contains("needs 12 bytes, but 11 came", Assert.Throws<ArgumentException>(() => PngCodec.Encode(new byte[11], 2, 2)).Message);

    private static string Refused(byte[] png) => Assert.Throws<PngException>(() => PngCodec.Decode(png)).Message;

    private static byte[] Build(int width, int height, byte colourType, byte[] rows, byte[]? palette = null, byte bits = 8, byte interlace = 0)
    {
        var header = PngCodec.Header(width, height);
        (header[8], header[9], header[12]) = (bits, colourType, interlace);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(rows);
        }

        var output = new ArrayBufferWriter<byte>();
        output.Write(PngCodec.Signature);
        PngChunk.Write(output, "IHDR"u8, header);
        PngChunk.Write(output, "tEXt"u8, Encoding.ASCII.GetBytes("Note\0passed over"));
        if (palette is not null)
        {
            PngChunk.Write(output, "PLTE"u8, palette);
        }

        PngChunk.Write(output, "IDAT"u8, packed.ToArray());
        PngChunk.Write(output, "IEND"u8, []);
        return output.WrittenSpan.ToArray();
    }
}

internal static class Pictures
{
    public static byte[] Noise(int width, int height, ulong seed)
    {
        var stream = RandomKey.FromSeed(seed).Stream();
        return [.. Enumerable.Range(0, width * height * 3).Select(_ => (byte)stream.NextBits())];
    }

    public static byte[] Ramp(int width, int height) =>
        [.. Enumerable.Range(0, width * height * 3).Select(index => (byte)(index % (width * 3) / 3))];
}
