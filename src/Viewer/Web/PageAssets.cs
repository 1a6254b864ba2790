namespace Agentic.Viewer.Web;

/// <summary>The files of the page, from the assembly. What is asked for is looked up among their names; no file system is near.</summary>
internal static class PageAssets
{
    private const string Prefix = "web/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    private static readonly Lazy<Dictionary<string, WebAnswer>> Files = new(() => typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal));

    /// <summary>A file by its name; null for none.</summary>
    public static WebAnswer? Find(string name) => Files.Value.GetValueOrDefault(name);

    private static WebAnswer Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new WebAnswer(Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"), bytes.ToArray(), "no-cache");
    }
}
