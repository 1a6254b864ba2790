namespace Agentic.VisionPolicy;

/// <summary>What the engine needs of a model: sequences in slots that grow by chunks. Called from the policy thread alone.</summary>
public interface IChunkModel
{
    /// <summary>Tokens in the vocabulary: the length of a row of logits.</summary>
    int VocabularySize { get; }

    /// <summary>
    /// Extends each row's slot by its chunk and writes the logits after its last token. A row's numbers depend on its own tokens
    /// and the way they were chunked, never on the other rows; beside float32 on the processor, up to rounding. Copies run before the
    /// forward pass.
    /// </summary>
    /// <param name="rows">Distinct slots; but a prefix whose logits were given up may be computed once more where it lies while another row goes on behind it.</param>
    /// <param name="logits">One array of <see cref="VocabularySize"/> values per row; overwritten.</param>
    void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits);

    /// <summary>Forgets what depends on the weights.</summary>
    void WeightsChanged();

    /// <summary>Memory for keys and values of so many slots of so many tokens each, in bytes.</summary>
    long CacheBytes(int slots, int tokens);

    /// <summary>Gives the memory of all slots back; nothing of them is read again.</summary>
    void ReleaseCache();

    /// <summary>The rotary position that follows a chunk whose first token stands at <paramref name="position"/>.</summary>
    int PositionAfter(PromptChunk chunk, int position);
}

/// <summary>One sequence to be extended.</summary>
/// <param name="Slot">Where its keys and values lie, or will lie.</param>
/// <param name="CopyFrom">A slot to copy the first <paramref name="Past"/> tokens from first; negative for none.</param>
/// <param name="Past">Tokens already there.</param>
/// <param name="Position">Rotary position of the chunk's first token.</param>
/// <param name="Chunk">What to add.</param>
public readonly record struct ChunkRow(int Slot, int CopyFrom, int Past, int Position, PromptChunk Chunk)
{
    /// <summary>Tokens that a sequence may come to have, as far as it is known: a model may make room for them at once.</summary>
    public int Longest { get; init; }
}
