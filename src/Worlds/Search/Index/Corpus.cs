namespace Agentic.Worlds.Search.Index;

/// <summary>Where passages come from: a file of JSON lines, a text or Markdown file, or a folder of those.</summary>
public static class Corpus
{
    /// <summary>Most words of a passage cut from a text, when nobody says otherwise.</summary>
    public const int PassageWords = 150;

    /// <summary>Reads a corpus, passage by passage; a large one is never in memory as a whole.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="words">Most words of a passage cut from a text, at least 1; without effect on JSON lines.</param>
    /// <returns>Each passage with the place that it came from.</returns>
    /// <exception cref="CorpusException">While it is read: something is not as it must be, or there is no passage.</exception>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    public static IEnumerable<(Passage Passage, CorpusPlace Place)> Read(string path, int words = PassageWords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words, 1);
        var name = Path.GetFileName(path);
        return NotEmpty(path,
            Directory.Exists(path) ? FolderCorpus.ReadFolder(path, words)
            : !File.Exists(path) ? throw new FileNotFoundException($"There is no corpus at '{path}': expected a .jsonl, .txt or .md file, or a folder of .txt and .md files.")
            : name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonLinesCorpus.Read(path, name)
            : FolderCorpus.IsText(name) ? FolderCorpus.ReadFile(path, name, words)
            : throw new CorpusException(new CorpusPlace(name, 0), "expected a name that ends in .jsonl, .txt or .md. Rename the file to say what it holds."));
    }

    private static IEnumerable<(Passage, CorpusPlace)> NotEmpty(string path, IEnumerable<(Passage, CorpusPlace)> passages)
    {
        var isEmpty = true;
        foreach (var passage in passages)
        {
            isEmpty = false;
            yield return passage;
        }

        if (isEmpty)
        {
            throw new CorpusException(new CorpusPlace(path, 0), "expected at least one passage, but there is none.");
        }
    }
}
