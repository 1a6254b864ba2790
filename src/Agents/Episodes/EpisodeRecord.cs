using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>Everything about one episode that is not a clock value: enough to replay, to judge again, and to learn from.</summary>
public sealed record EpisodeRecord
{
    /// <summary>Position in the run.</summary>
    public required long Index { get; init; }

    /// <summary>Group of siblings.</summary>
    public required long Group { get; init; }

    /// <summary>Place among the siblings.</summary>
    public required int Member { get; init; }

    /// <summary>The episode that this one grew from; null for one that stands alone.</summary>
    public EpisodeParent? Parent { get; init; }

    /// <summary>The task, by its explicit state.</summary>
    public required TaskInstance Task { get; init; }

    /// <summary>Root of its random streams.</summary>
    public required RandomKey Key { get; init; }

    /// <summary>What it could use up.</summary>
    public required EpisodeLimits Limits { get; init; }

    /// <summary>What the parts counted for.</summary>
    public required RewardWeights Weights { get; init; }

    /// <summary>What the policy was told first.</summary>
    public required string Instruction { get; init; }

    /// <summary>One transcript per role that acted.</summary>
    public required IReadOnlyList<Transcript> Transcripts { get; init; }

    /// <summary>The turns, in order.</summary>
    public required ImmutableArray<TurnRecord> Turns { get; init; }

    /// <summary>How it ended.</summary>
    public required EpisodeEnd End { get; init; }

    /// <summary>Parts paid at the end, by role, beside what the turns earned: format, and the world's final judgement.</summary>
    public required ImmutableArray<Reward> FinalRewards { get; init; }

    /// <summary>Attempts that faulted before this one.</summary>
    public int Retries { get; init; }

    /// <summary>Whether any of it was help: words in a prompt, or an answer in the policy's place.</summary>
    public bool HadHelp => Turns.Any(turn => IsGuided(turn) || turn.Observation.Parts.Any(part => part is GuidancePart));

    /// <summary>Whether a turn's answer was given in the policy's place.</summary>
    public bool IsGuided(TurnRecord turn) => Transcripts[turn.Role].ReplyOrigin(turn.RoleTurn) == SegmentOrigin.Guidance;

    /// <summary>Whether the world said so.</summary>
    public bool IsSolved => End is EpisodeEnd.Terminated { Solved: true };

    /// <summary>Whether a role reached its goal: where several act, each has one of its own, and its part of the outcome says so.</summary>
    public bool IsWonBy(int role) => Transcripts.Count == 1 ? IsSolved : Part(RewardWeights.Outcome, role) >= 1;

    /// <summary>The same, with parts that other episodes decided after this one was over.</summary>
    public EpisodeRecord Settle(Reward later, int role = 0) => this with
    {
        FinalRewards = FinalRewards.SetItem(role, new Reward([.. FinalRewards[role].Parts, .. later.Parts])),
    };

    /// <summary>Σ weight · value of a role's parts.</summary>
    public double Return(int role = 0) =>
        Turns.Where(turn => turn.Role == role).Sum(turn => turn.Score) + Weights.Score(FinalRewards[role]);

    /// <summary>Sum of one part's values over the episode, for a role.</summary>
    public double Part(string name, int role = 0) =>
        Turns.Where(turn => turn.Role == role).SelectMany(turn => turn.Reward.Parts).Concat(FinalRewards[role].Parts)
            .Where(part => part.Name == name).Sum(part => part.Value);
}

/// <summary>
/// Where an episode comes from: it went on from a state of another one, or it plays a task that another one made (a question that was
/// asked there, say). A claim of the record, which in foreign files may name nothing, or go round in a circle.
/// </summary>
/// <param name="Episode">The index of the other one, in the same run.</param>
/// <param name="Turn">How many of its turns this one begins with; 0 where it begins anew.</param>
public readonly record struct EpisodeParent(long Episode, int Turn = 0);

/// <summary>One turn: what was seen, said, understood and paid.</summary>
public sealed record TurnRecord
{
    /// <summary>Position in the episode.</summary>
    public required int Index { get; init; }

    /// <summary>Who acted.</summary>
    public required int Role { get; init; }

    /// <summary>Position among that role's turns in its transcript.</summary>
    public required int RoleTurn { get; init; }

    /// <summary>The state before the action.</summary>
    public required StateKey State { get; init; }

    /// <summary>What was seen.</summary>
    public required Observation Observation { get; init; }

    /// <summary>What was said.</summary>
    public required string Text { get; init; }

    /// <summary>The action in canonical words; null when the text could not be parsed.</summary>
    public string? Action { get; init; }

    /// <summary>Why it could not be parsed, or the world's words about the action; null for neither.</summary>
    public string? Feedback { get; init; }

    /// <summary>Whether the action was allowed here; false for an unparsable answer as well.</summary>
    public required bool Legal { get; init; }

    /// <summary>Parts earned.</summary>
    public required Reward Reward { get; init; }

    /// <summary>The weighted sum of the parts.</summary>
    public required double Score { get; init; }
}
