using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>
/// A game around a world: one role makes its tasks, another solves them, and a reader that sees only what the first one found says whether
/// they can be solved at all. Each role plays episodes of its own, in a kind of its own. Pure and thread-safe.
/// </summary>
public interface ISelfPlayGame
{
    /// <summary>Where the roles play.</summary>
    SelfPlayKinds Kinds { get; }

    /// <summary>What an episode of the proposer came to. Reads the record alone.</summary>
    Proposal Read(EpisodeRecord proposed);

    /// <summary>The reader's task: to answer a sound proposal from documents, its own evidence among them.</summary>
    /// <param name="proposal">A proposal without a <see cref="Proposal.Failure"/>.</param>
    /// <param name="documents">In the order in which they are shown.</param>
    TaskInstance Check(Proposal proposal, ImmutableArray<string> documents);
}

/// <summary>The kinds of a self-play game.</summary>
/// <param name="Solver">The world itself.</param>
/// <param name="Proposer">Where its tasks are made.</param>
/// <param name="Reader">Where they are checked.</param>
public sealed record SelfPlayKinds(IWorldKind Solver, IWorldKind Proposer, IWorldKind Reader)
{
    /// <summary>All of them, the world itself first.</summary>
    public ImmutableArray<IWorldKind> All { get; } = [Solver, Proposer, Reader];
}

/// <summary>The parts of a proposer's reward that others decide.</summary>
public static class SelfPlayParts
{
    /// <summary>What the question was worth: its solvers decide.</summary>
    public const string Challenge = "challenge";

    /// <summary>1 where the question went to the solvers; a metric.</summary>
    public const string Accepted = "accepted";
}

/// <summary>What a proposer made.</summary>
public sealed record Proposal
{
    /// <summary>The first rule that it breaks; null where it is sound in form.</summary>
    public string? Failure { get; init; }

    /// <summary>The question; empty where there is none.</summary>
    public string Question { get; init; } = "";

    /// <summary>What it searched for, in order.</summary>
    public ImmutableArray<string> Queries { get; init; } = [];

    /// <summary>All that was found, as one text; empty where nothing was.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Whether the question has exactly one answer and that is the right one, by a truth that no role sees; null where nobody knows.</summary>
    public bool? IsExact { get; init; }

    /// <summary>The solver's task; null where a rule is broken.</summary>
    public TaskInstance? Problem { get; init; }
}
