using System.Globalization;
using System.Security.Cryptography;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>A folder of this process for working trees and the like: in memory where there is room, gone with the process's sandbox.</summary>
/// <remarks>
/// A file beside it is locked as long as the home is in use, which processes of other containers that share the place see too. Folders whose lock nobody
/// holds any more are swept when the next one is made.
/// </remarks>
public sealed class SandboxHome : IDisposable
{
    private const string Prefix = "agentic-code-";
    private const string Memory = "/dev/shm";
    private const long WantedBytes = 512L << 20;
    private const string LockSuffix = ".lock";
    private const int NameBytes = 8;
    private readonly FileStream _lock;
    private int _next;

    /// <summary>A fresh one.</summary>
    public SandboxHome()
    {
        var root = Root();
        Sweep(root);
        Folder = Path.Combine(root, $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes))}");
        _lock = new FileStream(Folder + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
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
    public void Dispose()
    {
        TreeRemoval.Remove(Folder);
        _lock.Dispose();
    }

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
            if (!IsHeld(folder + LockSuffix))
            {
                TreeRemoval.Remove(folder);
            }
        }
    }

    private static bool IsHeld(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return false;
        }
        catch (FileNotFoundException)
        {
            // A home is locked before it is made.
            return false;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Or another user's, who sweeps it.
            return true;
        }
    }
}
