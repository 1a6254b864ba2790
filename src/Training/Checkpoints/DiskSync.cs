using System.Runtime.InteropServices;
using System.Text;

namespace Agentic.Training.Checkpoints;

/// <summary>Brings files and folder entries to the disk, so that a rename never becomes durable before what it names.</summary>
internal static class DiskSync
{
    /// <summary>Flushes every file and folder below a folder, and the folder itself.</summary>
    public static void Tree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            stream.Flush(flushToDisk: true);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            Folder(inner);
        }

        Folder(folder);
    }

    /// <summary>Flushes the entries of one folder. Windows has no such call and needs none for a rename.</summary>
    /// <exception cref="CheckpointException">The system refused.</exception>
    public static void Folder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The runtime refuses to open a folder as a file, so this asks the system itself.
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        var isDone = descriptor >= 0 && Sync(descriptor) == 0;
        var error = Marshal.GetLastPInvokeErrorMessage();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (!isDone)
        {
            throw new CheckpointException(folder, "a folder that can be flushed to disk", error, "Check the disk and its permissions.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
