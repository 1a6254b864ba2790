using System.Collections.Immutable;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Tests.Serving;

/// <summary>A model that is sure of what it says: prompts come in chunks of many tokens, its own answer one token at a time.</summary>
internal sealed class ScriptModel(ImmutableArray<int> script, int vocabulary) : IChunkModel
{
    private readonly Dictionary<(int Slot, int Length), int> _said = [];

    public int VocabularySize => vocabulary;

    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        foreach (var (row, output) in rows.Zip(logits))
        {
            var before = _said.GetValueOrDefault((row.CopyFrom >= 0 ? row.CopyFrom : row.Slot, row.Past));
            var said = row.Chunk.Ids.Length == 1 ? before + 1 : 0;
            _said[(row.Slot, row.Past + row.Chunk.Ids.Length)] = said;
            Array.Fill(output, -100);
            output[script[Math.Min(said, script.Length - 1)]] = 100;
        }
    }

    public void WeightsChanged() => _said.Clear();

    public int PositionAfter(PromptChunk chunk, int position) => position + chunk.Ids.Length;

    public long CacheBytes(int slots, int tokens) => 0;

    public void ReleaseCache()
    {
    }
}
