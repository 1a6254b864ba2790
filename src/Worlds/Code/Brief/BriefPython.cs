using System.Collections.Immutable;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>
/// Python as small policies read it best: one blank between any two tokens and one for a step inwards, no empty lines. Python itself runs it
/// as it stands.
/// </summary>
internal static class BriefPython
{
    private const string Quotes = "\"\"\"";

    /// <summary>A module.</summary>
    public static string Print(PyModule module) => string.Concat(module.Functions.SelectMany(function => PyPrinter.Print(function).TrimEnd('\n').Split('\n')).Select(line => $"{Line(line)}\n"));

    /// <summary>Code or a value with one blank between any two tokens.</summary>
    public static string Spaced(string code) => string.Join(' ', PyParser.Tokens(code));

    /// <summary>A module that has been edited, as a syntax tree, or null: then nothing is known of it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="known">The module that it was; its documentation is still there, line by line.</param>
    /// <remarks>Only text that the tree prints again to the letter is taken for read, and only trees that <see cref="PySoundness"/> vouches for.</remarks>
    public static PyModule? Read(string text, PyModule known)
    {
        var functions = ImmutableArray.CreateBuilder<PyFunction>();
        try
        {
            foreach (var chunk in Chunks(text))
            {
                if (chunk.Length < 3 || functions.Count >= known.Functions.Length || chunk[1] != Document(known.Functions[functions.Count].Summary) || chunk.Any(line => !PyParser.Tokens(line).Any()))
                {
                    return null;
                }

                functions.Add(PyParser.Function(string.Join('\n', chunk.Where((_, at) => at != 1)), known.Functions[functions.Count].Summary));
            }
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null;
        }

        var read = known with { Functions = functions.ToImmutable() };
        return Print(read) == text && PySoundness.Holds(read) ? read : null;
    }

    private static IEnumerable<string[]> Chunks(string text)
    {
        var chunk = new List<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("def ", StringComparison.Ordinal) && chunk.Count > 0)
            {
                yield return [.. chunk];
                chunk.Clear();
            }

            chunk.Add(line);
        }

        yield return [.. chunk];
    }

    private static string Line(string line)
    {
        var depth = (line.Length - line.TrimStart().Length) / 4;
        var words = line.Trim();
        return words.StartsWith(Quotes, StringComparison.Ordinal) ? Document(words[3..^3]) : new string(' ', depth) + Spaced(words);
    }

    private static string Document(string summary) => $" {Quotes} {summary} {Quotes}";
}
