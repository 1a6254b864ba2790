namespace Agentic.VisionPolicy;

/// <summary>
/// Every prefix that has been computed under the present weights, as a tree: equal prompts are read once, members of a group share
/// what they have in common, and the next turn extends the last. One owner: the policy thread.
/// </summary>
/// <remarks>
/// Keys and values lie in slots. A node's tokens are the first <see cref="PrefixNode.Length"/> of its slot: the first child goes on
/// in the same slot behind them, a second child copies them into a slot of its own.
/// </remarks>
internal sealed class PrefixTree(int maxNodes)
{
    private readonly List<int> _tips = [];
    private readonly List<int> _users = [];
    private readonly Stack<int> _freeSlots = [];
    private readonly LinkedList<PrefixNode> _byUse = [];

    /// <summary>The empty prefix.</summary>
    public PrefixNode Root { get; private set; } = new(null, null);

    /// <summary>Nodes beside the root.</summary>
    public int Count => _byUse.Count;

    /// <summary>The node for a chunk after <paramref name="parent"/>; made when it is not there.</summary>
    public PrefixNode Child(PrefixNode parent, PromptChunk chunk)
    {
        if (parent.Children.TryGetValue(chunk.Key.Value, out var node) && node.Chunk!.Same(chunk))
        {
            _byUse.Remove(node.Use!);
            _byUse.AddLast(node.Use!);
            return node;
        }

        node = new PrefixNode(parent, chunk);
        parent.Children[chunk.Key.Value] = node;
        node.Use = _byUse.AddLast(node);
        return node;
    }

    /// <summary>Gives the node a slot behind its parent's tokens, and says from which slot those have to be copied (negative for none).</summary>
    public int Place(PrefixNode node)
    {
        var parent = node.Parent!;
        var from = parent.Slot;
        if (from >= 0 && _tips[from] == parent.Length)
        {
            node.Slot = from;
            from = -1;
        }
        else
        {
            node.Slot = _freeSlots.TryPop(out var free) ? free : NewSlot();
        }

        _tips[node.Slot] = node.Length;
        _users[node.Slot]++;
        return from;
    }

    /// <summary>Drops the least recently used leaves that nobody waits for, down to the limit. Call between steps.</summary>
    public void Trim()
    {
        // Children are used after their parents, so a parent is met before its child: it goes once the child has gone.
        for (var use = _byUse.First; use is not null && Count > maxNodes;)
        {
            var node = use.Value;
            use = use.Next;
            if (node.Children.Count == 0 && node.Pins == 0)
            {
                Drop(node);
            }
        }
    }

    /// <summary>Forgets everything: the weights have changed.</summary>
    /// <exception cref="InvalidOperationException">A request is still being answered.</exception>
    public void Clear()
    {
        if (_byUse.Any(node => node.Pins > 0))
        {
            throw new InvalidOperationException("The weights must not change while requests are being answered.");
        }

        Root = new PrefixNode(null, null);
        _byUse.Clear();
        _freeSlots.Clear();
        for (var slot = _tips.Count - 1; slot >= 0; slot--)
        {
            (_tips[slot], _users[slot]) = (0, 0);
            _freeSlots.Push(slot);
        }
    }

    private int NewSlot()
    {
        _tips.Add(0);
        _users.Add(0);
        return _tips.Count - 1;
    }

    private void Drop(PrefixNode node)
    {
        node.Parent!.Children.Remove(node.Chunk!.Key.Value);
        _byUse.Remove(node.Use!);
        if (node.Slot < 0)
        {
            return;
        }

        _users[node.Slot]--;
        // The slot's tip falls back to the parent's end when the parent lies in the same slot, so that it can be extended again.
        _tips[node.Slot] = node.Parent.Slot == node.Slot ? node.Parent.Length : _tips[node.Slot];
        if (_users[node.Slot] == 0)
        {
            _freeSlots.Push(node.Slot);
        }
    }
}

/// <summary>One computed (or awaited) prefix.</summary>
internal sealed class PrefixNode(PrefixNode? parent, PromptChunk? chunk)
{
    public PrefixNode? Parent { get; } = parent;

    public PromptChunk? Chunk { get; } = chunk;

    /// <summary>Tokens up to and including this node's.</summary>
    public int Length { get; } = (parent?.Length ?? 0) + (chunk?.Ids.Length ?? 0);

    /// <summary>By the chunk's key; a collision replaces the older node, whose holders keep it.</summary>
    public Dictionary<ulong, PrefixNode> Children { get; } = [];

    /// <summary>Rotary position of the token that would follow.</summary>
    public int NextPosition { get; set; }

    /// <summary>Where its keys and values lie; negative before it is placed.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>What comes next, as logits over the vocabulary; null until computed.</summary>
    public float[]? Logits { get; set; }

    /// <summary>Requests that stand here.</summary>
    public int Pins { get; set; }

    /// <summary>Its place in the order of use.</summary>
    public LinkedListNode<PrefixNode>? Use { get; set; }
}
