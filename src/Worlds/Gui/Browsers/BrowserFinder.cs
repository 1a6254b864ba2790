namespace Agentic.Worlds.Gui.Browsers;

/// <summary>Finds a Chromium: the variable <see cref="Variable"/>, the PATH, Playwright's own install, in this order.</summary>
public static class BrowserFinder
{
    /// <summary>Names the browser's program.</summary>
    public const string Variable = "AGENTIC_CHROMIUM";

    /// <summary>How to get one on Debian and Ubuntu.</summary>
    public const string AptCommand = "apt-get install -y --no-install-recommends chromium-headless-shell || apt-get install -y --no-install-recommends chromium";

    private static readonly string[] Programs = ["chrome-headless-shell-linux64/chrome-headless-shell", "chrome-linux/headless_shell", "chrome-linux64/chrome", "chrome-linux/chrome"];
    private static readonly string[] Names = ["chromium-headless-shell", "headless_shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    /// <summary>The program to start.</summary>
    /// <param name="variable">Reads the environment; null for what is not set.</param>
    /// <exception cref="BrowserMissingException">There is none, or the variable names no file.</exception>
    public static string Find(Func<string, string?>? variable = null) =>
        TryFind(variable ?? Environment.GetEnvironmentVariable, out var found) is { } problem ? throw new BrowserMissingException(problem) : found!;

    /// <summary>Why there is none, or null when there is one.</summary>
    public static string? TryFind(Func<string, string?> variable, out string? found)
    {
        found = null;
        if (variable(Variable) is { Length: > 0 } named)
        {
            found = File.Exists(named) ? Path.GetFullPath(named) : null;
            return found is null ? $"{Variable} names '{named}', but there is no such file." : null;
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        found = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists) ?? OfPlaywright(variable);
        return found is null ? $"There is no Chromium: {Variable} is not set, none of {string.Join(", ", Names)} is on the PATH, and Playwright has installed none." : null;
    }

    private static string? OfPlaywright(Func<string, string?> variable)
    {
        var root = variable("PLAYWRIGHT_BROWSERS_PATH") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "ms-playwright");
        return !Directory.Exists(root) ? null : Directory.GetDirectories(root, "chromium*")
            .OrderByDescending(folder => folder.Contains("headless", StringComparison.Ordinal)).ThenByDescending(folder => folder, StringComparer.Ordinal)
            .SelectMany(folder => Programs.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }
}

/// <summary>There is no browser on this machine.</summary>
public sealed class BrowserMissingException(string problem)
    : InvalidOperationException($"{problem} Install one ({BrowserFinder.AptCommand}), name one in {BrowserFinder.Variable}, or run 'agentic doctor --fix' as root.");
