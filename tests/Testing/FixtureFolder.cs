using Xunit;

namespace Agentic.Testing;

/// <summary>Reference values on disk: the folder named by <c>AGENTIC_FIXTURES</c>, else <c>tests/fixtures</c> of this checkout.</summary>
public static class FixtureFolder
{
    /// <summary>The full path of a file or folder, whether it exists or not.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root(), .. parts]);

    /// <summary>The full path of a file or folder; skips the running test, by name, when it does not exist.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path(parts);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"The fixture {string.Join('/', parts)} is missing in {Root()}.");
        return path;
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("AGENTIC_FIXTURES") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Agentic.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, "tests", "fixtures");
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Agentic.sln; set AGENTIC_FIXTURES.");
    }
}
