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
    // What a file was last written at would tell when: every file says the same.
    private static readonly DateTime Written = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Writes the files below a fresh folder, which the sandbox's user then owns.</summary>
    /// <param name="home">Where folders are made.</param>
    /// <param name="files">Relative path with slashes → content.</param>
    /// <returns>The folder.</returns>
    public static string Write(SandboxHome home, IEnumerable<KeyValuePair<string, string>> files)
    {
        var root = home.Fresh("tree");
        Directory.CreateDirectory(root);
        Own(root);
        foreach (var (path, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var full = Path.Combine(root, path);
            MakeFolders(root, Path.GetDirectoryName(path) ?? "");
            File.WriteAllBytes(full, Encoding.UTF8.GetBytes(content));
            Own(full);
            File.SetLastWriteTimeUtc(full, Written);
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
        var root = home.Fresh("tree");
        Directory.CreateDirectory(root);
        Own(root);
        CopyInto(new DirectoryInfo(source), root, leftOut);
        SetTimes(root);
        return root;
    }

    /// <summary>Gives every file and folder the same time, so that no listing tells when something was written. Links are left alone.</summary>
    public static void SetTimes(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", options))
        {
            entry.LastWriteTimeUtc = Written;
        }

        Directory.SetLastWriteTimeUtc(root, Written);
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
                Directory.CreateDirectory(to);
                Own(to);
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
                Directory.CreateDirectory(at);
                Own(at);
            }
        }
    }

    /// <summary>Gives a file or folder to the sandbox's user.</summary>
    internal static void Own(string path)
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
