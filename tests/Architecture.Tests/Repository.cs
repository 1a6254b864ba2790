using System.Xml.Linq;

namespace Agentic.Architecture.Tests;

/// <summary>The checked-out sources that the tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>C# files below a folder, as paths from the root, without what builds leave behind.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Names of what a project file includes, such as its project or package references.</summary>
    public static IEnumerable<string> Includes(string project, string element) => XDocument.Load(Path.Combine(Root, project))
        .Descendants(element).Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value) is var name && element == "ProjectReference"
            ? name : reference.Attribute("Include")!.Value).Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agentic.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Agentic.sln.");
    }
}
