using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>What kind of thing an entity is.</summary>
public enum KnowledgeType
{
    /// <summary>Somebody.</summary>
    Person,

    /// <summary>A place where people live.</summary>
    Town,

    /// <summary>A region with a capital.</summary>
    Land,

    /// <summary>A company.</summary>
    Firm,

    /// <summary>Something written.</summary>
    Book,

    /// <summary>A stream.</summary>
    River,
}

/// <summary>The words of types.</summary>
public static class KnowledgeTypes
{
    /// <summary>Number of types.</summary>
    public const int Count = 6;

    /// <summary>The word of each type, in their order.</summary>
    public static ImmutableArray<string> Words { get; } = [.. Enum.GetValues<KnowledgeType>().Select(type => type.ToString().ToLowerInvariant())];

    /// <summary>The word of a type.</summary>
    public static string Word(this KnowledgeType type) => Words[(int)type];

    /// <summary>The type of a word, or null.</summary>
    public static KnowledgeType? Find(string word) => Words.IndexOf(word) is >= 0 and var index ? (KnowledgeType)index : null;
}
