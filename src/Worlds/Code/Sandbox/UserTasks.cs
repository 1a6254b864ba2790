using System.Globalization;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>How many processes and threads this process's user has: the limit on processes counts all of them where no namespace sets a command apart.</summary>
internal static class UserTasks
{
    private const string OwnStatus = "/proc/self/status";

    /// <summary>Counted now. Processes that end meanwhile count for nothing.</summary>
    public static int Count()
    {
        var user = Field(File.ReadLines(OwnStatus), "Uid:");
        return Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Sum(folder => Threads(folder, user));
    }

    private static int Threads(string process, string? user)
    {
        try
        {
            var status = File.ReadAllLines(Path.Combine(process, "status"));
            return Field(status, "Uid:") == user && int.TryParse(Field(status, "Threads:"), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string? Field(IEnumerable<string> status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split('\t', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
}
