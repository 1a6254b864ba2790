namespace Agentic.Worlds.Gui.Sites;

/// <summary>The files below the root of the sites, and nothing else: what a browser may be given.</summary>
/// <param name="root">The folder that holds the sites and the kit.</param>
public sealed class SiteFiles(string root)
{
    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The folder, as an absolute path.</summary>
    public string Root => _root;

    /// <summary>The file's bytes and content type; null when there is none of that name, or it is of no kind that a page needs.</summary>
    /// <param name="path">Path below the root, with forward slashes; a leading slash is ignored.</param>
    public (byte[] Bytes, string ContentType)? TryRead(string path)
    {
        return Locate(path) is { } file && ContentTypes.TryGetValue(Path.GetExtension(file), out var type)
            ? (File.ReadAllBytes(file), type)
            : null;
    }

    /// <summary>The file's text.</summary>
    /// <exception cref="GuiSiteException">It is missing, outside the root, or too large.</exception>
    public string ReadText(string path) => Locate(path) is { } file
        ? File.ReadAllText(file)
        : throw new GuiSiteException(path, $"expected a file of at most {MaxBytes} bytes below '{_root}', but there is none.");

    private string? Locate(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        var file = new FileInfo(Path.GetFullPath(Path.Combine(_root, path.TrimStart('/'))));
        var isBelow = file.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isBelow && file.Exists && file.LinkTarget is null && file.Length <= MaxBytes ? file.FullName : null;
    }
}
