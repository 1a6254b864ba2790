using Agentic.Agents;
using Agentic.Worlds;

namespace Agentic.Training.SelfPlay;

/// <summary>One proposal on its way through a round, and the solvers of its place. Filled in by the collector, step by step.</summary>
/// <param name="Record">The proposer's episode.</param>
/// <param name="Times">Where its time went.</param>
/// <param name="Proposal">What it came to.</param>
internal sealed record Candidate(EpisodeRecord Record, EpisodeTimes Times, Proposal Proposal)
{
    /// <summary>What the reader said; null where it was not asked. A reader that broke has not confirmed anything.</summary>
    public bool? IsRead { get; init; }

    /// <summary>Whether it goes to the solvers.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Share of its solvers that succeeded; null where it had none, or all of them broke.</summary>
    public double? Solved { get; init; }

    /// <summary>Whether it keeps to the rules of form.</summary>
    public bool IsSound => Record.End is not EpisodeEnd.Faulted && Proposal.Failure is null;
}

/// <summary>How a place of the solvers' batch was filled.</summary>
internal enum Filling
{
    /// <summary>By the proposal that was made for it.</summary>
    Proposed,

    /// <summary>By an earlier problem.</summary>
    Replayed,

    /// <summary>Not at all: a dummy would teach nothing, and batches may be ragged.</summary>
    Empty,
}

/// <summary>A place of the solvers' batch.</summary>
/// <param name="Number">Its number in the run.</param>
/// <param name="Filling">How it was filled.</param>
/// <param name="Task">What is solved there; null where it is empty.</param>
/// <param name="Candidate">The proposal that it came from; −1 for none of this round.</param>
internal sealed record Slot(long Number, Filling Filling, TaskInstance? Task, int Candidate);
