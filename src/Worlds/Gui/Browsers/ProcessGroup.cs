using System.Globalization;
using System.Runtime.InteropServices;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>Kills a browser with everything that it started, and leaves no dead child behind. Does nothing where there is no POSIX.</summary>
/// <remarks>
/// The driver starts each browser in a process group of its own. When the driver dies its browsers become nobody's children; this
/// process adopts them, so that it can collect them after the kill.
/// </remarks>
internal static class ProcessGroup
{
    private const int Kill9 = 9;
    private const int NoHang = 1;
    private const int SetChildSubreaper = 36;

    /// <summary>Makes this process the parent of descendants whose own parent died. Linux only.</summary>
    public static void AdoptOrphans()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetChildSubreaper, 1, 0, 0, 0);
        }
    }

    /// <summary>Kills a group and collects those of it that are ours. Returns before the last is dead; <see cref="Collect"/> finishes.</summary>
    public static void Kill(int group)
    {
        if (group > 1 && !OperatingSystem.IsWindows())
        {
            _ = Signal(-group, Kill9);
            Collect(group);
        }
    }

    /// <summary>Kills one process.</summary>
    public static void KillOne(int process)
    {
        if (process > 1 && !OperatingSystem.IsWindows())
        {
            _ = Signal(process, Kill9);
        }
    }

    /// <summary>Collects the dead of a group that this process adopted.</summary>
    public static void Collect(int group)
    {
        while (group > 1 && OperatingSystem.IsLinux() && Wait(-group, out _, NoHang) > 0)
        {
        }
    }

    /// <summary>Whether a process of the group is there, dead ones that nobody collected included.</summary>
    public static bool Exists(int group) => group > 1 && !OperatingSystem.IsWindows() && Signal(-group, 0) == 0;

    /// <summary>Waits until the killed group is gone, on a thread of the pool.</summary>
    public static Task GoneAsync(int group) => Task.Run(() =>
    {
        // Blocks until a child of the group ends; with none left the call fails at once.
        while (group > 1 && OperatingSystem.IsLinux() && Wait(-group, out _, 0) > 0)
        {
        }
    });

    /// <summary>Processes whose parent is this one, with their command lines. Linux only.</summary>
    public static IEnumerable<(int Process, string Command)> Children() => !Directory.Exists("/proc/self") ? [] : Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && ParentOf(process) == Environment.ProcessId)
        .Select(process => (process, Read($"/proc/{process}/cmdline").Replace('\0', ' ')));

    /// <summary>The value of a flag that a process was started with, or null.</summary>
    public static string? Flag(int process, string name) => Read($"/proc/{process}/cmdline").Split('\0')
        .FirstOrDefault(word => word.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Memory of some processes in MiB, a share of what several use counted for each.</summary>
    public static double MemoryMb(Func<(int Id, int Group), bool> isCounted) => !Directory.Exists("/proc/self") ? 0 : Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && isCounted((process, StatField(process, 2))))
        .Sum(process => Read($"/proc/{process}/smaps_rollup").Split('\n').Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024));

    private static int ParentOf(int process) => StatField(process, 1);

    // The name in parentheses may hold anything; state, parent and group follow the last one.
    private static int StatField(int process, int field)
    {
        var stat = Read($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > field && int.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    [DllImport("libc", EntryPoint = "waitpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Wait(int process, out int status, int options);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);
}
