using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>Draws the things of a graph and what holds of them.</summary>
internal static class KnowledgeGenerator
{
    /// <summary>Relations to other things that one thing has at most, so that short articles stay short.</summary>
    public const int MostRelated = 2;

    /// <summary>Values of a relation to several things, at most.</summary>
    public const int MostMany = 3;

    private const double HasRelated = 0.92;
    private const double HasNumber = 0.75;
    private const double HasMany = 0.6;

    // Shares of the types in per cent: whoever is looked for most is met most.
    private static readonly int[] Shares = [34, 20, 10, 14, 12, 10];

    public static ImmutableArray<KnowledgeEntity> Generate(KnowledgeSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Entities, KnowledgeSpec.MinEntities);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Entities, KnowledgeSpec.MaxEntities);
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Aliases);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Aliases, 1);
        var key = RandomKey.FromSeed(spec.Seed).Derive("knowledge");
        var types = Types(spec.Entities);
        var names = Names(key, spec);
        var starts = Starts(types);
        var facts = key.Derive("facts");
        return [.. types.Select((type, index) => new KnowledgeEntity(type, names[index], Facts(index, type, starts, facts.Derive((ulong)index))))];
    }

    // Blocks of one type each: a thing's number says nothing that its type does not.
    private static KnowledgeType[] Types(int count)
    {
        var counts = Shares.Select(share => Math.Max(2, count * share / 100)).ToArray();
        counts[0] += count - counts.Sum();
        return [.. counts.SelectMany((many, type) => Enumerable.Repeat((KnowledgeType)type, many))];
    }

    private static int[] Starts(KnowledgeType[] types)
    {
        var starts = new int[KnowledgeTypes.Count + 1];
        foreach (var type in types)
        {
            for (var later = (int)type + 1; later < starts.Length; later++)
            {
                starts[later]++;
            }
        }

        return starts;
    }

    private static ImmutableArray<string>[] Names(RandomKey key, KnowledgeSpec spec)
    {
        var second = Enumerable.Range(0, spec.Entities).ToArray();
        var random = key.Derive("names").Stream();
        random.Shuffle<int>(second);
        var aliased = second.Take((int)Math.Round(spec.Aliases * spec.Entities)).ToHashSet();

        // Twice as many as are needed of the closed names, so that small graphs make a small language; where those do not suffice, so many more that
        // other graphs have others.
        var needed = spec.Entities + aliased.Count;
        var pool = needed <= KnowledgeNames.ClosedCount ? Math.Min(KnowledgeNames.ClosedCount, 2 * needed) : Math.Min(KnowledgeNames.Count, needed + (needed / 4));
        var numbers = Enumerable.Range(0, pool).ToArray();
        random.Shuffle<int>(numbers);
        var next = spec.Entities;
        return [.. Enumerable.Range(0, spec.Entities).Select<int, ImmutableArray<string>>(entity => aliased.Contains(entity)
            ? [KnowledgeNames.At(numbers[entity]), KnowledgeNames.At(numbers[next++])]
            : [KnowledgeNames.At(numbers[entity])])];
    }

    private static ImmutableArray<KnowledgeFact> Facts(int entity, KnowledgeType type, int[] starts, RandomKey key)
    {
        var random = key.Stream();
        var facts = ImmutableArray.CreateBuilder<KnowledgeFact>();
        Relation[] related = [.. Relation.Of(type).Where(relation => !relation.IsNumber && !relation.IsMany)];
        random.Shuffle<Relation>(related);
        foreach (var relation in related.AsSpan(0, Math.Min(related.Length, MostRelated)))
        {
            if (random.NextBool(HasRelated))
            {
                facts.Add(new KnowledgeFact(relation, Other(entity, relation.Range!.Value, starts, ref random)));
            }
        }

        foreach (var relation in Relation.Of(type).Where(relation => relation.IsNumber))
        {
            if (random.NextBool(HasNumber))
            {
                facts.Add(new KnowledgeFact(relation, KnowledgeValue.OfNumber(random.NextInt(relation.Min, relation.Max))));
            }
        }

        foreach (var relation in Relation.Of(type).Where(relation => relation.IsMany))
        {
            var values = new HashSet<KnowledgeValue>();
            for (var draw = random.NextBool(HasMany) ? random.NextInt(1, MostMany) : 0; draw > 0; draw--)
            {
                values.Add(Other(entity, relation.Range!.Value, starts, ref random));
            }

            facts.AddRange(values.OrderBy(value => value.Entity).Select(value => new KnowledgeFact(relation, value)));
        }

        facts.Sort((left, right) => (left.Relation.Index, left.Value.Entity).CompareTo((right.Relation.Index, right.Value.Entity)));
        return facts.DrainToImmutable();
    }

    // Any thing of the type but the thing itself; every type has two things at least.
    private static KnowledgeValue Other(int entity, KnowledgeType type, int[] starts, ref RandomStream random)
    {
        var (first, count) = (starts[(int)type], starts[(int)type + 1] - starts[(int)type]);
        var isInside = entity >= first && entity < first + count;
        var drawn = first + random.NextInt(isInside ? count - 1 : count);
        return KnowledgeValue.OfEntity(isInside && drawn >= entity ? drawn + 1 : drawn);
    }
}
