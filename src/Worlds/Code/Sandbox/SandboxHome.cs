using System.Globalization;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>A folder of this process for working trees and the like: in memory where there is room, gone with the process's sandbox.</summary>
/// <remarks>Folders of processes that died without saying so are swept when the next one is made.</remarks>
public sealed class SandboxHome : IDisposable
{
    private const string Prefix = "agentic-code-";
    private const string Memory = "/dev/shm";
    private const long WantedBytes = 512L << 20;
    private static int _made;
    private int _next;

    /// <summary>A fresh one.</summary>
    public SandboxHome()
    {
        var root = Root();
        Sweep(root);
        Folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}"));
        Directory.CreateDirectory(Folder);
        // Others may pass, as a sandbox under another user must, but not look around.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        FilterFile = Path.Combine(Folder, "seccomp.bpf");
        File.WriteAllBytes(FilterFile, SeccompFilter.Compile());
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>The compiled filter of system calls.</summary>
    public string FilterFile { get; }

    /// <summary>A name below the folder that was not given out before.</summary>
    public string Fresh(string purpose) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{purpose}{Interlocked.Increment(ref _next)}"));

    /// <summary>Removes everything.</summary>
    public void Dispose() => TreeRemoval.Remove(Folder);

    private static string Root()
    {
        try
        {
            return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > WantedBytes && !IsNoExec() ? Memory : Path.GetTempPath();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Path.GetTempPath();
        }
    }

    private static bool IsNoExec() => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' '))
        .Any(parts => parts.Length > 3 && parts[1] == Memory && parts[3].Split(',').Contains("noexec"));

    private static void Sweep(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root, $"{Prefix}*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}"))
            {
                TreeRemoval.Remove(folder);
            }
        }
    }
}
