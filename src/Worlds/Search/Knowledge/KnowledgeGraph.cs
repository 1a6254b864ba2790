using System.Collections.Immutable;
using System.Globalization;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>
/// Things and what they are to each other: the truth behind an encyclopaedia. It alone decides what the answers to a question are, and
/// whether there is exactly one. Immutable.
/// </summary>
public sealed class KnowledgeGraph
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly ImmutableArray<(int First, int Count)> _blocks;
    private readonly Lazy<ILookup<(Relation, KnowledgeValue), int>> _subjects;

    private KnowledgeGraph(KnowledgeSpec spec, ImmutableArray<KnowledgeEntity> entities)
    {
        (Spec, Entities) = (spec, entities);
        for (var entity = 0; entity < entities.Length; entity++)
        {
            foreach (var name in entities[entity].Names)
            {
                _byName.Add(name, entity);
            }
        }

        var counts = entities.CountBy(entity => entity.Type).ToDictionary();
        var first = 0;
        _blocks = [.. Enum.GetValues<KnowledgeType>().Select(type => (first, counts[type], first += counts[type])).Select(block => (block.Item1, block.Item2))];
        _subjects = new(() => Entities
            .SelectMany((entity, index) => entity.Facts.Select(fact => (Key: (fact.Relation, fact.Value), Subject: index)))
            .ToLookup(fact => fact.Key, fact => fact.Subject));
    }

    /// <summary>What it follows from.</summary>
    public KnowledgeSpec Spec { get; }

    /// <summary>The things, by their numbers.</summary>
    public ImmutableArray<KnowledgeEntity> Entities { get; }

    /// <summary>Makes the graph of a specification: a pure function.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The specification is out of its ranges.</exception>
    public static KnowledgeGraph Create(KnowledgeSpec spec) => new(spec, KnowledgeGenerator.Generate(spec));

    /// <summary>The thing of a name, first or second; −1 when nothing is called so.</summary>
    public int Find(string name) => _byName.GetValueOrDefault(name, -1);

    /// <summary>Where a relation leads from a thing; empty where nothing is known.</summary>
    public IEnumerable<KnowledgeValue> Values(int entity, Relation relation)
    {
        foreach (var fact in Entities[entity].Facts)
        {
            if (fact.Relation == relation)
            {
                yield return fact.Value;
            }
        }
    }

    /// <summary>The things from which a relation leads to a value.</summary>
    public IEnumerable<int> Subjects(Relation relation, KnowledgeValue value) => _subjects.Value[(relation, value)];

    /// <summary>The things of a type, which stand in one block: the first and how many.</summary>
    public (int First, int Count) OfType(KnowledgeType type) => _blocks[(int)type];

    /// <summary>How a value may be said: the names of a thing, or digits.</summary>
    public ImmutableArray<string> Texts(KnowledgeValue value) =>
        value.IsNumber ? [value.Number.ToString(CultureInfo.InvariantCulture)] : Entities[value.Entity].Names;

    /// <summary>The name under which an article tells of another thing: the second one now and then, always the same in the same article.</summary>
    public string Mention(int subject, KnowledgeValue value)
    {
        var texts = Texts(value);
        return texts.Length == 1 ? texts[0] : texts[(int)(default(Agents.StateKey).With((ulong)subject).With((ulong)value.Entity).Value % (ulong)texts.Length)];
    }

    /// <summary>
    /// The answers to a question, each once, in a fixed order: exactly one where it has a right answer. None where the graph does not
    /// tell: an unknown name, a missing fact, a count or a comparison of what is not one thing each, equal numbers.
    /// </summary>
    public ImmutableArray<KnowledgeValue> Answers(KnowledgeQuestion question) => question switch
    {
        KnowledgeQuestion.Path(var term) => [.. Evaluate(term)],
        KnowledgeQuestion.Count(var relation, var term) => Only(Evaluate(term)) is { } thing && Values(thing, relation).Count() is > 0 and var count
            ? [KnowledgeValue.OfNumber(count)] : [],
        KnowledgeQuestion.Comparison comparison => Compare(comparison),
        _ => throw new NotSupportedException($"A question of type {question.GetType().Name} is unknown."),
    };

    /// <summary>What a term stands for, each once, in the order of numbers.</summary>
    public ImmutableSortedSet<KnowledgeValue> Evaluate(KnowledgeTerm term)
    {
        var values = Resolve(term.Name) is { } start ? Set([start]) : Set([]);
        foreach (var step in term.Steps)
        {
            values = Apply(values, step);
        }

        return values;
    }

    /// <summary>One step from a set of values.</summary>
    public ImmutableSortedSet<KnowledgeValue> Apply(ImmutableSortedSet<KnowledgeValue> values, KnowledgeStep step)
    {
        if (step.Type is not { } type)
        {
            return Set(values.Where(value => !value.IsNumber).SelectMany(value => Values(value.Entity, step.Relation)));
        }

        var subjects = values.SelectMany(value => Subjects(step.Relation, value)).Where(entity => Entities[entity].Type == type);
        if (step.Also is { } also)
        {
            var others = Resolve(also.Name) is { } other ? Subjects(also.Relation, other).ToHashSet() : [];
            subjects = subjects.Where(others.Contains);
        }

        return Set(subjects.Select(KnowledgeValue.OfEntity));
    }

    /// <summary>The value that a name or digits stand for; null for a name that nothing has.</summary>
    public KnowledgeValue? Resolve(string name) =>
        Find(name) is >= 0 and var entity ? KnowledgeValue.OfEntity(entity)
        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? KnowledgeValue.OfNumber(number)
        : null;

    /// <summary>The one thing of a set; null when there is none, there are several, or it is a number.</summary>
    public static int? Only(ImmutableSortedSet<KnowledgeValue> values) => values is [{ IsNumber: false } only] ? only.Entity : null;

    private ImmutableArray<KnowledgeValue> Compare(KnowledgeQuestion.Comparison question)
    {
        if (Only(Evaluate(question.Left)) is not { } left || Only(Evaluate(question.Right)) is not { } right
            || Number(left, question.Relation) is not { } ofLeft || Number(right, question.Relation) is not { } ofRight || ofLeft == ofRight)
        {
            return [];
        }

        return [KnowledgeValue.OfEntity(ofLeft > ofRight == question.Larger ? left : right)];
    }

    private int? Number(int entity, Relation relation)
    {
        foreach (var value in Values(entity, relation))
        {
            return value.IsNumber ? value.Number : null;
        }

        return null;
    }

    private static ImmutableSortedSet<KnowledgeValue> Set(IEnumerable<KnowledgeValue> values) =>
        values.ToImmutableSortedSet(Comparer<KnowledgeValue>.Create((left, right) => (left.Entity, left.Number).CompareTo((right.Entity, right.Number))));
}
