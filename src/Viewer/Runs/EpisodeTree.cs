using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Siblings and who grew from them as one tree: a node is a state that was reached by an action; what episodes have in common stands there once.</summary>
/// <param name="Nodes">Parents before children; the first is where all begin.</param>
internal sealed record EpisodeTree(IReadOnlyList<TreeNode> Nodes)
{
    private const int MaxNodes = 5000;
    private const int MaxLetters = 400;

    /// <summary>Reads the tree of a group: its episodes, those that they grew from, and those that grew from these.</summary>
    /// <remarks>
    /// What went on from a state of another episode has that one's first turns as its own, and so leaves its path where it began by itself. What
    /// was made from another one hangs under that one's beginning. Beyond a few thousand nodes what follows is counted in its last ancestor.
    /// </remarks>
    public static EpisodeTree Read(RunSource run, long group)
    {
        var (nodes, children, begun) = (new List<TreeNode>(), new Dictionary<(int Parent, string Action, string State), int>(), new Dictionary<int, (int Below, int Root)>());
        foreach (var (position, parent) in EpisodeFamily.Of(run, EpisodeGroup.Positions(run, group)))
        {
            EpisodeRecord record;
            try
            {
                record = run.Log.Read(position);
            }
            catch (TrajectoryException)
            {
                continue;
            }

            var goesOn = record.Parent is { Turn: > 0 };
            var below = begun.TryGetValue(parent, out var from) ? goesOn ? from.Below : from.Root : -1;
            var node = below;
            for (var turn = 0; turn <= record.Turns.Length; turn++)
            {
                // The state after the last action is not recorded: such a node is told apart by how the episode ended.
                var here = turn < record.Turns.Length ? record.Turns[turn] : null;
                var action = turn == 0 ? "" : Short(record.Turns[turn - 1].Action ?? record.Turns[turn - 1].Text);
                var state = here?.State.ToString() ?? record.End.Name;
                if (!children.TryGetValue((node, action, state), out var child))
                {
                    if (nodes.Count >= MaxNodes)
                    {
                        break;
                    }

                    child = nodes.Count;
                    children[(node, action, state)] = child;
                    nodes.Add(new TreeNode(
                        child, node, turn, here is null ? null : state, action, here is null ? record.End.Name : null,
                        here?.Observation.Parts.OfType<ImagePart>().FirstOrDefault()?.Image));
                }

                node = child;
                begun.TryAdd(position, (below, node));
                nodes[node].Add(position, record.IsSolved, record.End is EpisodeEnd.Faulted ? double.NaN : run.Entries[position].Return);
                if (record.Parent is { } claim && turn == Math.Clamp(claim.Turn, 0, record.Turns.Length))
                {
                    nodes[node].Begin(position);
                }
            }
        }

        return new EpisodeTree(nodes);
    }

    private static string Short(string text) => text.Length > MaxLetters ? $"{text[..MaxLetters]}…" : text;
}

/// <summary>A place in the tree.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">Number of the one before; −1 for none.</param>
/// <param name="Turn">Turns that its episodes played before it.</param>
/// <param name="State">Key of the state; null after the last action.</param>
/// <param name="Action">What led here; empty at the beginning.</param>
/// <param name="End">How the episodes that end here ended; null where they go on.</param>
/// <param name="Image">What was seen first; null for nothing.</param>
internal sealed record TreeNode(int Id, int Parent, int Turn, string? State, string Action, string? End, ImageHandle? Image)
{
    private readonly List<int> _episodes = [];
    private readonly List<int> _begun = [];
    private double _sum;
    private int _counted;

    /// <summary>Positions of the episodes that came through.</summary>
    public IReadOnlyList<int> Episodes => _episodes;

    /// <summary>Positions of those that grew from another episode and begin to be their own here.</summary>
    public IReadOnlyList<int> Begun => _begun;

    /// <summary>How many of them were solved.</summary>
    public int Solved { get; private set; }

    /// <summary>Mean return of those that have one; NaN for none.</summary>
    public double MeanReturn => _counted > 0 ? _sum / _counted : double.NaN;

    /// <summary>Notes that an episode begins to be its own here.</summary>
    public void Begin(int position) => _begun.Add(position);

    /// <summary>Counts an episode.</summary>
    public void Add(int position, bool isSolved, double total)
    {
        _episodes.Add(position);
        Solved += isSolved ? 1 : 0;
        (_sum, _counted) = double.IsFinite(total) ? (_sum + total, _counted + 1) : (_sum, _counted);
    }
}
