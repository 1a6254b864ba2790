using System.Collections.Frozen;
using System.Collections.Immutable;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Gui;

/// <summary>The html folder of a MiniWoB++ checkout: which tasks it has, and its files for the browser. Immutable and thread-safe.</summary>
public sealed class MiniwobFolder
{
    /// <summary>Path under which the folder is served.</summary>
    public const string Mount = "miniwob-html/";

    private const long MaxBytes = 32 << 20;

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json", [".txt"] = "text/plain; charset=utf-8", [".xml"] = "text/xml", [".svg"] = "image/svg+xml",
        [".png"] = "image/png", [".gif"] = "image/gif", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".ico"] = "image/x-icon",
        [".woff"] = "font/woff", [".woff2"] = "font/woff2", [".ttf"] = "font/ttf", [".eot"] = "application/vnd.ms-fontobject",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly string _root;

    private MiniwobFolder(string root, ImmutableArray<string> tasks) => (_root, Tasks) = (root, tasks);

    /// <summary>The tasks that it has, in ordinal order.</summary>
    public ImmutableArray<string> Tasks { get; }

    /// <summary>Looks at a checkout: its html folder, or one of the folders above it.</summary>
    /// <exception cref="MiniwobFolderException">There are no task pages.</exception>
    public static MiniwobFolder Open(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Length == 0 ? "." : folder));
        string[] candidates = [full, Path.Combine(full, "html"), Path.Combine(full, "miniwob", "html")];
        var root = folder.Length == 0 ? null : candidates.FirstOrDefault(place => Pages(place).Any());
        return root is not null
            ? new MiniwobFolder(root, [.. Pages(root).Concat(Flights(root)).Order(StringComparer.Ordinal)])
            : throw new MiniwobFolderException(folder);
    }

    /// <summary>The path at which the browser asks for a task.</summary>
    public static string Address(string task) => MiniwobTasks.IsFlight(task)
        ? $"{Mount}flight/{task["flight.".Length..]}/wrapper.html"
        : $"{Mount}miniwob/{task}.html";

    /// <summary>A file below the folder; null when there is none, or it is of no kind that pages use.</summary>
    public PageFile? Read(string path)
    {
        if (!path.StartsWith(Mount, StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var file = new FileInfo(Path.GetFullPath(Path.Combine(_root, path[Mount.Length..])));
        var isBelow = file.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isBelow && file.Exists && file.Length <= MaxBytes && ContentTypes.TryGetValue(file.Extension, out var type)
            ? new PageFile(File.ReadAllBytes(file.FullName), type)
            : null;
    }

    private static IEnumerable<string> Pages(string root) => Directory.Exists(Path.Combine(root, "core")) && Directory.Exists(Path.Combine(root, "miniwob"))
        ? Directory.EnumerateFiles(Path.Combine(root, "miniwob"), "*.html").Select(file => Path.GetFileNameWithoutExtension(file))
        : [];

    private static IEnumerable<string> Flights(string root) => Directory.Exists(Path.Combine(root, "flight"))
        ? Directory.EnumerateDirectories(Path.Combine(root, "flight")).Where(site => File.Exists(Path.Combine(site, "wrapper.html"))).Select(site => $"flight.{Path.GetFileName(site)}")
        : [];
}

/// <summary>No MiniWoB++ pages where they were said to be.</summary>
public sealed class MiniwobFolderException(string folder) : IOException(folder.Length == 0
    ? "Site miniwob needs the html folder of a local MiniWoB++ checkout: --miniwob DIR, or the option miniwob."
    : $"'{folder}' must be the html folder of a MiniWoB++ checkout, with core/ and miniwob/*.html in it, but has none of them.");
