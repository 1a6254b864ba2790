using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code;

/// <summary>What a policy is shown of files and commands: the same for the same actions, and nothing that a terminal would obey.</summary>
internal static partial class CodeWords
{
    public static Observation First(MiniRepo repo) => Observation.Of(new TextPart($"{repo.Statement}\nFiles: {string.Join(' ', repo.Files.Keys)}"));

    /// <summary>Output with errors after it, without control characters, how long tests took, or where the tree lies.</summary>
    public static string Clean(SandboxResult result, string tree)
    {
        var text = (Encoding.UTF8.GetString(result.Output) + Encoding.UTF8.GetString(result.Errors)).Replace(tree, SandboxCommand.WorkFolder, StringComparison.Ordinal);
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            plain.Append(letter is '\n' or '\t' || !(char.IsControl(letter) || char.IsSurrogate(letter) || letter is >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069') ? letter : '\uFFFD');
        }

        return Masked(plain.ToString());
    }

    /// <summary>Without what differs from run to run although nothing was done otherwise: how long tests took, addresses, names of temporary files.</summary>
    /// <remarks>What a program reads of the clock or of the kernel's randomness and prints in a form of its own cannot be told from anything else.</remarks>
    internal static string Masked(string text)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        text = Duration().Replace(text, "$1");
        text = Address().Replace(text, "at 0x0");
        return Temporary().Replace(text, name =>
        {
            names.TryAdd(name.Value, names.Count + 1);
            return string.Create(CultureInfo.InvariantCulture, $"/tmp/tmp.{names[name.Value]}");
        });
    }

    /// <summary>A broken sandbox as a fault.</summary>
    public static Fault Fault(SandboxFaultException broken) => new("world", broken.Message, broken.IsRetryable);

    /// <summary>A key of the files.</summary>
    public static StateKey Key(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var key = default(StateKey);
        foreach (var (path, content) in files)
        {
            key = key.With(Encoding.UTF8.GetBytes(path)).With(content);
        }

        return key;
    }

    // unittest's last line but one, and pytest's last.
    [GeneratedRegex(@"^(Ran \d+ tests?|.*\d (?:passed|failed|skipped|deselected|xfailed|xpassed|warnings?|errors?)) in \d+\.\d+s(?: \(\d+:\d\d:\d\d\))?(?= =|$)", RegexOptions.Multiline)]
    private static partial Regex Duration();

    // As Python prints a thing that has no better words for itself.
    [GeneratedRegex(@"\bat 0x[0-9a-f]{8,16}\b")]
    private static partial Regex Address();

    // As mktemp and Python's tempfile name them.
    [GeneratedRegex(@"/tmp/tmp(?:\.[A-Za-z0-9]{10}|[a-z0-9_]{8})(?![A-Za-z0-9_])")]
    private static partial Regex Temporary();
}
