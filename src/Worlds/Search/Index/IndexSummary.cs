namespace Agentic.Worlds.Search.Index;

/// <summary>What an index holds.</summary>
/// <param name="Passages">Passages.</param>
/// <param name="Words">Words of all passages.</param>
/// <param name="DistinctWords">Distinct ones.</param>
/// <param name="Postings">Pairs of a passage and a word that it holds.</param>
/// <param name="Bytes">Size of the whole.</param>
/// <param name="TextBytes">What of it is the passages themselves.</param>
/// <param name="Settings">How passages are scored.</param>
public sealed record IndexSummary(int Passages, long Words, int DistinctWords, long Postings, long Bytes, long TextBytes, Bm25Settings Settings)
{
    internal static IndexSummary Of(IndexHeader header) =>
        new(header.Passages, header.Words, header.Terms, header.Postings, header.FileLength, header.Texts.Length, header.Settings);
}
