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

    /// <summary>Output with errors after it, without control characters and without how long tests took.</summary>
    public static string Clean(SandboxResult result)
    {
        var text = Encoding.UTF8.GetString(result.Output) + Encoding.UTF8.GetString(result.Errors);
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            plain.Append(letter is '\n' or '\t' || !(char.IsControl(letter) || char.IsSurrogate(letter) || letter is >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069') ? letter : '\uFFFD');
        }

        return Duration().Replace(plain.ToString(), "$1");
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

    [GeneratedRegex(@"^(Ran \d+ tests?) in \d+\.\d+s$", RegexOptions.Multiline)]
    private static partial Regex Duration();
}
