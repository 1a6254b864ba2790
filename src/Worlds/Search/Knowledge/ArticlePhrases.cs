using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>The sentences of long articles, as words between blanks. "self" is who the article is about, "value" what a fact leads to, "other" somebody else.</summary>
internal static class ArticlePhrases
{
    public const string Self = "self";
    public const string Value = "value";
    public const string Other = "other";
    public const string Type = "type";
    public const string Word = "relation";

    public static readonly ImmutableArray<string> Openings =
        ["self is a type .", "this article tells of the type self .", "self is the name of a type ."];

    public static readonly ImmutableArray<string> SecondNames = ["self also goes by the name of value .", "many know self as value ."];

    /// <summary>Facts with the word of their relation.</summary>
    public static readonly ImmutableArray<string> Plain =
        ["the relation of self is value .", "self has the relation value .", "all records give value as relation of self .", "relation of self : value ."];

    /// <summary>Facts without it, by relation.</summary>
    public static readonly ImmutableDictionary<string, ImmutableArray<string>> Paraphrases = ImmutableDictionary.CreateRange<string, ImmutableArray<string>>(
    [
        new("birthplace", ["self was born in value .", "value is where self came into the world ."]),
        new("teacher", ["self learned the craft from value .", "value trained self when young ."]),
        new("employer", ["self earns wages at value .", "value pays self for daily work ."]),
        new("mayor", ["value governs self from the hall .", "the people of self elected value ."]),
        new("region", ["self lies within value .", "value counts self among its places ."]),
        new("capital", ["self is administered from value .", "the parliament of self meets in value ."]),
        new("ruler", ["value holds the throne of self .", "self obeys value ."]),
        new("founder", ["self was started by value .", "value created self with little money ."]),
        new("seat", ["self has its main office in value .", "the headquarters of self stand in value ."]),
        new("author", ["self was written by value .", "value wrote self in one winter ."]),
        new("setting", ["the story of self takes place in value .", "self plays in the streets of value ."]),
        new("source", ["self springs in value .", "the first water of self comes from value ."]),
        new("mouth", ["self ends at value .", "self flows out near value ."]),
        new("year", ["self dates from value .", "it was in value that self began ."]),
        new("population", ["self is home to value people .", "value people live in self ."]),
        new("area", ["self covers value square miles .", "the ground of self measures value square miles ."]),
        new("length", ["self runs for value miles .", "it is value miles along self from end to end ."]),
        new("friend", ["self is close to value .", "self spends holidays with value ."]),
        new("twin", ["self is partnered with value .", "self and value exchange visitors by treaty ."]),
        new("neighbour", ["self borders on value .", "self and value share a frontier ."]),
        new("rival", ["self competes with value .", "self fights value for customers ."]),
        new("sequel", ["the story of self goes on in value .", "readers of self continue with value ."]),
        new("branch", ["self receives the water of value .", "value flows into self ."]),
    ]);

    /// <summary>Sentences that say nothing.</summary>
    public static readonly ImmutableArray<string> Fillers =
    [
        "little else is certain about self .", "travellers speak well of self to this day .", "older texts spell it in other ways .",
        "a small museum keeps a few papers about it .", "the weather there is said to be mild .", "scholars disagree on most details .",
        "songs about self were once common .", "a stamp was printed in its honour .", "no picture from that time survives .",
        "the letters about it fill two boxes .", "some of this was found only lately .", "the archive burned twice and was rebuilt .",
        "visitors come mostly in summer .", "it appears in a well known poem .", "the rest is legend .", "few remember the early days of self .",
    ];

    /// <summary>Sentences that name somebody else and say nothing either.</summary>
    public static readonly ImmutableArray<string> Distractors =
    [
        "some take self for other , without reason .", "a poem praises self and other together .", "other has nothing to do with it .",
        "for other see the article of that name .", "an old joke is about self and other .", "lists often place self after other .",
        "nobody has compared self with other in earnest .", "unlike other it is seldom mentioned abroad .",
    ];

    /// <summary>Every word of every sentence.</summary>
    public static IEnumerable<string> Words => Openings.Concat(SecondNames).Concat(Plain).Concat(Paraphrases.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .SelectMany(pair => pair.Value)).Concat(Fillers).Concat(Distractors).SelectMany(sentence => sentence.Split(' ')).Except([Self, Value, Other, Type, Word]);
}
