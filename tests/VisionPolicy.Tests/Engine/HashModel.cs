using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>A model whose logits are a hash of the whole sequence: a wrong slot, past or copy gives other tokens. A token takes 1 KiB, or a slot what is asked for.</summary>
internal sealed class HashModel(int vocabulary = 16, int slotsPerMiB = 0) : IChunkModel
{
    private readonly Dictionary<int, List<int>> _slots = [];

    public int VocabularySize => vocabulary;

    public int Rows { get; private set; }

    public int Slots => _slots.Count;

    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        var copies = rows.Where(row => row.CopyFrom >= 0).Select(row => (row.Slot, Tokens: _slots[row.CopyFrom].Take(row.Past).ToList())).ToList();
        copies.ForEach(copy => _slots[copy.Slot] = copy.Tokens);
        // A prefix whose logits were given up is computed once more where it lies, also while somebody goes on behind it.
        Assert.Equal(rows.Count, rows.Select(row => (row.Slot, row.Past)).Distinct().Count());
        foreach (var (row, output) in rows.Zip(logits))
        {
            var tokens = row.Past == 0 ? [] : _slots[row.Slot].Take(row.Past).ToList();
            Assert.Equal(row.Past, tokens.Count);
            tokens.AddRange(row.Chunk.Ids.ToArray());
            if (row.Past == 0 || !_slots[row.Slot].Take(tokens.Count).SequenceEqual(tokens))
            {
                _slots[row.Slot] = tokens;
            }

            var stream = Digest(tokens).Stream();
            for (var id = 0; id < vocabulary; id++)
            {
                output[id] = (float)(4 * stream.NextDouble());
            }

            Rows++;
        }
    }

    public void WeightsChanged() => _slots.Clear();

    public long CacheBytes(int slots, int tokens) => slots * (slotsPerMiB > 0 ? 1048576L / slotsPerMiB : tokens * 1024L);

    public void ReleaseCache() => _slots.Clear();

    public int PositionAfter(PromptChunk chunk, int position) => position + chunk.Ids.Length;

    private static RandomKey Digest(List<int> tokens) =>
        tokens.Aggregate(RandomKey.FromSeed(7), (key, token) => key.Derive((ulong)token));
}
