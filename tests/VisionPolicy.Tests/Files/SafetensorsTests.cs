using System.Buffers.Binary;

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

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Named(string name) => Path.Combine(_folder, name + ".safetensors");
}
