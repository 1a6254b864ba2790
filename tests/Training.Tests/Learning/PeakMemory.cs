using System.Globalization;
using System.Runtime.InteropServices;

namespace Agentic.Training.Tests.Learning;

/// <summary>Tests that measure the memory of the whole process; they run alone.</summary>
[CollectionDefinition(nameof(PeakMemory), DisableParallelization = true)]
public sealed class PeakMemory
{
    private const int Times = 5;

    /// <summary>Bytes that the process's largest resident size grows by while the action runs. Freed memory stays resident, so repeat an action to see what is new.</summary>
    public static long GrowthOf(Action action)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident sizes are read from /proc.");
        var before = Peak();
        action();
        return Peak() - before;
    }

    /// <summary>
    /// Bytes that the action needs at its height beyond what is alive before it; freed memory is given back first. The median of a few times,
    /// since the collector of garbage takes and gives pages back when it likes.
    /// </summary>
    public static long Of(Action action) => Enumerable.Range(0, Times).Select(_ => Once(action)).Order().ElementAt(Times / 2);

    private static long Once(Action action)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out _), "Needs Linux and the GNU C library.");
        _ = Marshal.GetDelegateForFunctionPointer<Trim>(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim"))(0);
        // Sets the height back to the present size: proc(5).
        File.WriteAllText("/proc/self/clear_refs", "5");
        return GrowthOf(action);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Trim(nuint pad);

    private static long Peak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
