namespace Agentic.VisionPolicy;

/// <summary>One prefix that is computed, or waited for. Made, changed and used again by its <see cref="PrefixTree"/>.</summary>
internal sealed class PrefixNode
{
    private Dictionary<ulong, PrefixNode>? _more;
    private PrefixNode? _only;

    /// <summary>A node that is in no tree yet.</summary>
    public PrefixNode() => (Idle, Kept) = (new(this), new(this));

    public PrefixNode? Parent { get; private set; }

    /// <summary>Its last tokens; null for the root alone.</summary>
    public PromptChunk? Chunk { get; private set; }

    /// <summary>Tokens up to and including this node's.</summary>
    public int Length { get; private set; }

    /// <summary>Its name among its siblings: the chunk's key, or the next free number after it where two chunks collide.</summary>
    public ulong Key { get; private set; }

    public int Children => _only is null ? _more?.Count ?? 0 : 1;

    /// <summary>Rotary position of the token that would follow.</summary>
    public int NextPosition { get; set; }

    /// <summary>Where its keys and values lie; negative before it is placed.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>What comes next, as logits over the vocabulary; null until computed, and when the memory was needed.</summary>
    public float[]? Logits { get; set; }

    /// <summary>Requests that stand here.</summary>
    public int Pins { get; set; }

    /// <summary>The step in which it was last in a batch.</summary>
    public long Step { get; set; }

    /// <summary>When it was last left; larger is later.</summary>
    public long LastUse { get; set; }

    /// <summary>Its place among the leaves that nobody stands at.</summary>
    public LinkedListNode<PrefixNode> Idle { get; }

    /// <summary>Its place among the logits that nobody stands at.</summary>
    public LinkedListNode<PrefixNode> Kept { get; }

    /// <summary>Becomes the node of a chunk behind a parent.</summary>
    public void Become(PrefixNode parent, PromptChunk chunk, ulong key)
    {
        (Parent, Chunk, Key, Length) = (parent, chunk, key, parent.Length + chunk.Ids.Length);
        (Slot, Logits, Pins, Step, NextPosition) = (-1, null, 0, -1, 0);
    }

    public PrefixNode? Find(ulong key) => _only is { } only
        ? (only.Key == key ? only : null)
        : _more is not null && _more.TryGetValue(key, out var node) ? node : null;

    // Most nodes have one child, the next token: no table for those.
    public void Add(PrefixNode child)
    {
        if (Children == 0)
        {
            _only = child;
            return;
        }

        _more ??= [];
        if (_only is { } only)
        {
            _more.Add(only.Key, only);
            _only = null;
        }

        _more.Add(child.Key, child);
    }

    public void Remove(PrefixNode child)
    {
        if (_only == child)
        {
            _only = null;
        }
        else
        {
            _more!.Remove(child.Key);
        }
    }
}
