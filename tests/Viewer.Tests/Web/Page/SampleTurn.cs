using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A turn of a sample episode, in as few words as it takes.</summary>
/// <param name="Text">What was said.</param>
/// <param name="Action">What was understood; null for nothing.</param>
internal sealed record SampleTurn(string Text, string? Action)
{
    /// <summary>What was seen, in words.</summary>
    public string? Words { get; init; }

    /// <summary>The tool that said so; null where it was the world.</summary>
    public string? Tool { get; init; }

    /// <summary>What was seen.</summary>
    public ImageHandle? Picture { get; init; }

    /// <summary>Help that was given before the answer.</summary>
    public string? Guidance { get; init; }

    /// <summary>What came back.</summary>
    public string? Feedback { get; init; }

    /// <summary>Whether it was allowed.</summary>
    public bool Legal { get; init; } = true;

    /// <summary>What it earned.</summary>
    public Reward Reward { get; init; } = Reward.None;

    /// <summary>Key of the state.</summary>
    public ulong State { get; init; }

    /// <summary>Log-probability of each answer token; a token more or less is told by the words.</summary>
    public float LogProb { get; init; } = -0.5f;
}

/// <summary>Makes records of sample turns, with a transcript of one role that tells all of them.</summary>
internal sealed class SampleEpisodes(SampleWords words)
{
    public static readonly RewardWeights Weights = RewardWeights.Of((RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1));

    /// <summary>A record.</summary>
    public EpisodeRecord Make(long index, long group, int member, TaskInstance task, string instruction, EpisodeEnd end, IReadOnlyCollection<SampleTurn> turns)
    {
        // A transcript builds each prompt as it grows: with everything in it, very many turns would take the square of their number.
        var transcript = new Transcript(turns.Count > 1000 ? ContextWindow.Last(0) : ContextWindow.Full);
        transcript.Begin([words.Segment(SegmentOrigin.System, instruction)]);
        var records = ImmutableArray.CreateBuilder<TurnRecord>();
        foreach (var turn in turns)
        {
            transcript.Observe([.. Read(turn)]);
            transcript.Reply(Answer(turn));
            records.Add(new TurnRecord
            {
                Index = records.Count,
                Role = 0,
                RoleTurn = records.Count,
                State = new StateKey(turn.State),
                Observation = Observation.Of([.. Parts(turn)]),
                Text = turn.Text,
                Action = turn.Action,
                Feedback = turn.Feedback,
                Legal = turn.Legal && turn.Action is not null,
                Reward = turn.Reward,
                Score = Weights.Score(turn.Reward),
            });
        }

        var solved = end is EpisodeEnd.Terminated { Solved: true };
        return new EpisodeRecord
        {
            Index = index,
            Group = group,
            Member = member,
            Key = RandomKey.FromSeed(1).Derive((ulong)index),
            Limits = new EpisodeLimits(8),
            Weights = Weights,
            Task = task,
            Instruction = instruction,
            Transcripts = [transcript],
            Turns = records.ToImmutable(),
            End = end,
            FinalRewards = [Reward.Of(RewardWeights.Outcome, solved ? 1 : 0).With(RewardWeights.Format, 1)],
        };
    }

    private static IEnumerable<ObservationPart> Parts(SampleTurn turn)
    {
        if (turn.Picture is { } picture)
        {
            yield return new ImagePart(picture);
        }

        if (turn.Words is { } seen)
        {
            yield return turn.Tool is { } tool ? new ToolResultPart(tool, seen) : new TextPart(seen);
        }
    }

    private IEnumerable<TokenSegment> Read(SampleTurn turn)
    {
        if (turn.Picture is { } picture)
        {
            yield return new TokenSegment { Origin = SegmentOrigin.Image, Ids = [7, 7, 7, 7], Image = new ImageSpan(picture, 1, 4, 4) };
        }

        if (turn.Words is { } seen)
        {
            yield return words.Segment(SegmentOrigin.Observation, seen);
        }

        if (turn.Guidance is { } help)
        {
            yield return words.Segment(SegmentOrigin.Guidance, help);
        }
    }

    // The log-probabilities differ from token to token, so that a colour or a number in the wrong place shows.
    private TokenSegment Answer(SampleTurn turn)
    {
        var ids = words.Ids(turn.Text);
        return new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = ids,
            Sampling = new Sampling([.. ids.Select((_, at) => turn.LogProb / (at + 1))], [.. ids.Select((_, at) => 1.5f / (at + 1))], 1, 3),
        };
    }
}
