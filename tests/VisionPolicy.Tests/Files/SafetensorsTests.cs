using System.Buffers.Binary;
using System.Text;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Files;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentic").FullName;

    [Fact]
    public void Written_tensors_come_back_and_their_order_of_writing_leaves_no_trace()
    {
        TensorData[] tensors = [TensorData.Of("b", [2, 3], [1, 2, 3, 4, 5, 6]), new("a", SafetensorsDtype.U8, [3], stream => stream.Write([7, 8, 9])), TensorData.Of("scalar", [], [0.5f])];
        SafetensorsWriter.Write(Named("one"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        SafetensorsWriter.Write(Named("two"), tensors.Reverse(), new Dictionary<string, string> { ["format"] = "pt" });
        Assert.Equal(File.ReadAllBytes(Named("one")), File.ReadAllBytes(Named("two")));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);

        using var file = SafetensorsFile.Open(Named("one"));
        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadFloats("b"));
        Assert.Equal([0.5f], file.ReadFloats("scalar"));
        Assert.Equal([7, 8, 9], file.ReadArray<byte>("a", SafetensorsDtype.U8));
        Assert.Equal("pt", file.Metadata!["format"]);
        // Floats (4 bytes) before bytes; the header is padded to a multiple of eight.
        Assert.Equal(["b", "scalar", "a"], file.InOrder.Select(entry => entry.Name));
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(Named("one"))) % 8);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        SafetensorsWriter.Write(Named("kept"), [TensorData.Of("x", [1], [1])]);
        var before = File.ReadAllBytes(Named("kept"));
        var fault = Assert.Throws<SafetensorsException>(() => SafetensorsWriter.Write(Named("kept"), [TensorData.Of("x", [2], [1])]));
        Assert.Contains("Expected 8, but found 4", fault.Message);
        Assert.Equal(before, File.ReadAllBytes(Named("kept")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_hundred_thousand_hostile_files_end_in_typed_errors_only()
    {
        var seed = Encoding.UTF8.GetBytes("________{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}dataDATA123");
        BinaryPrimitives.WriteUInt64LittleEndian(seed, (ulong)seed.Length - 8 - 11);
        Assert.Equal(2, SafetensorsHeader.Parse(seed, "seed").Tensors.Length);
        var stream = RandomKey.FromSeed(7).Stream();
        var accepted = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = Mutate(seed, ref stream, round);
            try
            {
                var header = SafetensorsHeader.Parse(bytes, "fuzz");
                Assert.Equal(bytes.Length, header.DataStart + header.Tensors.Sum(entry => entry.ByteLength));
                accepted++;
            }
            catch (SafetensorsException)
            {
                // The only way in which a hostile file may end.
            }
        }

        Assert.InRange(accepted, 1_000, 90_000);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Mutate(byte[] seed, ref RandomStream stream, int round)
    {
        if (round % 10 == 0)
        {
            var noise = new byte[stream.NextInt(64)];
            foreach (ref var value in noise.AsSpan())
            {
                value = (byte)stream.NextInt(256);
            }

            return noise;
        }

        var bytes = seed.ToArray();
        const string Alphabet = "0123456789-.eE{}[]\",:\\ xyFU\n\u0001";
        for (var edits = stream.NextInt(1, 3); edits > 0; edits--)
        {
            var at = stream.NextInt(bytes.Length);
            bytes[at] = stream.NextBool(0.5) ? (byte)Alphabet[stream.NextInt(Alphabet.Length)] : (byte)stream.NextInt(256);
        }

        return stream.NextBool(0.1) ? bytes[..stream.NextInt(bytes.Length)] : bytes;
    }

    private string Named(string name) => Path.Combine(_folder, name + ".safetensors");
}
