using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Which episodes grew from which, as their records claim: parents that are nowhere, and circles, are kept as they are said.</summary>
/// <remarks>Nothing here goes from parent to parent: whoever does, remembers where he was. One caller at a time.</remarks>
internal sealed class Lineage
{
    private readonly Dictionary<int, EpisodeParent> _parents = [];
    private readonly Dictionary<long, List<int>> _children = [];

    /// <summary>Notes what the record at a position claims; positions ascend.</summary>
    public void Add(int position, EpisodeParent parent)
    {
        _parents[position] = parent;
        if (!_children.TryGetValue(parent.Episode, out var children))
        {
            _children[parent.Episode] = children = [];
        }

        children.Add(position);
    }

    /// <summary>Forgets what positions from one on claimed.</summary>
    public void Truncate(int count)
    {
        foreach (var (position, parent) in _parents.Where(entry => entry.Key >= count).ToArray())
        {
            _parents.Remove(position);
            _children[parent.Episode].Remove(position);
        }
    }

    /// <summary>What the record at a position claims; null for nothing.</summary>
    public EpisodeParent? ParentOf(int position) => _parents.TryGetValue(position, out var parent) ? parent : null;

    /// <summary>Positions that name an episode as the one they grew from, ascending.</summary>
    public IReadOnlyList<int> ChildrenOf(long episode) => _children.TryGetValue(episode, out var children) ? children : [];
}
