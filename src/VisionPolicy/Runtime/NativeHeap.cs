using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Tells the C library to keep memory that tensors gave back.</summary>
/// <remarks>
/// By default each large tensor is mapped from the system and given back at once, so that every operator pays for fresh zeroed
/// pages; for a small model that is a third of the time.
/// </remarks>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>Call before the first tensor. Without effect where the C library is another.</summary>
    public static void KeepFreedMemory()
    {
        try
        {
            _ = MallOpt(ArenaMax, 1);
            _ = MallOpt(MapMax, 0);
            _ = MallOpt(TrimThreshold, int.MaxValue);
            _ = MallOpt(TopPad, 64 << 20);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl and others have no such switch.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
