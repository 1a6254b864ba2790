using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>The choices of a maze world that make it neither harder nor easier in a declared direction.</summary>
public sealed record MazeOptions
{
    /// <summary>One move per answer.</summary>
    public const string Stepwise = "stepwise";

    /// <summary>The whole path in one answer.</summary>
    public const string OneShot = "one_shot";

    /// <summary>A different one for each seed.</summary>
    public const string Mixed = "mixed";

    /// <summary>How it is played.</summary>
    public static WorldOption ModeOption { get; } =
        new("mode", [Stepwise, OneShot], "one move per answer, or the whole path in one answer");

    /// <summary>How mazes are carved.</summary>
    public static WorldOption GeneratorOption { get; } =
        new("generator", [.. MazeCarvers.All.Select(carver => carver.Name), Mixed], "how mazes are carved; mixed takes one by the seed");

    /// <summary>How mazes look.</summary>
    public static WorldOption ThemeOption { get; } =
        new("theme", [.. MazeTheme.All.Select(theme => theme.Name), Mixed], "how mazes look; mixed takes one by the seed");

    /// <summary>Which words stand beside the picture.</summary>
    public static WorldOption TextOption { get; } =
        new("prompt_text", ["none", "short", "moves"], "words beside the picture: none, a short question, or the open ways");

    /// <summary>Pixels of a cell.</summary>
    public static WorldOption CellOption { get; } =
        new("cell", ["auto", "8", "14", "16", "28", "32"], "pixels of a cell; auto is 16, and 8 in mazes of more than 16 rows");

    /// <summary>One of <see cref="ModeOption"/>.</summary>
    public string Mode { get; init; } = Stepwise;

    /// <summary>One of <see cref="GeneratorOption"/>.</summary>
    public string Generator { get; init; } = GeneratorOption.Values[0];

    /// <summary>One of <see cref="ThemeOption"/>.</summary>
    public string Theme { get; init; } = ThemeOption.Values[0];

    /// <summary>One of <see cref="TextOption"/>.</summary>
    public string Text { get; init; } = TextOption.Values[0];

    /// <summary>One of <see cref="CellOption"/>.</summary>
    public string Cell { get; init; } = CellOption.Values[0];

    /// <summary>All of them, as the descriptor lists them.</summary>
    public static ImmutableArray<WorldOption> All { get; } = [ModeOption, GeneratorOption, ThemeOption, TextOption, CellOption];

    /// <summary>The options by name; those left out take their default. Names and values have been checked.</summary>
    public static MazeOptions From(IReadOnlyDictionary<string, string> options)
    {
        return new MazeOptions
        {
            Mode = Chosen(ModeOption),
            Generator = Chosen(GeneratorOption),
            Theme = Chosen(ThemeOption),
            Text = Chosen(TextOption),
            Cell = Chosen(CellOption),
        };

        string Chosen(WorldOption option) => options.GetValueOrDefault(option.Name, option.Values[0]);
    }

    /// <summary>Pixels of a cell in a maze of this size.</summary>
    public int CellPixels(int size) => Cell == "auto" ? (size > 16 ? 8 : 16) : int.Parse(Cell);
}
