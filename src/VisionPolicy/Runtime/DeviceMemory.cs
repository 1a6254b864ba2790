using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Memory of a CUDA device as its driver counts it, over all programs. What libtorch holds in reserve for later tensors counts as used.</summary>
/// <param name="FreeBytes">Free now.</param>
/// <param name="TotalBytes">All of it.</param>
public sealed record DeviceMemory(long FreeBytes, long TotalBytes)
{
    // Beside each trained float32: its gradient and two moments of the optimiser.
    private const long LearningBytes = 12;

    /// <summary>What is in use, in bytes.</summary>
    public long UsedBytes => TotalBytes - FreeBytes;

    /// <summary>
    /// Memory for keys and values, in MiB: half of what is free beside what learning will hold. The other half is for activations and
    /// the pieces that libtorch keeps.
    /// </summary>
    /// <param name="trainedNumbers">Numbers that an optimiser moves; 0 for a policy that only acts.</param>
    public int CacheMiB(long trainedNumbers) => (int)Math.Clamp((FreeBytes - (LearningBytes * trainedNumbers)) / 2 / 1048576, 1, int.MaxValue);

    /// <summary>In words.</summary>
    public override string ToString() => $"{FreeBytes / 1073741824.0:0.0} of {TotalBytes / 1073741824.0:0.0} GiB free";

    /// <summary>Asks the CUDA runtime that a library was linked with; null where it does not answer.</summary>
    /// <param name="library">Handle of libtorch's CUDA library: symbols are looked up in what it depends on too, whatever that file is named.</param>
    /// <param name="index">The device.</param>
    internal static DeviceMemory? Read(nint library, int index)
    {
        if (!NativeLibrary.TryGetExport(library, "cudaMemGetInfo", out var memory)
            || !NativeLibrary.TryGetExport(library, "cudaGetDevice", out var get)
            || !NativeLibrary.TryGetExport(library, "cudaSetDevice", out var set))
        {
            return null;
        }

        // The present device belongs to the thread: libtorch finds its own again afterwards.
        var (getDevice, setDevice) = (Marshal.GetDelegateForFunctionPointer<GetDevice>(get), Marshal.GetDelegateForFunctionPointer<SetDevice>(set));
        if (getDevice(out var present) != 0 || setDevice(index) != 0)
        {
            return null;
        }

        try
        {
            return Marshal.GetDelegateForFunctionPointer<MemoryInfo>(memory)(out var free, out var total) == 0 ? new DeviceMemory((long)free, (long)total) : null;
        }
        finally
        {
            _ = setDevice(present);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MemoryInfo(out nuint free, out nuint total);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GetDevice(out int index);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SetDevice(int index);
}
