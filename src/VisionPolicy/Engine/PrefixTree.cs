namespace Agentic.VisionPolicy;

/// <summary>
/// Every prefix that has been computed under the present weights, as a tree: equal prompts are read once, members of a group share
/// what they have in common, and the next turn extends the last. One owner: the policy thread.
/// </summary>
/// <remarks>
/// Keys and values lie in slots. A node's tokens are the first <see cref="PrefixNode.Length"/> of its slot: the first child goes on
/// in the same slot behind them, a second child copies them into a slot of its own. Nodes and rows of logits are used again, so that
/// a token costs no allocation.
/// </remarks>
internal sealed class PrefixTree(int maxSequences, int vocabulary, int maxKeptLogits)
{
    // A node is a token of an answer or a segment of a prompt, some 200 bytes: what long conversations may take beside their keys.
    private const int MaxNodes = 1 << 18;
    private readonly List<int> _tips = [];
    private readonly List<int> _users = [];
    private readonly Stack<int> _freeSlots = [];
    private readonly LinkedList<PrefixNode> _idle = []; // leaves that nobody stands at, the longest unused first
    private readonly LinkedList<PrefixNode> _kept = []; // nodes with logits that nobody stands at, the longest unused first
    private readonly Stack<PrefixNode> _freeNodes = [];
    private readonly Stack<float[]> _freeLogits = [];
    private long _clock;

    /// <summary>The empty prefix.</summary>
    public PrefixNode Root { get; } = new();

    /// <summary>Nodes beside the root.</summary>
    public int Count { get; private set; }

    /// <summary>Slots that were ever handed out.</summary>
    public int Slots => _tips.Count;

    /// <summary>Steps onto the node for a chunk after <paramref name="parent"/>; it is made when it is not there.</summary>
    public PrefixNode Enter(PrefixNode parent, PromptChunk chunk)
    {
        var key = chunk.Key.Value;
        PrefixNode? node;
        while ((node = parent.Find(key)) is not null && !node.Chunk!.Same(chunk))
        {
            key++;
        }

        if (node is null)
        {
            node = _freeNodes.TryPop(out var free) ? free : new PrefixNode();
            node.Become(parent, chunk, key);
            Forget(_idle, parent.Idle);
            parent.Add(node);
            Count++;
        }

        if (node.Pins++ == 0)
        {
            Forget(_idle, node.Idle);
            Forget(_kept, node.Kept);
        }

        return node;
    }

    /// <summary>Steps off a node.</summary>
    public void Leave(PrefixNode node)
    {
        if (--node.Pins > 0)
        {
            return;
        }

        node.LastUse = ++_clock;
        if (node.Logits is not null)
        {
            _kept.AddLast(node.Kept);
            if (_kept.Count > maxKeptLogits)
            {
                DropLogits(_kept.First!.Value);
            }
        }

        if (node.Children == 0)
        {
            _idle.AddLast(node.Idle);
        }
    }

    /// <summary>
    /// Gives a node that somebody stands at a slot behind its parent's tokens, and makes room for it if there is none: idle prefixes go, the longest
    /// unused first.
    /// </summary>
    /// <param name="node">Not placed yet; its parent is, or is the root.</param>
    /// <param name="maxSlots">How many slots there may be.</param>
    /// <param name="from">From which slot the parent's tokens have to be copied; negative for none.</param>
    /// <returns>False when every slot is in use.</returns>
    public bool TryPlace(PrefixNode node, int maxSlots, out int from)
    {
        var parent = node.Parent!;
        from = -1;
        while (true)
        {
            if (parent.Slot >= 0 && _tips[parent.Slot] == parent.Length)
            {
                node.Slot = parent.Slot;
                break;
            }

            if (_freeSlots.TryPop(out var slot) || TryNewSlot(maxSlots, out slot))
            {
                (node.Slot, from) = (slot, parent.Slot);
                break;
            }

            if (_idle.First is not { } idle)
            {
                return false;
            }

            Drop(idle.Value);
        }

        _tips[node.Slot] = node.Length;
        _users[node.Slot]++;
        return true;
    }

    /// <summary>Takes a node's place back: its computation failed.</summary>
    public void Displace(PrefixNode node)
    {
        FreeSlot(node);
        node.Slot = -1;
        DropLogits(node);
    }

    /// <summary>A row for logits: one that is free, or a new one.</summary>
    public float[] RentLogits() => _freeLogits.TryPop(out var row) ? row : new float[vocabulary];

    /// <summary>Slots that hold a prefix.</summary>
    public int UsedSlots => _tips.Count - _freeSlots.Count;

    /// <summary>Drops idle leaves, the longest unused first, until no more sequences are left than may be kept. Call between steps.</summary>
    public void Trim()
    {
        while ((UsedSlots > maxSequences || Count > MaxNodes) && _idle.First is { } idle)
        {
            Drop(idle.Value);
        }
    }

    /// <summary>Forgets everything: the weights have changed, or the cache is laid out anew.</summary>
    /// <exception cref="InvalidOperationException">A request is still being answered.</exception>
    public void Clear()
    {
        while (_idle.First is { } idle)
        {
            Drop(idle.Value);
        }

        if (Count > 0)
        {
            throw new InvalidOperationException("The weights must not change while requests are being answered.");
        }

        _freeSlots.Clear();
        _tips.Clear();
        _users.Clear();
    }

    private bool TryNewSlot(int maxSlots, out int slot)
    {
        slot = _tips.Count;
        if (slot >= maxSlots)
        {
            return false;
        }

        _tips.Add(0);
        _users.Add(0);
        return true;
    }

    private void Drop(PrefixNode node)
    {
        Forget(_idle, node.Idle);
        DropLogits(node);
        FreeSlot(node);
        var parent = node.Parent!;
        parent.Remove(node);
        Count--;
        _freeNodes.Push(node);
        if (parent != Root && parent.Children == 0 && parent.Pins == 0)
        {
            InsertIdle(parent);
        }
    }

    // By last use; a parent was left before its last child was, so its place is near the front.
    private void InsertIdle(PrefixNode node)
    {
        var at = _idle.First;
        while (at is not null && at.Value.LastUse < node.LastUse)
        {
            at = at.Next;
        }

        if (at is null)
        {
            _idle.AddLast(node.Idle);
        }
        else
        {
            _idle.AddBefore(at, node.Idle);
        }
    }

    private void DropLogits(PrefixNode node)
    {
        Forget(_kept, node.Kept);
        if (node.Logits is { } row)
        {
            _freeLogits.Push(row);
            node.Logits = null;
        }
    }

    private void FreeSlot(PrefixNode node)
    {
        if (node.Slot < 0)
        {
            return;
        }

        _users[node.Slot]--;
        // The slot's tip falls back to the parent's end when the parent lies in the same slot, so that it can be extended again.
        _tips[node.Slot] = node.Parent!.Slot == node.Slot ? node.Parent.Length : _tips[node.Slot];
        if (_users[node.Slot] == 0)
        {
            _freeSlots.Push(node.Slot);
        }
    }

    private static void Forget(LinkedList<PrefixNode> list, LinkedListNode<PrefixNode> link)
    {
        if (link.List == list)
        {
            list.Remove(link);
        }
    }
}
