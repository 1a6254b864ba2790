using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Small pictures that were made last, within a bound of bytes. Pictures of equal digest are equal whichever run they belong to. Safe for many threads.</summary>
internal sealed class ThumbnailCache
{
    private const long MaxBytes = 24 << 20;

    private readonly Lock _access = new();
    private readonly Dictionary<(ContentHash, int), LinkedListNode<(ContentHash Hash, int Width, byte[] Png)>> _kept = [];
    private readonly LinkedList<(ContentHash Hash, int Width, byte[] Png)> _order = new();
    private long _bytes;

    /// <summary>One that is kept; null for none.</summary>
    public byte[]? Find(ContentHash hash, int width)
    {
        lock (_access)
        {
            if (!_kept.TryGetValue((hash, width), out var node))
            {
                return null;
            }

            _order.Remove(node);
            _order.AddLast(node);
            return node.Value.Png;
        }
    }

    /// <summary>Keeps one, in the place of those that were not asked for the longest, and gives it back.</summary>
    public byte[] Keep(ContentHash hash, int width, byte[] png)
    {
        lock (_access)
        {
            if (!_kept.ContainsKey((hash, width)))
            {
                _kept[(hash, width)] = _order.AddLast((hash, width, png));
                _bytes += png.Length;
            }

            while (_bytes > MaxBytes && _order.First is { } oldest)
            {
                _order.RemoveFirst();
                _kept.Remove((oldest.Value.Hash, oldest.Value.Width));
                _bytes -= oldest.Value.Png.Length;
            }
        }

        return png;
    }
}
