using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Where a policy lives: every one of its tensors is made there (<see cref="DeviceTensors"/>), and stays there.</summary>
public sealed partial class ComputeDevice
{
    /// <summary>The name that leaves the choice to the machine.</summary>
    public const string Auto = "auto";

    /// <summary>What a name may be, for messages.</summary>
    public const string Names = "auto, cpu, cuda or cuda:N";

    private const string CpuName = "cpu";
    private const string CudaName = "cuda";

    private ComputeDevice(string name, DeviceType type, int index) => (Name, Torch) = (name, new Device(type, index));

    /// <summary>The processor.</summary>
    public static ComputeDevice Cpu { get; } = new(CpuName, DeviceType.CPU, -1);

    /// <summary>
    /// libtorch's device of tensors that have shapes but no numbers; what comes home from it is zeros. Not all operators know it, but
    /// what is made for it shows that it was made for the policy's device and not for the processor.
    /// </summary>
    internal static ComputeDevice Shapes { get; } = new("meta", DeviceType.META, 0);

    /// <summary><c>cpu</c>, or <c>cuda:N</c>.</summary>
    public string Name { get; }

    /// <summary>The same for libtorch.</summary>
    public Device Torch { get; }

    /// <summary>Whether it is a CUDA device.</summary>
    public bool IsCuda => Torch.type == DeviceType.CUDA;

    /// <summary>In which type layers are computed when nobody says: bfloat16 on CUDA, float32 elsewhere.</summary>
    public ComputeType DefaultCompute => IsCuda ? ComputeType.BFloat16 : ComputeType.Float32;

    /// <summary>Whether a name may be asked for. Says nothing about this machine.</summary>
    public static bool IsName(string name) => Named().IsMatch(name);

    /// <summary>The device of a name: <c>auto</c> is the first CUDA device where libtorch and the machine have one, else the processor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded, or the device is not here; the message says what to do.</exception>
    public static ComputeDevice Of(string name)
    {
        TorchRuntime.Load();
        return Choose(name, CudaDevices(), TorchRuntime.Describe());
    }

    /// <summary>How many CUDA devices libtorch can use here; null where it is a CPU build.</summary>
    public static int? CudaDevices()
    {
        TorchRuntime.Load();
        return TorchRuntime.CudaLibrary == 0 ? null : cuda.is_available() ? cuda.device_count() : 0;
    }

    /// <summary>The choice by itself.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="devices">CUDA devices; null where libtorch is a CPU build.</param>
    /// <param name="libtorch">Describes it.</param>
    internal static ComputeDevice Choose(string name, int? devices, string libtorch)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"A device must be {Names}, but is '{name}'.", nameof(name));
        }

        if (name == CpuName || (name == Auto && devices is null or 0))
        {
            return Cpu;
        }

        var index = name.Length > CudaName.Length + 1 ? int.Parse(name.AsSpan(CudaName.Length + 1), CultureInfo.InvariantCulture) : 0;
        return index < (devices ?? 0) ? Cuda(index) : throw new TorchRuntimeException($"Device '{name}' is not here: " + (devices switch
        {
            null => $"{libtorch} is a build for the CPU. Name the folder of a CUDA build with {TorchRuntime.FolderVariable}=DIR, or build with 'dotnet build -c Release -p:Cuda=true'; or choose auto or cpu.",
            0 => $"{libtorch} is a CUDA build, but sees no device. Check that nvidia-smi lists one, that its driver is new enough for this build, and that CUDA_VISIBLE_DEVICES does not hide it; or choose auto or cpu.",
            _ => $"expected cuda:0 to cuda:{devices - 1}. Choose one of them, auto or cpu.",
        }));
    }

    /// <summary>Waits until all work that was given to the device is done. Without effect where work is done when its call returns.</summary>
    public void Synchronize()
    {
        if (IsCuda)
        {
            cuda.synchronize(Torch);
        }
    }

    /// <summary>Free and whole memory of a CUDA device; null elsewhere, and where the driver does not tell.</summary>
    public DeviceMemory? Memory() => IsCuda ? DeviceMemory.Read(TorchRuntime.CudaLibrary, Torch.index) : null;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ComputeDevice Cuda(int index) => new($"{CudaName}:{index}", DeviceType.CUDA, index);

    [GeneratedRegex(@"^(auto|cpu|cuda(:[0-9]{1,3})?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
