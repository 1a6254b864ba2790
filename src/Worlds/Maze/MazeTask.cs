using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>A maze and how it is played and shown: the payload of a task.</summary>
/// <param name="Layout">Walls, start and goal.</param>
/// <param name="IsOneShot">Whether one answer holds the whole path.</param>
/// <param name="View">Cells seen in each direction; size − 1 shows everything.</param>
/// <param name="Theme">How it looks.</param>
/// <param name="CellPixels">Pixels of a cell.</param>
/// <param name="Text">Words beside the picture: "none", "short" or "moves".</param>
public sealed record MazeTask(MazeLayout Layout, bool IsOneShot, int View, string Theme, int CellPixels, string Text)
{
    /// <summary>The pictures that frames are made of.</summary>
    public MazeTiles Tiles { get; } = MazeTiles.Of(Theme, CellPixels);

    /// <summary>Rows, and columns.</summary>
    public int Size => Layout.Size;

    /// <summary>The explicit state, with its fields in a fixed order.</summary>
    public string ToJson()
    {
        var json = new StringBuilder(160 + (Size * (Size + 3)));
        json.Append("{\"mode\":\"").Append(IsOneShot ? MazeOptions.OneShot : MazeOptions.Stepwise)
            .Append("\",\"theme\":\"").Append(Theme).Append("\",\"cell\":").Append(CellPixels)
            .Append(",\"prompt_text\":\"").Append(Text).Append("\",\"view\":").Append(View);
        AppendCell(json.Append(",\"start\":"), Layout.Start);
        AppendCell(json.Append(",\"goal\":"), Layout.Goal);
        AppendRows(json.Append(",\"rows\":[\""), "\",\"");
        return json.Append("\"]}").ToString();
    }

    /// <summary>What makes it the same puzzle: walls, start and goal.</summary>
    public string CanonicalForm()
    {
        var form = new StringBuilder(16 + (Size * (Size + 1)));
        AppendRows(form, "/");
        return form.Append(' ').Append(Layout.Start).Append(' ').Append(Layout.Goal).ToString();
    }

    /// <summary>What can be measured: every axis as it turned out, dead ends, and the chance of blind luck.</summary>
    /// <param name="turns">Answers that the chance of step-wise play is reckoned with.</param>
    public ImmutableSortedDictionary<string, double> Features(int turns)
    {
        var (deadEnds, ways) = (0, 0);
        foreach (var open in Layout.Passages)
        {
            deadEnds += BitOperations.IsPow2(open) ? 1 : 0;
            ways += BitOperations.PopCount(open);
        }

        // A perfect maze has one way fewer than cells; braiding turns a dead end into a loop.
        var loops = (ways / 2) - (Layout.Passages.Length - 1);
        var values = Difficulty.Default.Values.ToBuilder();
        values["size"] = Size;
        values["length"] = Layout.Length;
        values["length_min"] = Layout.Length;
        values["turns"] = Turns();
        values["braid"] = loops == 0 ? 0 : (double)loops / (loops + deadEnds);
        values["view"] = View;
        values["dead_ends"] = deadEnds;
        values["chance"] = IsOneShot ? MazeChance.OneShot(Layout) : MazeChance.Stepwise(Layout, turns);
        return values.ToImmutable();
    }

    private int Turns()
    {
        Span<short> distances = stackalloc short[Layout.Passages.Length];
        Span<short> turns = stackalloc short[Layout.Passages.Length];
        MazeSearch.DistancesAndTurns(Size, Layout.Passages, Layout.Start, distances, turns);
        return turns[Layout.Goal];
    }

    private void AppendCell(StringBuilder text, int cell) => text.Append('[').Append(cell / Size).Append(',').Append(cell % Size).Append(']');

    private void AppendRows(StringBuilder text, string separator)
    {
        var cell = 0;
        foreach (var open in Layout.Passages)
        {
            if (cell > 0 && cell % Size == 0)
            {
                text.Append(separator);
            }

            text.Append("0123456789abcdef"[open]);
            cell++;
        }
    }
}
