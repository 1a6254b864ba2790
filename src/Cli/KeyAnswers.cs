using System.Collections.Immutable;

namespace Agentic.Cli;

/// <summary>Keys that stand for the answers of a world whose answers are a few words: arrows for the four directions, otherwise a first letter that is no other's.</summary>
/// <param name="ByKey">Key, as the window names it → answer.</param>
internal sealed record KeyAnswers(ImmutableDictionary<string, string> ByKey)
{
    private static readonly ImmutableDictionary<string, string> Arrows = new Dictionary<string, string>
    {
        ["up"] = "ArrowUp", ["down"] = "ArrowDown", ["left"] = "ArrowLeft", ["right"] = "ArrowRight",
        ["north"] = "ArrowUp", ["south"] = "ArrowDown", ["west"] = "ArrowLeft", ["east"] = "ArrowRight",
    }.ToImmutableDictionary();

    /// <summary>Reads a world's answer pattern; none where it is more than a choice of words.</summary>
    public static KeyAnswers Of(string? pattern)
    {
        var words = Choice(pattern ?? "");
        var keys = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var word in words)
        {
            if (Arrows.TryGetValue(word, out var arrow))
            {
                keys[arrow] = word;
            }

            if (words.Count(other => other[0] == word[0]) == 1)
            {
                keys[word[..1]] = word;
            }
        }

        return new KeyAnswers(keys.ToImmutable());
    }

    /// <summary>The keys in words, for people; empty for none.</summary>
    public string Help => string.Join("  ", ByKey.GroupBy(pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{string.Join('/', group.Select(pair => Sign(pair.Key)).Order(StringComparer.Ordinal))} {group.Key}"));

    private static string Sign(string key) => key switch { "ArrowUp" => "↑", "ArrowDown" => "↓", "ArrowLeft" => "←", "ArrowRight" => "→", _ => key };

    // "up|down|left" or "[+-]"; anything with more of a regular expression in it is not a choice of words.
    private static ImmutableArray<string> Choice(string pattern)
    {
        if (pattern is ['[', .., ']'] && pattern[1..^1] is var set && (set.IndexOf('-') is -1 || set[^1] == '-') && set.IndexOfAny(['\\', '^', '[']) < 0)
        {
            return [.. set.Select(letter => letter.ToString())];
        }

        var words = pattern.Split('|');
        return words.All(word => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ' ')) ? [.. words] : [];
    }
}
