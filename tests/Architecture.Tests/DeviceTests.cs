using System.Text.RegularExpressions;

namespace Agentic.Architecture.Tests;

/// <summary>The policy may live on another device than the processor: no tensor is made, and no number read, without a word about where.</summary>
public sealed partial class DeviceTests
{
    private static readonly string[] Folders = ["src/VisionPolicy", "src/Training"];

    // Their readers know that they are on the processor: bytes for files, pictures that are cut in place, memory for loops of our own.
    private static readonly string[] Readers =
        ["src/VisionPolicy/Images/PatchBatch.cs", "src/VisionPolicy/Qwen/TensorBytes.cs", "src/VisionPolicy/Tensors/DeviceTensors.cs", "src/VisionPolicy/Tensors/TensorAddress.cs"];

    [Fact]
    public void A_tensor_is_made_with_its_device() =>
        Assert.Empty(Repository.Sources(Folders).SelectMany(file => Unplaced(Repository.Read(file)).Select(call => $"{file}: {call}")));

    [Fact]
    public void Numbers_of_a_tensor_are_read_in_one_place() =>
        Assert.Empty(Repository.Sources(Folders).Except(Readers).SelectMany(file => Reads().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}")));

    [Fact]
    public void The_processor_is_named_where_numbers_come_from_files_or_loops_are_our_own() =>
        Assert.Equal(
            [
                "src/Training/Learning/Critic.cs", "src/Training/Learning/Learner.cs", "src/Training/Learning/PreferenceUpdate.cs", "src/Training/Learning/ReferencePolicy.cs", "src/VisionPolicy/Gradients/CausalDecoder.cs",
                "src/VisionPolicy/Gradients/CausalLayer.cs", "src/VisionPolicy/Images/PatchBatch.cs", "src/VisionPolicy/Lora/LoraAdapter.cs",
                "src/VisionPolicy/Qwen/QwenParameters.cs", "src/VisionPolicy/Qwen/TensorBytes.cs", "src/VisionPolicy/Verification/CachedRows.cs", "src/VisionPolicy/Weights/HubRewrite.cs",
            ],
            Repository.Sources(Folders).Where(file => Repository.Read(file).Contains("ComputeDevice.Cpu", StringComparison.Ordinal)));

    [Theory]
    [InlineData("var a = zeros(2, 3);", "zeros(2, 3)")]
    [InlineData("x = torch.arange(0, int(n), 1) + 1", "torch.arange(0, int(n), 1)")]
    [InlineData("tensor(new[] { (long)device }).view(-1)", null)]
    [InlineData("torch.zeros([0], device=x.device); zeros_like(x); x.new_full([1], 2.0); device.Zeros([1])", null)]
    public void A_call_is_recognised(string source, string? expected) => Assert.Equal(expected, Unplaced(source).SingleOrDefault());

    private static IEnumerable<string> Unplaced(string source) => Factories().Matches(source).Select(match =>
    {
        var (end, depth) = (match.Index + match.Length, 1);
        for (; end < source.Length && depth > 0; end++)
        {
            depth += source[end] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return source[match.Index..end];
    }).Where(call => !call.Contains("device", StringComparison.Ordinal));

    [GeneratedRegex(@"(?<![\w.])(?:torch\.)?(?:tensor|zeros|ones|full|empty|arange|eye|linspace|rand|randn|from_array|frombuffer)\(")]
    private static partial Regex Factories();

    [GeneratedRegex(@"\.(?:data|item)<|\.To(?:Single|Double|Int32|Int64|Boolean)\(\)|(?<!File)\.bytes\b")]
    private static partial Regex Reads();
}
