using System.Globalization;
using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>A selection as a line that somebody types: <c>solved turns&gt;=3 return&lt;0.5 group=4 world=maze task=ab12 any words</c>.</summary>
public static class SelectionText
{
    /// <summary>What may be typed, in one line.</summary>
    public const string Help = "solved,failed,faulted…  return>=x  turns<=n  group=n  world=w  task=t  any words";

    private static readonly string[] Ends = ["solved", "failed", "out_of_turns", "out_of_tokens", "out_of_time", "unparsable", "faulted", "damaged"];

    /// <summary>Reads it. Words that are no condition are looked for as they stand.</summary>
    /// <param name="line">The line.</param>
    /// <param name="selection">What is asked; nothing at all for an empty line.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryRead(string line, out EpisodeSelection selection)
    {
        (selection, var words) = (new EpisodeSelection(), new List<string>());
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Split(',').All(end => Ends.Contains(end, StringComparer.Ordinal)))
            {
                selection = selection with { Ends = selection.Ends.Union(word.Split(',')) };
                continue;
            }

            var sign = word.IndexOfAny(['<', '>', '=']);
            if (sign <= 0 || word[..sign] is not ("return" or "turns" or "group" or "world" or "task"))
            {
                words.Add(word);
                continue;
            }

            if (Apply(selection, word[..sign], word[sign..]) is not { } changed)
            {
                return $"'{word}' is no condition; expected one like {Example(word[..sign])}";
            }

            selection = changed;
        }

        selection = selection with { Text = words.Count > 0 ? string.Join(' ', words) : null };
        return null;
    }

    private static string Example(string name) => name switch
    {
        "return" => "return>=0.5 or return<1",
        "turns" => "turns>=3 or turns<10",
        "group" => "group=4",
        _ => $"{name}=words",
    };

    private static EpisodeSelection? Apply(EpisodeSelection selection, string name, string condition)
    {
        var sign = condition.Length > 1 && condition[0] != '=' && condition[1] == '=' ? condition[..2] : condition[..1];
        var value = condition[sign.Length..];
        var isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return (name, sign) switch
        {
            ("world", "=") when value.Length > 0 => selection with { World = value },
            ("task", "=") when value.Length > 0 => selection with { Task = value },
            ("group", "=") when long.TryParse(value, out var group) => selection with { Group = group },
            ("turns", _) when !int.TryParse(value, out _) => null,
            ("turns", ">=") => selection with { TurnsMin = (int)number },
            ("turns", ">") => selection with { TurnsMin = (int)number + 1 },
            ("turns", "<=") => selection with { TurnsMax = (int)number },
            ("turns", "<") => selection with { TurnsMax = (int)number - 1 },
            ("turns", "=") => selection with { TurnsMin = (int)number, TurnsMax = (int)number },
            ("return", _) when !isNumber => null,
            ("return", ">=") => selection with { ReturnMin = number },
            ("return", ">") => selection with { ReturnMin = Math.BitIncrement(number) },
            ("return", "<=") => selection with { ReturnMax = number },
            ("return", "<") => selection with { ReturnMax = Math.BitDecrement(number) },
            ("return", "=") => selection with { ReturnMin = number, ReturnMax = number },
            _ => null,
        };
    }
}
