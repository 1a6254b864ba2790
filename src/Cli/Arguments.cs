namespace Agentic.Cli;

/// <summary>Arguments that need a closer look than a type.</summary>
internal static class Arguments
{
    /// <summary>"name=value" entries as a dictionary; the last of equal names wins.</summary>
    public static Dictionary<string, string> Pairs(string[]? entries, string option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries ?? [])
        {
            var equals = entry.IndexOf('=');
            if (equals < 1)
            {
                throw new UserException($"{option} must be name=value, but is '{entry}'.");
            }

            pairs[entry[..equals]] = entry[(equals + 1)..];
        }

        return pairs;
    }

    /// <summary>The text of a file that the person named.</summary>
    public static string ReadFile(string path, string what, int maxBytes = 16 << 20)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= maxBytes
                ? File.ReadAllText(path)
                : throw new UserException($"The {what} '{path}' must have at most {maxBytes} bytes, but has {length}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The {what} '{path}' cannot be read: {error.Message}");
        }
    }

    /// <summary>The lines of such a file; empty ones at its end do not count.</summary>
    public static IEnumerable<string> Lines(string path, string what) =>
        ReadFile(path, what).Split('\n').Select(line => line.TrimEnd('\r')).Reverse().SkipWhile(line => line.Length == 0).Reverse();
}
