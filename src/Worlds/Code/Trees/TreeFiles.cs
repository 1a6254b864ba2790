using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Agentic.Worlds.Code.Sandbox;
using Microsoft.Win32.SafeHandles;

namespace Agentic.Worlds.Code.Trees;

/// <summary>Reads back a tree that something hostile has written to: regular files only, never through a link, never more than is allowed.</summary>
/// <remarks>Whoever wrote it is dead by then, so nothing changes under the reader.</remarks>
public static class TreeFiles
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>The regular files, relative path with slashes → bytes; what is left out is named.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="limits">How many entries and bytes are read at most; what goes beyond is left out.</param>
    /// <param name="skip">Names of folders that are not looked into; none when null.</param>
    public static (ImmutableSortedDictionary<string, byte[]> Files, ImmutableArray<string> LeftOut) Read(string root, SandboxLimits limits, IReadOnlySet<string>? skip = null)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var (bytes, entries) = (0L, 0);
        Walk(new DirectoryInfo(root), "");
        return (files.ToImmutable(), leftOut.ToImmutable());

        void Walk(DirectoryInfo folder, string prefix)
        {
            foreach (var entry in Entries(folder))
            {
                var path = prefix + entry.Name;
                if (++entries > limits.TreeEntries)
                {
                    return;
                }

                if (entry.LinkTarget is not null)
                {
                    leftOut.Add(path);
                }
                else if (entry is DirectoryInfo inner)
                {
                    if (skip?.Contains(entry.Name) != true)
                    {
                        Walk(inner, $"{path}/");
                    }
                }
                else if (TryRead(entry.FullName, limits.TreeBytes - bytes) is { } content)
                {
                    files[path] = content;
                    bytes += content.Length;
                }
                else
                {
                    leftOut.Add(path);
                }
            }
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>A regular file's bytes, where it is one of at most so many; null else. A link is none.</summary>
    internal static byte[]? TryRead(string path, long limit)
    {
        using var handle = Open(path, HostFolder.NoLinks | NonBlocking | CloseOnExec);
        if (handle.IsInvalid)
        {
            return null;
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        // A pipe has no place to seek to; devices cannot be made in a sandbox.
        if (!stream.CanSeek || stream.Length > limit)
        {
            return null;
        }

        var content = new byte[stream.Length];
        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
