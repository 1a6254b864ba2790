using System.Collections.Immutable;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>How a question is come upon from its answer: each search is for a thing that is known by then, so that somebody who sees no more could make it.</summary>
internal static class BackwardPlan
{
    /// <summary>No searches.</summary>
    public static KnowledgePlan None { get; } = new([], []);

    /// <summary>A search for each step of a path, from its answer to where it begins; none where the question is no path or has several answers.</summary>
    public static KnowledgePlan Of(KnowledgeGraph graph, KnowledgeQuestion question)
    {
        if (question is not KnowledgeQuestion.Path(var term) || graph.Resolve(term.Name) is not { } start)
        {
            return None;
        }

        List<ImmutableSortedSet<KnowledgeValue>> reached = [[start]];
        foreach (var step in term.Steps)
        {
            reached.Add(graph.Apply(reached[^1], step));
        }

        if (reached[^1] is not [var value])
        {
            return None;
        }

        var lookups = new List<KnowledgeLookup>();
        for (var at = term.Steps.Length - 1; at >= 0; at--)
        {
            var (known, step) = (value, term.Steps[at]);
            value = reached[at].First(before => graph.Apply([before], step).Contains(known));
            // The article of a thing tells what it leads to: along a step that leads back it is that of what is known.
            lookups.Add(new KnowledgeLookup(graph.Texts(known)[0], step.Type is null ? value.Entity : known.Entity));
        }

        return new KnowledgePlan([.. lookups], [.. reached[^1]]);
    }
}
