using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>The processes below a sandbox.</summary>
internal static class SandboxTree
{
    private const int KillSignal = 9;
    private const int PageBytes = 4096;
    private const char Stopped = 'T';
    private const char Zombie = 'Z';

    /// <summary>Kills the sandbox with all that it started: its process namespace goes with it, or its process group in the weak layer.</summary>
    public static void Kill(Process process, SandboxLayer layer)
    {
        try
        {
            if (layer == SandboxLayer.Weak)
            {
                // Those that left the group are looked for as long as their ancestors live.
                foreach (var one in Descendants(process.Id).ToArray())
                {
                    _ = Signal(one, KillSignal);
                }

                _ = Signal(-process.Id, KillSignal);
            }

            if (!process.HasExited)
            {
                process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    /// <summary>Resident memory of a process and all below it.</summary>
    public static long ResidentBytes(int process) => Descendants(process).Sum(Resident);

    /// <summary>Bytes of files that processes below one hold open on a tree's file system and that have no name any more, as far as this account may look.</summary>
    public static long NamelessBytes(int process, string tree)
    {
        var files = new Dictionary<ulong, long>();
        var device = HostFolder.FileFacts.Of(tree)?.Device;
        foreach (var path in Descendants(process).SelectMany(one => Entries($"/proc/{one}/fd")))
        {
            if (HostFolder.FileFacts.Of(path) is { Links: 0 } file && file.Device == device)
            {
                files[file.Inode] = file.Size;
            }
        }

        return files.Values.Sum();
    }

    /// <summary>Whether all that could still run below a process is stopped: nobody is left to wake it.</summary>
    public static bool IsStoppedForGood(int process)
    {
        // Those that wait for one that is alive wait in vain; the dead that nobody has buried yet do nothing.
        var last = Descendants(process).Where(IsAlive).Where(one => !Children(one).Any(IsAlive)).Select(State).ToArray();
        return last.Length > 0 && last.All(state => state == Stopped);
    }

    private static bool IsAlive(int process) => State(process) != Zombie;

    private static IEnumerable<int> Descendants(int process)
    {
        var waiting = new Stack<int>([process]);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next))
            {
                waiting.Push(child);
            }
        }
    }

    // Any of its threads may have started one.
    private static IEnumerable<int> Children(int process) => Entries($"/proc/{process}/task")
        .SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(word => int.Parse(word, CultureInfo.InvariantCulture));

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // The name before it, in brackets, may hold anything.
    private static char State(int process) => Read($"/proc/{process}/stat") is var line && line.LastIndexOf(')') is > 0 and var end && end + 2 < line.Length ? line[end + 2] : Zombie;

    private static long Resident(int process) =>
        Read($"/proc/{process}/statm").Split(' ') is { Length: > 1 } fields && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? pages * PageBytes : 0;

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
}
