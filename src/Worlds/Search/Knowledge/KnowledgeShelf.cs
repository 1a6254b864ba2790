namespace Agentic.Worlds.Search.Knowledge;

/// <summary>
/// Keeps the encyclopaedias that were used last, so that the episodes of a task share one. What falls off is made again when it is
/// asked for: the same, as it follows from its specification. Thread-safe.
/// </summary>
/// <param name="most">Articles kept over all encyclopaedias; the one used last stays whatever its size.</param>
public sealed class KnowledgeShelf(int most = KnowledgeShelf.UsualMost)
{
    /// <summary>Articles kept when nobody says otherwise: some 40 MB of short ones.</summary>
    public const int UsualMost = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(KnowledgeSpec, KnowledgeStyle), LinkedListNode<Entry>> _known = [];
    private readonly LinkedList<Entry> _byUse = [];
    private int _articles;

    /// <summary>Encyclopaedias on the shelf.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _known.Count;
            }
        }
    }

    /// <summary>The encyclopaedia of a specification.</summary>
    public KnowledgeBase Get(KnowledgeSpec spec, KnowledgeStyle style)
    {
        Entry entry;
        lock (_gate)
        {
            if (_known.TryGetValue((spec, style), out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
            else
            {
                node = _byUse.AddFirst(new Entry((spec, style), new Lazy<KnowledgeBase>(() => KnowledgeBase.Create(spec, style))));
                _known.Add((spec, style), node);
                _articles += spec.Entities;
                while (_articles > most && _byUse.Count > 1)
                {
                    // Not disposed: an episode may still read it. Its memory goes with its last reader.
                    var last = _byUse.Last!.Value;
                    _byUse.RemoveLast();
                    _known.Remove(last.Key);
                    _articles -= last.Key.Spec.Entities;
                }
            }

            entry = node.Value;
        }

        // Outside the gate: making a large one takes seconds, and others need not wait for it.
        return entry.Base.Value;
    }

    private sealed record Entry((KnowledgeSpec Spec, KnowledgeStyle Style) Key, Lazy<KnowledgeBase> Base);
}
