using System.Globalization;

namespace Agentic.Training.Benchmarks;

/// <summary>The most memory that the process had resident since the last reset.</summary>
public static class PeakMemory
{
    /// <summary>Starts anew from what is resident now; where the system forbids it, the peak of the whole process stays.</summary>
    public static void Reset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An older peak is an upper bound of the new one.
        }
    }

    /// <summary>The peak in MiB.</summary>
    public static double MiB() => Read(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)));

    /// <summary>MiB of a line like "VmHWM:  1024 kB"; from ten million on there is a tab alone before the number.</summary>
    public static double Read(string line) => double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
