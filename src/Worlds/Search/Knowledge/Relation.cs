using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>What one thing can be to another. Compared by identity; <see cref="All"/> is the whole list.</summary>
public sealed class Relation
{
    private const int FirstYear = 1000;
    private const int LastYear = 2020;

    private Relation(string word, ImmutableArray<KnowledgeType> domain, KnowledgeType? range, bool isMany, int min, int max) =>
        (Word, Domain, Range, IsMany, Min, Max) = (word, domain, range, isMany, min, max);

    /// <summary>All relations, in the order in which articles tell of them.</summary>
    public static ImmutableArray<Relation> All { get; } =
    [
        One("birthplace", KnowledgeType.Person, KnowledgeType.Town),
        One("teacher", KnowledgeType.Person, KnowledgeType.Person),
        One("employer", KnowledgeType.Person, KnowledgeType.Firm),
        One("mayor", KnowledgeType.Town, KnowledgeType.Person),
        One("region", KnowledgeType.Town, KnowledgeType.Land),
        One("capital", KnowledgeType.Land, KnowledgeType.Town),
        One("ruler", KnowledgeType.Land, KnowledgeType.Person),
        One("founder", KnowledgeType.Firm, KnowledgeType.Person),
        One("seat", KnowledgeType.Firm, KnowledgeType.Town),
        One("author", KnowledgeType.Book, KnowledgeType.Person),
        One("setting", KnowledgeType.Book, KnowledgeType.Town),
        One("source", KnowledgeType.River, KnowledgeType.Land),
        One("mouth", KnowledgeType.River, KnowledgeType.Town),
        new("year", [KnowledgeType.Person, KnowledgeType.Firm, KnowledgeType.Book], null, false, FirstYear, LastYear),
        new("population", [KnowledgeType.Town], null, false, 100, 9999),
        new("area", [KnowledgeType.Land], null, false, 100, 9999),
        new("length", [KnowledgeType.River], null, false, 10, 999),
        Many("friend", KnowledgeType.Person),
        Many("twin", KnowledgeType.Town),
        Many("neighbour", KnowledgeType.Land),
        Many("rival", KnowledgeType.Firm),
        Many("sequel", KnowledgeType.Book),
        Many("branch", KnowledgeType.River),
    ];

    /// <summary>Its word, which is no other word of the language.</summary>
    public string Word { get; }

    /// <summary>Which things have it.</summary>
    public ImmutableArray<KnowledgeType> Domain { get; }

    /// <summary>What it leads to; null for a number.</summary>
    public KnowledgeType? Range { get; }

    /// <summary>Whether one thing may have several.</summary>
    public bool IsMany { get; }

    /// <summary>Smallest number, where it leads to numbers.</summary>
    public int Min { get; }

    /// <summary>Largest number, where it leads to numbers.</summary>
    public int Max { get; }

    /// <summary>Whether it leads to numbers.</summary>
    public bool IsNumber => Range is null;

    /// <summary>Its place in <see cref="All"/>.</summary>
    public int Index => All.IndexOf(this);

    /// <summary>The relation of a word, or null.</summary>
    public static Relation? Find(string word) => All.FirstOrDefault(relation => relation.Word == word);

    /// <summary>The relations that things of a type may have.</summary>
    public static ImmutableArray<Relation> Of(KnowledgeType type) => ByType[(int)type];

    /// <inheritdoc/>
    public override string ToString() => Word;

    private static readonly ImmutableArray<ImmutableArray<Relation>> ByType =
        [.. Enum.GetValues<KnowledgeType>().Select(type => All.Where(relation => relation.Domain.Contains(type)).ToImmutableArray())];

    private static Relation One(string word, KnowledgeType domain, KnowledgeType range) => new(word, [domain], range, false, 0, 0);

    private static Relation Many(string word, KnowledgeType type) => new(word, [type], type, true, 0, 0);
}
