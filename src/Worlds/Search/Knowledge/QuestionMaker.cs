using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>
/// Draws questions that have exactly one answer, or none where that is asked for. Every step is needed: no way crosses itself, and the
/// answer does not stand in the question, but for comparisons of one hop, which name both things.
/// </summary>
/// <param name="graph">Where the facts are.</param>
/// <param name="onlyNames">Whether every answer is the name of a thing: paths do not end in numbers, and nothing is counted.</param>
public sealed class QuestionMaker(KnowledgeGraph graph, bool onlyNames = false)
{
    /// <summary>Largest number of hops.</summary>
    public const int MaxHops = 6;

    /// <summary>One draw; null when it came to nothing, as most ways through a small graph end early.</summary>
    /// <param name="form">What is asked.</param>
    /// <param name="hops">Articles one after another, 1 to <see cref="MaxHops"/>.</param>
    /// <param name="answerable">Whether the graph must tell the answer; otherwise the last fact is one that it does not hold.</param>
    /// <param name="random">Where the draws come from.</param>
    public KnowledgeQuestion? Draw(QuestionForm form, int hops, bool answerable, ref RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hops, MaxHops);
        KnowledgeQuestion? question = form switch
        {
            QuestionForm.Path => Path(hops, answerable, ref random),
            QuestionForm.Intersection => Intersection(hops, answerable, ref random),
            QuestionForm.Comparison => Comparison(hops, answerable, ref random),
            _ => Count(hops, answerable, ref random),
        };
        return question is not null && IsSound(question, hops, answerable) ? question : null;
    }

    private KnowledgeQuestion.Path? Path(int hops, bool answerable, ref RandomStream random)
    {
        var walk = new Walk(graph, random.NextInt(graph.Entities.Length));
        var name = Name(walk.At, ref random);
        return walk.Go(hops - 1, ref random) && Last(walk, answerable, ref random) is { } last
            ? new KnowledgeQuestion.Path(new KnowledgeTerm(name, [.. walk.Steps, last])) : null;
    }

    private KnowledgeQuestion.Path? Intersection(int hops, bool answerable, ref RandomStream random)
    {
        var walk = new Walk(graph, random.NextInt(graph.Entities.Length));
        var thing = graph.Entities[walk.At];
        var (first, second) = (Draw(thing.Facts, ref random), Draw(thing.Facts, ref random));
        if (!answerable && hops == 1)
        {
            // Two conditions of two things of one kind, which hold of nothing together.
            second = Draw(graph.Entities[Draw(graph.OfType(thing.Type), ref random)].Facts, ref random);
        }

        if (first is not { } one || second is not { } other || one.Relation == other.Relation || one.Value == other.Value)
        {
            return null;
        }

        // Where each condition alone would do, one of them is for nothing.
        var (ones, others) = (graph.Subjects(one.Relation, one.Value).Count(), graph.Subjects(other.Relation, other.Value).Count());
        if (Math.Max(ones, others) < 2)
        {
            return null;
        }

        walk.Close(one.Value);
        walk.Close(other.Value);
        var back = new KnowledgeStep(other.Relation, thing.Type, new KnowledgeCondition(one.Relation, Name(one.Value, ref random)));
        // "The thing with both" must be one thing, whatever is asked of it then.
        var meeting = graph.Apply([other.Value], back).Count;
        if (meeting > 1 || (meeting == 0 && hops > 1) || !walk.Go(Math.Max(0, hops - 2), ref random))
        {
            return null;
        }

        KnowledgeStep? last = null;
        if (hops > 1 && (last = Last(walk, answerable, ref random)) is null)
        {
            return null;
        }

        return new KnowledgeQuestion.Path(new KnowledgeTerm(Name(other.Value, ref random), [back, .. walk.Steps, .. last is null ? [] : new[] { last }]));
    }

    private KnowledgeQuestion.Comparison? Comparison(int hops, bool answerable, ref RandomStream random)
    {
        var (left, right) = (new Walk(graph, random.NextInt(graph.Entities.Length)), new Walk(graph, random.NextInt(graph.Entities.Length)));
        var (leftName, rightName) = (Name(left.At, ref random), Name(right.At, ref random));
        if (!left.Go(hops - 1, ref random) || !right.Go(hops - 1, ref random) || left.At == right.At
            || graph.Entities[left.At].Type != graph.Entities[right.At].Type)
        {
            return null;
        }

        var relation = Relation.Of(graph.Entities[left.At].Type).First(one => one.IsNumber);
        var known = graph.Values(left.At, relation).Any() && graph.Values(right.At, relation).Any();
        return known != answerable ? null : new KnowledgeQuestion.Comparison(
            random.NextBool(0.5), relation, new KnowledgeTerm(leftName, left.Steps), new KnowledgeTerm(rightName, right.Steps));
    }

    private KnowledgeQuestion.Count? Count(int hops, bool answerable, ref RandomStream random)
    {
        var walk = new Walk(graph, random.NextInt(graph.Entities.Length));
        var name = Name(walk.At, ref random);
        if (!walk.Go(hops - 1, ref random))
        {
            return null;
        }

        var relation = Relation.Of(graph.Entities[walk.At].Type).First(one => one.IsMany);
        return graph.Values(walk.At, relation).Any() != answerable ? null : new KnowledgeQuestion.Count(relation, new KnowledgeTerm(name, walk.Steps));
    }

    // The step that the answer comes from: a fact to where the way has not been, or one that is not there.
    private KnowledgeStep? Last(Walk walk, bool answerable, ref RandomStream random)
    {
        var single = Relation.Of(graph.Entities[walk.At].Type).Where(relation => !relation.IsMany && !(onlyNames && relation.IsNumber));
        Relation[] fitting = answerable
            ? [.. single.Where(relation => graph.Values(walk.At, relation).Any(value => !walk.HasSeen(value)))]
            : [.. single.Where(relation => !graph.Values(walk.At, relation).Any())];
        return fitting.Length == 0 ? null : new KnowledgeStep(fitting[random.NextInt(fitting.Length)]);
    }

    private bool IsSound(KnowledgeQuestion question, int hops, bool answerable)
    {
        var answers = graph.Answers(question);
        if (!answerable || answers.Length != 1)
        {
            return !answerable && answers.IsEmpty;
        }

        if (question is KnowledgeQuestion.Comparison && hops == 1)
        {
            return true;
        }

        var words = KnowledgeLanguage.Write(question).Split(' ');
        return !graph.Texts(answers[0]).Any(words.Contains) && NeedsEveryStep(question, answers[0]);
    }

    // A way with a step too many, which has the same answer without it, asks for less than it says.
    private bool NeedsEveryStep(KnowledgeQuestion question, KnowledgeValue answer) =>
        question is not KnowledgeQuestion.Path(var term) || Enumerable.Range(0, term.Steps.Length)
            .All(step => !graph.Evaluate(term with { Steps = term.Steps.RemoveAt(step) }).Contains(answer));

    private string Name(int entity, ref RandomStream random) => Name(KnowledgeValue.OfEntity(entity), ref random);

    private string Name(KnowledgeValue value, ref RandomStream random)
    {
        var texts = graph.Texts(value);
        return texts[random.NextInt(texts.Length)];
    }

    private static KnowledgeFact? Draw(ImmutableArray<KnowledgeFact> facts, ref RandomStream random) =>
        facts.IsEmpty ? null : facts[random.NextInt(facts.Length)];

    private static int Draw((int First, int Count) range, ref RandomStream random) => range.First + random.NextInt(range.Count);

    /// <summary>A way through the graph over facts that lead to one thing each.</summary>
    private sealed class Walk
    {
        private readonly KnowledgeGraph _graph;
        private readonly HashSet<KnowledgeValue> _seen = [];

        public Walk(KnowledgeGraph graph, int start)
        {
            (_graph, At) = (graph, start);
            Close(KnowledgeValue.OfEntity(start));
        }

        public int At { get; private set; }

        public ImmutableArray<KnowledgeStep> Steps { get; private set; } = [];

        public void Close(KnowledgeValue value) => _seen.Add(value);

        public bool HasSeen(KnowledgeValue value) => _seen.Contains(value);

        public bool Go(int steps, ref RandomStream random)
        {
            for (; steps > 0; steps--)
            {
                KnowledgeFact[] open = [.. _graph.Entities[At].Facts.Where(fact => !fact.Relation.IsMany && !fact.Relation.IsNumber && !HasSeen(fact.Value))];
                if (open.Length == 0)
                {
                    return false;
                }

                var fact = open[random.NextInt(open.Length)];
                (At, Steps) = (fact.Value.Entity, Steps.Add(new KnowledgeStep(fact.Relation)));
                Close(fact.Value);
            }

            return true;
        }
    }
}
