namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>A model that thinks nothing: logits of a fixed slope, at no cost and without allocation. What is measured with it is the engine alone.</summary>
internal sealed class FlatModel(int vocabulary) : IChunkModel
{
    public int VocabularySize => vocabulary;

    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            for (var id = 0; id < vocabulary; id++)
            {
                logits[row][id] = (id * 37 % vocabulary) / (float)vocabulary * 4;
            }
        }
    }

    public void WeightsChanged()
    {
    }

    public long CacheBytes(int slots, int tokens) => slots * (long)tokens;

    public void ReleaseCache()
    {
    }

    public int PositionAfter(PromptChunk chunk, int position) => position + chunk.Ids.Length;
}
