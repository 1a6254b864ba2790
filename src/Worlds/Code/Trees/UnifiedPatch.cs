using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Agentic.Worlds.Code.Trees;

/// <summary>A patch as git writes it, file by file.</summary>
/// <param name="Files">In the order of the text.</param>
/// <remarks>Text only: a binary patch is refused. Lines are bytes, one character each, so that a file of any encoding comes out as it was.</remarks>
public sealed partial record UnifiedPatch(ImmutableArray<FilePatch> Files)
{
    /// <summary>Every path that is written, made, renamed or removed.</summary>
    public IEnumerable<string> Paths => Files.SelectMany(file => new[] { file.Old, file.New }).OfType<string>().Distinct();

    /// <summary>Reads a patch; the empty text is the empty patch.</summary>
    /// <exception cref="PatchException">It is none, or one that is not understood; the line is named.</exception>
    public static UnifiedPatch Parse(string text)
    {
        var lines = Lines(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)));
        var files = ImmutableArray.CreateBuilder<FilePatch>();
        FileHeader? file = null;
        for (var at = 0; at < lines.Count;)
        {
            var line = lines[at].TrimEnd('\n', '\r');
            var isPlainStart = line.StartsWith("--- ", StringComparison.Ordinal) && (file is null || file.HasHunks);
            if (line.StartsWith("diff --git ", StringComparison.Ordinal) || isPlainStart)
            {
                End(at);
                file = new FileHeader(at, isPlainStart ? null : line["diff --git ".Length..]);
            }

            if (line.StartsWith("@@ ", StringComparison.Ordinal))
            {
                at = (file ?? throw new PatchException(at + 1, "expected the names of a file before its changes, but there are none")).ReadHunk(lines, at);
                continue;
            }

            file?.ReadLine(line, at);
            at++;
        }

        End(lines.Count);
        return files.Count > 0 || string.IsNullOrWhiteSpace(text) ? new UnifiedPatch(files.ToImmutable()) : throw new PatchException(1, "expected a patch as git writes it, but no file is named");

        void End(int next)
        {
            if (file is not null)
            {
                files.Add(file.Finish(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(string.Concat(lines.Skip(file.At).Take(next - file.At))))));
            }
        }
    }

    /// <summary>The lines of a text, each with its line break.</summary>
    internal static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var end = text.IndexOf('\n', from) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(text[from..end]);
            from = end;
        }

        return lines;
    }

    /// <summary>What the lines before the first hunk say, and the hunks so far.</summary>
    private sealed class FileHeader(int at, string? names)
    {
        private readonly ImmutableArray<PatchHunk>.Builder _hunks = ImmutableArray.CreateBuilder<PatchHunk>();
        private string? _old;
        private string? _new;
        private bool _isNew;
        private bool _isGone;
        private bool _isNamed;

        public int At => at;

        public bool HasHunks => _hunks.Count > 0;

        public void ReadLine(string line, int number)
        {
            var (word, rest) = Cut(line);
            switch (word)
            {
                case "--- ":
                    (_old, _isNamed) = (Name(rest, "a/", number), true);
                    break;
                case "+++ ":
                    _new = Name(rest, "b/", number);
                    break;
                case "rename from ":
                    (_old, _isNamed) = (Path(rest, number), true);
                    break;
                case "rename to ":
                    _new = Path(rest, number);
                    break;
                case "new file mode ":
                    _isNew = true;
                    break;
                case "deleted file mode ":
                    _isGone = true;
                    break;
                case "GIT binary patch" or "Binary files ":
                    throw new PatchException(number + 1, "expected text, but this file's change is binary");
                case "copy from ":
                    throw new PatchException(number + 1, "expected the whole text of a copied file (git diff --no-find-copies)");
            }
        }

        public int ReadHunk(List<string> lines, int number)
        {
            var head = HunkHead().Match(lines[number]);
            if (!head.Success)
            {
                throw new PatchException(number + 1, "expected '@@ -line,count +line,count @@'");
            }

            var (oldLeft, newLeft) = (Number(head, 2, 1), Number(head, 4, 1));
            var (old, now) = (new List<string>(), new List<string>());
            var start = number++;
            for (; oldLeft > 0 || newLeft > 0; number++)
            {
                var line = number < lines.Count ? lines[number] : throw new PatchException(start + 1, "the text ends before this change does");
                line = line.EndsWith('\n') ? line : $"{line}\n";
                switch (line[0])
                {
                    case '-':
                        old.Add(line[1..]);
                        oldLeft--;
                        break;
                    case '+':
                        now.Add(line[1..]);
                        newLeft--;
                        break;
                    case ' ' or '\n':
                        // Some programs cut the blank of an empty line.
                        old.Add(line[0] == ' ' ? line[1..] : line);
                        now.Add(old[^1]);
                        (oldLeft, newLeft) = (oldLeft - 1, newLeft - 1);
                        break;
                    default:
                        throw new PatchException(number + 1, "expected a line that begins with a blank, '-' or '+'");
                }

                // The words after the backslash are about the line before it.
                if (number + 1 < lines.Count && lines[number + 1].StartsWith('\\'))
                {
                    if (line[0] != '+')
                    {
                        old[^1] = old[^1].TrimEnd('\n');
                    }

                    if (line[0] != '-')
                    {
                        now[^1] = now[^1].TrimEnd('\n');
                    }

                    number++;
                }
            }

            if (oldLeft < 0 || newLeft < 0)
            {
                throw new PatchException(start + 1, "this change has more lines than its head says");
            }

            _hunks.Add(new PatchHunk(Number(head, 1, 0), [.. old], [.. now]));
            return number;
        }

        public FilePatch Finish(string text)
        {
            if (!_isNamed)
            {
                // Without changed lines, such as an empty new file, both names stand in the first line alone and are equal.
                var half = names is { Length: > 4 } ? (names.Length - 1) / 2 : 0;
                if (names is null || half < 3 || names[2..half] != names[(half + 3)..])
                {
                    throw new PatchException(at + 1, "expected the names of a file, a/NAME and b/NAME");
                }

                (_old, _new) = (Path(names[2..half], at), Path(names[2..half], at));
            }

            var (old, now) = (_isNew ? null : _old, _isGone ? null : _new);
            return old is null && now is null ? throw new PatchException(at + 1, "this change names no file") : new FilePatch(old, now, _hunks.ToImmutable(), text);
        }

        private static (string Word, string Argument) Cut(string line)
        {
            var word = Array.Find(
                ["--- ", "+++ ", "rename from ", "rename to ", "copy from ", "new file mode ", "deleted file mode ", "GIT binary patch", "Binary files "],
                word => line.StartsWith(word, StringComparison.Ordinal));
            return word is null ? ("", line) : (word, line[word.Length..]);
        }

        private static string? Name(string text, string side, int number)
        {
            var name = text.Split('\t')[0];
            return name == "/dev/null" ? null : Path(name.StartsWith(side, StringComparison.Ordinal) ? name[2..] : name, number);
        }

        private static string Path(string name, int number) =>
            name.Length > 0 && name[0] is not ('/' or '"') && !name.Contains('\0') && name.Split('/') is var parts && !parts.Any(part => part is "" or "." or ".." or ".git")
                ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name))
                : throw new PatchException(number + 1, $"expected a path below the repository's root, but it is '{name}'");

        private static int Number(Match match, int group, int fallback) =>
            match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : fallback;
    }

    [GeneratedRegex(@"^@@ -(\d{1,8})(?:,(\d{1,8}))? \+(\d{1,8})(?:,(\d{1,8}))? @@")]
    private static partial Regex HunkHead();
}
