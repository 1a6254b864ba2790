using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Numbers between a file and a tensor, straight from one to the other: no second copy of a whole tensor is made.</summary>
internal static class TensorBytes
{
    // Elements converted at a time.
    private const long Chunk = 1 << 22;

    /// <summary>Fills a float tensor, wherever it lives, from a floating-point tensor of the same size in a file.</summary>
    /// <exception cref="SafetensorsException">It is missing, too short, or of another type.</exception>
    public static void Fill(Tensor target, ITensorSource source, string name)
    {
        var type = TypeOf(source.Require(name), source);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var flat = target.detach().view(-1);
        var isDirect = type == ScalarType.Float32 && target.device_type == DeviceType.CPU;
        for (long start = 0; start < flat.shape[0]; start += Chunk)
        {
            var part = flat.narrow(0, start, Math.Min(Chunk, flat.shape[0] - start));
            var read = isDirect ? part : ComputeDevice.Cpu.Empty([part.shape[0]], type);
            var bytes = read.bytes;
            source.Read(name, bytes, start * read.ElementSize);
            if (!isDirect)
            {
                part.copy_(read);
                read.Dispose();
            }
        }
    }

    /// <summary>Writes a float tensor as elements of another floating-point type, rounded to the nearest.</summary>
    public static void Write(Tensor values, SafetensorsDtype dtype, Stream stream)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var flat = values.detach().contiguous().view(-1);
        for (long start = 0; start < flat.shape[0]; start += Chunk)
        {
            using var part = flat.narrow(0, start, Math.Min(Chunk, flat.shape[0] - start));
            using var converted = part.to(TypeOf(dtype) ?? ScalarType.Float32);
            using var home = converted.Home();
            stream.Write(home.bytes);
        }
    }

    /// <summary>The type in memory of floating-point elements, or null for others.</summary>
    public static ScalarType? TypeOf(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F32 => ScalarType.Float32,
        SafetensorsDtype.BF16 => ScalarType.BFloat16,
        SafetensorsDtype.F16 => ScalarType.Float16,
        SafetensorsDtype.F64 => ScalarType.Float64,
        _ => null,
    };

    private static ScalarType TypeOf(TensorEntry entry, ITensorSource source) => TypeOf(entry.Dtype)
        ?? throw new SafetensorsException(
            source.Location, $"Tensor '{entry.Name}' cannot be read as floats", "F32, F16, BF16 or F64", $"{entry.Dtype}", "Use a checkpoint that is not quantised.");
}
