using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Terminal;

/// <summary>Where a walk through episodes stands, in a line; and the members of a group in another.</summary>
internal static class WalkText
{
    private const string Help = "j/k turn  n/p episode  f filter  g group  u parent  s sort  a auto  q quit";

    /// <summary>The line below a turn.</summary>
    public static string Status(EpisodeWalk walk, PlayerState state)
    {
        var mode = state.IsPlaying ? "▶ playing" : "‖ paused";
        var of = walk.Positions.Length == walk.Total ? "" : $" of {walk.Total}";
        return $"{mode}  {state.Episode + 1}/{walk.Positions.Length}{of}  {Word(walk.Order)}{Help}";
    }

    /// <summary>The returns of the walk's episodes side by side, each in the colour of its end, the present one in brackets.</summary>
    public static string Members(EpisodeWalk walk, int present, TerminalTraits traits)
    {
        // As many as fit into the line, the present one among them.
        const int Cell = 9;
        var fits = Math.Max(1, (traits.Columns - Cell) / Cell);
        var from = Math.Clamp(present - (fits / 2), 0, Math.Max(0, walk.Positions.Length - fits));
        var text = new StringBuilder("group".PadRight(7));
        for (var place = from; place < Math.Min(walk.Positions.Length, from + fits); place++)
        {
            var entry = walk[place];
            var value = double.IsNaN(entry.Return) ? entry.EndName : entry.Return.ToString("0.###");
            var cell = (place == present ? $"[{value}]" : $" {value} ").PadRight(Cell)[..Cell];
            text.Append(traits.HasColour ? Ansi.Foreground(EndColour.Of(entry.EndName)) + cell + Ansi.Reset : cell);
        }

        return text.Append('\n').ToString();
    }

    /// <summary>What an episode grew from.</summary>
    public static string Origin(EpisodeParent parent) => parent.Turn > 0
        ? $"goes on from episode {parent.Episode} after {parent.Turn} turn{(parent.Turn == 1 ? "" : "s")}" : $"made from episode {parent.Episode}";

    private static string Word(EpisodeOrder order) => order switch
    {
        EpisodeOrder.BestReturn => "best first  ",
        EpisodeOrder.WorstReturn => "worst first  ",
        EpisodeOrder.MostTurns => "longest first  ",
        EpisodeOrder.End => "by end  ",
        _ => "",
    };
}
