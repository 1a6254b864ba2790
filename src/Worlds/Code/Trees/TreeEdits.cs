namespace Agentic.Worlds.Code.Trees;

/// <summary>Applies a patch to a working tree, never through a link: a tree may hold some, and a patch may name a path behind one.</summary>
internal static class TreeEdits
{
    private const long LongestFile = 64 << 20;

    /// <summary>Applies all of it.</summary>
    /// <exception cref="PatchException">It does not fit the tree.</exception>
    public static void Apply(string root, UnifiedPatch patch)
    {
        // What goes makes room for what comes: a file may stand where a folder was.
        var results = patch.Files.Select(file => (file.Old, file.New, Content: file.Apply(Read(root, (file.Old ?? file.New)!)))).ToArray();
        try
        {
            foreach (var (old, _, _) in results.Where(file => file.Old is not null && file.Old != file.New))
            {
                File.Delete(Path.Combine(root, old!));
            }

            foreach (var (_, path, content) in results.Where(file => file.New is not null))
            {
                Write(root, path!, content!);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PatchException(0, error.Message);
        }
    }

    private static byte[]? Read(string root, string path)
    {
        var full = Inside(root, path);
        return !File.Exists(full) ? null : TreeFiles.TryRead(full, LongestFile) ?? throw new PatchException(0, $"{path}: expected a regular file of at most {LongestFile} bytes");
    }

    private static void Write(string root, string path, byte[] content)
    {
        var full = Inside(root, path);
        if (Directory.Exists(full))
        {
            Directory.Delete(full);
        }

        WorkingTrees.MakeFolders(root, Path.GetDirectoryName(path) ?? "");
        var isNew = !File.Exists(full);
        File.WriteAllBytes(full, content);
        WorkingTrees.Give(full, isNew);
    }

    private static string Inside(string root, string path)
    {
        var at = root;
        foreach (var part in path.Split('/'))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null)
            {
                throw new PatchException(0, $"{path}: expected no link on the way");
            }
        }

        return at;
    }
}
