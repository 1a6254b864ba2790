using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>What a byte-level BPE tokenizer is made of.</summary>
/// <param name="Vocabulary">Spelt token (see <see cref="ByteAlphabet"/>) → id, added tokens excepted.</param>
/// <param name="Merges">Spelt pairs, the earliest first.</param>
/// <param name="Added">Tokens outside the merges, plain text as they stand.</param>
/// <param name="ComposesText">Whether text is brought to Unicode form C first.</param>
public sealed record BpeDefinition(
    IReadOnlyDictionary<string, int> Vocabulary, ImmutableArray<(string Left, string Right)> Merges, ImmutableArray<AddedToken> Added, bool ComposesText);

/// <summary>A token that is found in text as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsSpecial">Control tokens are special: ordinary text never yields them. Others, such as tool tags, it may.</param>
public sealed record AddedToken(int Id, string Text, bool IsSpecial);
