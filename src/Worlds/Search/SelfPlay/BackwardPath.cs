using System.Collections.Immutable;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>How a question is come upon from its answer: each search names only what is known by then, so that somebody who sees no more could make it.</summary>
/// <param name="Queries">One for each step of the path, from the answer backwards: the relation and the thing that it leads to.</param>
/// <param name="Width">Most articles that say what one of them looks for: as many hits are needed to be sure of the right one.</param>
internal sealed record BackwardPath(ImmutableArray<string> Queries, int Width)
{
    /// <summary>No path: nothing is searched for.</summary>
    public static BackwardPath None { get; } = new([], 0);

    /// <summary>The path of a question with one answer; none where it is no path or has several answers.</summary>
    public static BackwardPath Of(KnowledgeGraph graph, KnowledgeQuestion question)
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

        var (queries, width) = (new List<string>(), 0);
        for (var at = term.Steps.Length - 1; at >= 0; at--)
        {
            var step = term.Steps[at];
            queries.Add($"{step.Relation} {graph.Texts(value)[0]}");
            // Backwards along a step that leads back, the article of what is known tells the rest.
            width = Math.Max(width, step.Type is null ? graph.Subjects(step.Relation, value).Count() : 1);
            value = reached[at].First(before => graph.Apply([before], step).Contains(value));
        }

        return new BackwardPath([.. queries.Distinct()], width);
    }
}
