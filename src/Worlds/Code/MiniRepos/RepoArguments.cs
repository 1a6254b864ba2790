using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Draws arguments for tests.</summary>
internal static class RepoArguments
{
    private const int LongestList = 7;
    private static readonly string[] Words = ["red", "oak", "tin", "blue", "sand", "fog", "iron", "salt"];

    public static ImmutableArray<object?> Draw(string kinds, ref RandomStream random)
    {
        var arguments = ImmutableArray.CreateBuilder<object?>();
        foreach (var kind in kinds)
        {
            arguments.Add(kind switch
            {
                'l' => List(ref random),
                'o' => (object?)List(ref random).Order(Comparer<object?>.Create((left, right) => ((long)left!).CompareTo((long)right!))).ToImmutableArray(),
                'i' => (long)random.NextInt(0, 9),
                'p' => (long)random.NextInt(1, 6),
                'w' => Join(ref random),
                _ => Brackets(ref random),
            });
        }

        return arguments.ToImmutable();
    }

    /// <summary>Arguments that a call may change: lists as lists of their own.</summary>
    public static List<object?> Copy(ImmutableArray<object?> arguments) =>
        [.. arguments.Select(argument => argument is ImmutableArray<object?> list ? list.ToList() : argument)];

    private static ImmutableArray<object?> List(ref RandomStream random)
    {
        var items = ImmutableArray.CreateBuilder<object?>();
        for (var count = random.NextInt(LongestList + 1); count > 0; count--)
        {
            items.Add((long)random.NextInt(-4, 12));
        }

        return items.ToImmutable();
    }

    private static string Join(ref RandomStream random)
    {
        var words = new List<string>();
        for (var count = random.NextInt(1, 4); count > 0; count--)
        {
            words.Add(Words[random.NextInt(Words.Length)]);
        }

        return string.Join(' ', words);
    }

    private static string Brackets(ref RandomStream random)
    {
        var text = "";
        var depth = 0;
        for (var count = random.NextInt(2, 8); count > 0; count--)
        {
            var opens = depth == 0 ? random.NextBool(0.9) : random.NextBool(0.5);
            depth += opens ? 1 : -1;
            text += opens ? "[" : "]";
        }

        return random.NextBool(0.7) ? text + new string(']', Math.Max(depth, 0)) : text;
    }
}
