namespace Agentic.Worlds.Tests.Code;

/// <summary>What a sandbox could have left on this machine.</summary>
internal static class SandboxHost
{
    /// <summary>Processes with that word as an argument, of whatever namespace.</summary>
    public static int CountCommands(string word) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Count(folder => Read($"{folder}/cmdline").Split('\0').Contains(word));

    /// <summary>Mounts as this process sees them, and how many files it has open.</summary>
    public static (string Mounts, int Handles) Snapshot() => (Read("/proc/self/mounts"), Directory.GetFileSystemEntries("/proc/self/fd").Length);

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
}
