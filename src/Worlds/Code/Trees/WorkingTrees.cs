using System.Runtime.InteropServices;
using System.Text;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Trees;

/// <summary>Makes working trees that one sandbox may write to and nobody else looks at.</summary>
/// <remarks>
/// A tree from memory is written file by file. A tree of a folder shares the file system's blocks where it can (reflink), which copies
/// nothing until something is written, and is a plain copy elsewhere. Never a hard link: writing to one would write to the original.
/// </remarks>
public static class WorkingTrees
{
    // What a file was last written at would tell when: every file says the same, the first second of 2024.
    private const long Written = 1_704_067_200;

    // The usual ones, whatever the mask of the user who runs this.
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files below a fresh folder, which the sandbox's user then owns.</summary>
    /// <param name="home">Where folders are made.</param>
    /// <param name="files">Relative path with slashes → content.</param>
    /// <returns>The folder.</returns>
    public static string Write(SandboxHome home, IEnumerable<KeyValuePair<string, string>> files)
    {
        var root = MakeRoot(home);
        foreach (var (path, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var full = Path.Combine(root, path);
            MakeFolders(root, Path.GetDirectoryName(path) ?? "");
            File.WriteAllBytes(full, Encoding.UTF8.GetBytes(content));
            Give(full, isNew: true);
        }

        SetTimes(root);
        return root;
    }

    /// <summary>Copies a folder as it is, links as links, into a fresh folder that the sandbox's user owns.</summary>
    /// <param name="home">Where folders are made.</param>
    /// <param name="source">What is copied.</param>
    /// <param name="leftOut">A name at the top that is not; none when null.</param>
    public static string Copy(SandboxHome home, string source, string? leftOut = null)
    {
        var root = MakeRoot(home);
        CopyInto(new DirectoryInfo(source), root, leftOut);
        SetTimes(root);
        return root;
    }

    /// <summary>Gives everything the same time, links too, so that no listing tells when something was written.</summary>
    public static void SetTimes(string root)
    {
        using var folder = HostFolder.Open(root);
        folder?.Walk((at, name, _) =>
        {
            at.SetTime(name, Written);
            return true;
        });
        folder?.SetTime([(byte)'.', 0], Written);
    }

    private static string MakeRoot(SandboxHome home)
    {
        var root = home.Fresh("tree");
        MakeFolder(root);
        return root;
    }

    private static void MakeFolder(string path)
    {
        Directory.CreateDirectory(path);
        SetMode(path, FolderMode);
        Own(path);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != mode)
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static void CopyInto(DirectoryInfo source, string target, string? leftOut = null)
    {
        foreach (var entry in source.EnumerateFileSystemInfos().Where(entry => entry.Name != leftOut).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var to = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(to, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                MakeFolder(to);
                CopyInto(folder, to);
            }
            else
            {
                // The runtime asks the file system to share blocks first, and copies where it refuses.
                File.Copy(entry.FullName, to);
                Own(to);
            }
        }
    }

    /// <summary>Makes the folders of a path, which the sandbox's user then owns.</summary>
    internal static void MakeFolders(string root, string relative)
    {
        var at = root;
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            if (!Directory.Exists(at))
            {
                MakeFolder(at);
            }
        }
    }

    /// <summary>Gives a file to the sandbox's user; one that was just made has the usual mode.</summary>
    internal static void Give(string path, bool isNew)
    {
        if (isNew)
        {
            SetMode(path, FileMode);
        }

        Own(path);
    }

    private static void Own(string path)
    {
        if (SandboxLaunch.IsRoot && ChangeOwner(path, SandboxLaunch.Stranger, SandboxLaunch.Stranger) != 0)
        {
            throw new SandboxFaultException($"'{path}' could not be given to the sandbox's user (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int user, int group);
}
