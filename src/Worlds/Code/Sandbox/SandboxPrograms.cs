namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Finds programs of this machine, and a Python that a sandbox can use.</summary>
public static class SandboxPrograms
{
    private static readonly string[] Folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];
    private static readonly Lazy<string?> FoundPython = new(FindPython);

    /// <summary>The Python 3 interpreter, as a path that is the same inside a sandbox; null where there is none.</summary>
    /// <remarks>One below <c>/usr</c>, which every sandbox sees anyway: an interpreter of the user's own folders would show their paths.</remarks>
    public static string? Python => FoundPython.Value;

    /// <summary>Full path of a program in the system's folders; null where it is not installed.</summary>
    public static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? FindPython() => Folders.Select(folder => Path.Combine(folder, "python3")).Where(File.Exists)
        .Select(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)
        .FirstOrDefault(path => path.StartsWith("/usr/", StringComparison.Ordinal));
}
