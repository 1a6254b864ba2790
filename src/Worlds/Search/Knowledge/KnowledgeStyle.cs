namespace Agentic.Worlds.Search.Knowledge;

/// <summary>How articles are written. Equal by value.</summary>
/// <param name="IsSmall">One line of at most twenty or so words, nothing but facts; the rest does not matter then.</param>
/// <param name="Words">Words of an article, <see cref="MinWords"/> to <see cref="MaxWords"/>; more where its facts need more.</param>
/// <param name="Distractors">Share of the sentences beside the facts that name other things, 0 to 1.</param>
/// <param name="Gap">Share of the facts told without the word that questions have for the relation, 0 to 1.</param>
public sealed record KnowledgeStyle(bool IsSmall, int Words, double Distractors, double Gap)
{
    /// <summary>Fewest words of a long article.</summary>
    public const int MinWords = 40;

    /// <summary>Most words of a long article.</summary>
    public const int MaxWords = 400;

    /// <summary>Short articles.</summary>
    public static KnowledgeStyle Small { get; } = new(true, 0, 0, 0);
}
