using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>How a question is looked up: what to search for, in order, and whose article tells it.</summary>
/// <param name="Lookups">One for each article that is needed.</param>
/// <param name="Answers">What the graph answers.</param>
public sealed record KnowledgePlan(ImmutableArray<KnowledgeLookup> Lookups, ImmutableArray<KnowledgeValue> Answers)
{
    /// <summary>The queries in order, each once.</summary>
    public ImmutableArray<string> Queries { get; } = [.. Lookups.Select(lookup => lookup.Query).Distinct()];

    /// <summary>The things whose articles support the answer, each once.</summary>
    public ImmutableArray<int> Evidence { get; } = [.. Lookups.Where(lookup => lookup.Entity >= 0).Select(lookup => lookup.Entity).Distinct()];

    /// <summary>The plan of a question. A term that leads nowhere is followed as far as it goes.</summary>
    public static KnowledgePlan Of(KnowledgeGraph graph, KnowledgeQuestion question)
    {
        var lookups = new List<KnowledgeLookup>();
        var last = question switch
        {
            KnowledgeQuestion.Count(var relation, _) => relation,
            KnowledgeQuestion.Comparison(_, var relation, _, _) => relation,
            _ => null,
        };
        foreach (var term in question.Terms)
        {
            var reached = Follow(graph, term, lookups);
            if (last is not null)
            {
                lookups.AddRange(reached.Where(one => !one.Value.IsNumber).Select(one => new KnowledgeLookup($"{last} {one.Text}", one.Value.Entity)));
            }
        }

        return new KnowledgePlan([.. lookups.Distinct()], graph.Answers(question));
    }

    // Each value with the words under which it was read: the next query uses them, as nobody who reads knows others.
    private static List<(KnowledgeValue Value, string Text)> Follow(KnowledgeGraph graph, KnowledgeTerm term, List<KnowledgeLookup> lookups)
    {
        List<(KnowledgeValue Value, string Text)> reached = graph.Resolve(term.Name) is { } start ? [(start, term.Name)] : [];
        foreach (var step in term.Steps)
        {
            var next = new List<(KnowledgeValue, string)>();
            if (step.Type is null)
            {
                foreach (var (value, text) in reached.Where(one => !one.Value.IsNumber))
                {
                    lookups.Add(new KnowledgeLookup($"{step.Relation} {text}", value.Entity));
                    next.AddRange(graph.Values(value.Entity, step.Relation).Select(found => (found, graph.Mention(value.Entity, found))));
                }
            }
            else
            {
                Back(graph, step, reached, lookups, next);
            }

            reached = [.. next.DistinctBy(one => one.Item1)];
        }

        return reached;
    }

    private static void Back(
        KnowledgeGraph graph, KnowledgeStep step, List<(KnowledgeValue Value, string Text)> reached, List<KnowledgeLookup> lookups, List<(KnowledgeValue, string)> next)
    {
        var also = step.Also is { } condition ? $" {condition.Relation} {condition.Name}" : "";
        foreach (var (value, text) in reached)
        {
            var query = $"{step.Type!.Value.Word()}{also} {step.Relation} {text}";
            var found = graph.Apply([value], step);
            lookups.AddRange(found.Select(subject => new KnowledgeLookup(query, subject.Entity)));
            next.AddRange(found.Select(subject => (subject, graph.Entities[subject.Entity].Name)));
            if (found.IsEmpty)
            {
                // Looking is the only way to see that there is nothing.
                lookups.Add(new KnowledgeLookup(query, -1));
            }
        }
    }
}

/// <summary>One search.</summary>
/// <param name="Query">What to search for: the relation and the name as it was read.</param>
/// <param name="Entity">Whose article tells what is sought; −1 where none does.</param>
public sealed record KnowledgeLookup(string Query, int Entity);
