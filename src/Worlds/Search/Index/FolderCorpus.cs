using System.Text;
using System.Text.Unicode;

namespace Agentic.Worlds.Search.Index;

/// <summary>Passages cut from text and Markdown files: a file or a folder with all below it.</summary>
internal static class FolderCorpus
{
    private const long LargestFile = 1L << 30;
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };

    /// <summary>Whether a name is one of a text or Markdown file.</summary>
    public static bool IsText(string name) => IsMarkdown(name) || name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a folder's files in the order of their names; a passage is called "folder/file.md#1" and so on.</summary>
    /// <exception cref="CorpusException">A file is no UTF-8 or too large, or there is none.</exception>
    public static IEnumerable<(Passage Passage, CorpusPlace Place)> ReadFolder(string folder, int words)
    {
        var files = Directory.EnumerateFiles(folder, "*", Everything).Where(IsText)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/'))).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files.SelectMany(file => ReadFile(file.Path, file.Name, words))
            : throw new CorpusException(new CorpusPlace(folder, 0), "expected files that end in .txt or .md, but the folder holds none. For JSON lines name the file itself.");
    }

    /// <summary>Reads one file.</summary>
    public static IEnumerable<(Passage Passage, CorpusPlace Place)> ReadFile(string path, string name, int words)
    {
        var text = Text(path, name);
        var heading = Path.GetFileNameWithoutExtension(name);
        var number = 0;
        foreach (var piece in PassageCutter.Cut(text, words, IsMarkdown(name)))
        {
            var title = piece.Heading.Length > 0 ? piece.Heading : heading;
            yield return (new Passage($"{name}#{++number}", title, text[piece.Start..piece.End]), new CorpusPlace(name, piece.Line));
        }
    }

    private static bool IsMarkdown(string name) => name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);

    private static string Text(string path, string name)
    {
        if (new FileInfo(path).Length is > LargestFile and var length)
        {
            throw new CorpusException(new CorpusPlace(name, 0), $"a text file may have at most {LargestFile} bytes, but has {length}. Split it.");
        }

        var bytes = File.ReadAllBytes(path).AsSpan();
        if (!Utf8.IsValid(bytes))
        {
            var at = Utf8Text.FirstInvalid(bytes);
            throw new CorpusException(new CorpusPlace(name, 1 + bytes[..at].Count((byte)'\n')), $"expected UTF-8, but byte {at + 1} of the file belongs to no character. Convert the file to UTF-8.");
        }

        return Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
    }
}
