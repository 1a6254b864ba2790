namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>A model that lets a test look in before each pass.</summary>
internal sealed class HookedModel(IChunkModel inner, Action<IReadOnlyList<ChunkRow>> before) : IChunkModel
{
    public int VocabularySize => inner.VocabularySize;

    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        before(rows);
        inner.Extend(rows, logits);
    }

    public void WeightsChanged() => inner.WeightsChanged();

    public long CacheBytes(int slots, int tokens) => inner.CacheBytes(slots, tokens);

    public void ReleaseCache() => inner.ReleaseCache();

    public int PositionAfter(PromptChunk chunk, int position) => inner.PositionAfter(chunk, position);
}
