using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>Tells libtorch how TorchScript is to be run: by one plan that follows from the script alone.</summary>
/// <remarks>
/// By default the executor watches its first calls and then runs other code, specialised on what it saw, whose gradients differ in
/// their last bits: a training that goes on in a new process would leave the path of one that was never stopped. Without
/// specialisations it makes its plan at once and keeps to it.
/// </remarks>
internal static class ScriptExecutor
{
    // FusionStrategy torch::jit::setFusionStrategy(FusionStrategy&), a vector of (kind, how many specialisations).
    private const string SetStrategyName = "_ZN5torch3jit17setFusionStrategyERSt6vectorISt4pairINS0_14FusionBehaviorEmESaIS4_EE";

    // A std::vector is three pointers; an empty one is three zeros.
    private const int VectorBytes = 24;

    /// <summary>Call before the first script.</summary>
    /// <param name="libtorch">The handle of libtorch_cpu.so.</param>
    /// <exception cref="TorchRuntimeException">This libtorch has no such switch.</exception>
    public static void PlanAtOnce(nint libtorch)
    {
        if (!NativeLibrary.TryGetExport(libtorch, SetStrategyName, out var function))
        {
            throw new TorchRuntimeException($"This libtorch lets nobody choose how scripts are run: it has no symbol {SetStrategyName}. Use one of a known version.");
        }

        // The earlier strategy comes back through the first pointer. Its few bytes are left to libtorch's heap: this runs once.
        var (earlier, none) = (Marshal.AllocHGlobal(VectorBytes), Marshal.AllocHGlobal(VectorBytes));
        Marshal.Copy(new byte[VectorBytes], 0, none, VectorBytes);
        Marshal.GetDelegateForFunctionPointer<SetStrategy>(function)(earlier, none);
        Marshal.FreeHGlobal(none);
        Marshal.FreeHGlobal(earlier);
    }

    // Itanium ABI: a result that is no plain value is written where the hidden first argument points.
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint SetStrategy(nint result, nint strategy);
}
