namespace Agentic.Cli;

/// <summary>The scenarios that come with the program, wherever it is called from.</summary>
internal static class ShippedScenarios
{
    /// <summary>Path of a shipped scenario.</summary>
    /// <exception cref="UserException">It is nowhere above the program.</exception>
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "scenarios", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new UserException($"'scenarios/{name}' is in no folder above {AppContext.BaseDirectory}. Run the program from a checkout.");
    }
}
