using System.Globalization;

namespace Agentic.Training.Tests.Learning;

/// <summary>Tests that measure the memory of the whole process; they run alone.</summary>
[CollectionDefinition(nameof(PeakMemory), DisableParallelization = true)]
public sealed class PeakMemory
{
    /// <summary>Bytes that the process's largest resident size grows by while the action runs. Freed memory stays resident, so repeat an action to see what is new.</summary>
    public static long GrowthOf(Action action)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident sizes are read from /proc.");
        var before = Peak();
        action();
        return Peak() - before;
    }

    private static long Peak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
