using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Reads an explicit maze, and accepts only one that can be solved.</summary>
public static class MazeTaskReader
{
    /// <summary>The fields of an explicit maze.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("rows", "3 to 25 texts, one per row, with one hexadecimal digit per cell: the sum of 1 up, 2 right, 4 down, 8 left over its open sides"),
        ("start", "[row, column] where the agent begins, counted from 0"),
        ("goal", "[row, column] to reach; another cell, which can be reached"),
        ("mode", "stepwise: one move per answer; one_shot: the whole path in one answer. Default: the world's option"),
        ("view", "cells seen in each direction, 1 to 24; default: everything. One-shot mazes are seen whole"),
        ("theme", "how it looks; default: the world's option, or plain where that is mixed"),
        ("cell", "pixels of a cell: 8, 14, 16, 28 or 32; default: the world's option"),
        ("prompt_text", "words beside the picture: none, short or moves; default: the world's option"),
    ];

    /// <summary>The maze of a JSON object.</summary>
    /// <exception cref="TaskFormatException">A field is missing, unknown or wrong, or the goal cannot be reached.</exception>
    public static MazeTask Read(JsonElement state, MazeOptions defaults)
    {
        var json = new TaskJson(MazeKind.Name, state, Fields.Select(field => field.Field));
        var passages = ReadRows(json, out var size);
        var (start, goal) = (ReadCell(json, "start", size), ReadCell(json, "goal", size));
        if (start == goal)
        {
            throw json.Invalid("goal", "another cell than start", $"[{goal / size}, {goal % size}], the start");
        }

        var layout = new MazeLayout(size, passages, start, goal);
        if (layout.Length < 0)
        {
            throw json.Invalid("goal", "reachable from start", "walled off");
        }

        var isOneShot = json.Choice("mode", MazeOptions.ModeOption.Values, defaults.Mode) == MazeOptions.OneShot;
        var view = Math.Min(size - 1, json.Integer("view", 1, MazeLayout.MaxSize - 1, size - 1));
        if (isOneShot && view < size - 1)
        {
            throw json.Invalid("view", $"at least {size - 1} (everything) where the whole path is asked for", $"{view}");
        }

        string[] themes = [.. MazeTheme.All.Select(theme => theme.Name)];
        var theme = json.Choice("theme", themes, defaults.Theme == MazeOptions.Mixed ? themes[0] : defaults.Theme);
        var pixels = json.Integer("cell", 8, 32, defaults.CellPixels(size));
        if (!MazeOptions.CellOption.Values.Contains($"{pixels}"))
        {
            throw json.Invalid("cell", $"one of {string.Join(", ", MazeOptions.CellOption.Values.Skip(1))}", $"{pixels}");
        }

        return new MazeTask(layout, isOneShot, view, theme, pixels, json.Choice("prompt_text", MazeOptions.TextOption.Values, defaults.Text));
    }

    private static byte[] ReadRows(TaskJson json, out int size)
    {
        var rows = json.Texts("rows", MazeLayout.MinSize, MazeLayout.MaxSize, MazeLayout.MaxSize);
        size = rows.Length;
        var passages = new byte[size * size];
        for (var row = 0; row < size; row++)
        {
            if (rows[row].Length != size)
            {
                throw json.Invalid($"rows[{row}]", $"{size} digits long, as there are {size} rows", $"{rows[row].Length} long");
            }

            for (var column = 0; column < size; column++)
            {
                passages[(row * size) + column] = char.IsAsciiHexDigit(rows[row][column])
                    ? Convert.ToByte($"{rows[row][column]}", 16)
                    : throw json.Invalid($"rows[{row}]", "hexadecimal digits", $"'{rows[row][column]}' at column {column}");
            }
        }

        RequireBothSides(json, size, passages);
        return passages;
    }

    /// <summary>A way must be open on both of its sides, and none leads out of the maze.</summary>
    private static void RequireBothSides(TaskJson json, int size, byte[] passages)
    {
        for (var cell = 0; cell < passages.Length; cell++)
        {
            for (var move = Move.Up; move <= Move.Left; move++)
            {
                var isOpen = (passages[cell] & (1 << (int)move)) != 0;
                var inside = Moves.StaysInside(move, cell, size);
                if (isOpen && !inside)
                {
                    throw json.Invalid($"rows[{cell / size}]", "closed at the border", $"open {Moves.Word(move)}wards at column {cell % size}");
                }

                if (isOpen && (passages[cell + Moves.Offset(move, size)] & (1 << (int)Moves.Opposite(move))) == 0)
                {
                    throw json.Invalid(
                        $"rows[{cell / size}]", "open on both sides of a way",
                        $"open {Moves.Word(move)}wards at column {cell % size}, where the neighbour is closed");
                }
            }
        }
    }

    private static int ReadCell(TaskJson json, string field, int size)
    {
        var place = json.Integers(field, 2, 2, 0, size - 1);
        return (place[0] * size) + place[1];
    }
}
