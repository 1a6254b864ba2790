using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Learning;

/// <summary>One sequence to learn from: what was read, and which of its tokens were chosen.</summary>
/// <param name="Segments">Everything in order; exactly what the policy was fed.</param>
/// <param name="Learnt">
/// Indices of the segments whose tokens carry loss, the last segment among them. Each has origin sampled, or guidance where help is paid for:
/// such tokens are none of <see cref="SequenceBatch.IsSampled_VR"/>, which is all that an objective sees.
/// </param>
/// <param name="Episode">Which of the scored episodes it belongs to.</param>
/// <param name="Turn">Its turn within the role, or 0 for a row that holds the whole episode.</param>
public sealed record TrainingRow(IReadOnlyList<TokenSegment> Segments, IReadOnlyList<int> Learnt, int Episode, int Turn)
{
    /// <summary>Tokens in the row.</summary>
    public int Length { get; } = Segments.Sum(segment => segment.Ids.Length);

    /// <summary>Tokens that go through the model: the last one is only predicted.</summary>
    public int InputLength => Length - 1;

    /// <summary>Tokens that carry loss.</summary>
    public int LearntTokens { get; } = Learnt.Sum(index => Segments[index].Ids.Length);

    /// <summary>Those of them that somebody else chose.</summary>
    public int GivenTokens { get; } = Learnt.Sum(index => Segments[index].Origin == SegmentOrigin.Guidance ? Segments[index].Ids.Length : 0);

    /// <summary>What each learnt token counts for in imitation, in order; empty where all count 1.</summary>
    public ImmutableArray<float> Weights { get; init; } = [];

    /// <summary>log π of each learnt token that ratios start from, in order; empty for those that were sampled with.</summary>
    public ImmutableArray<float> OldLogProbs { get; init; } = [];

    /// <summary>Advantage of each learnt token, in order; empty where all have their episode's. All rows of an update have their own, or none has.</summary>
    public ImmutableArray<float> Advantages { get; init; } = [];

    /// <summary>What a critic is taught at the learnt tokens; null without one.</summary>
    public ValueTargets? Values { get; init; }

    /// <summary>Whether its tokens were sampled behind another prompt than this: log-probabilities that they were sampled with say nothing here.</summary>
    public bool IsRelabelled { get; init; }

    /// <summary>log π of each learnt token that ratios start from, in order.</summary>
    public IEnumerable<float> StartLogProbs() => OldLogProbs.IsEmpty ? Learnt.SelectMany(index => Segments[index].Sampling!.LogProbs) : OldLogProbs;

    /// <summary>The sum of the weights.</summary>
    public double TotalWeight => Weights.IsEmpty ? LearntTokens : Weights.Sum(weight => (double)weight);

    /// <summary>Rows with equal inputs go through the model once.</summary>
    public StateKey Key { get; } = Digest(Segments);

    /// <summary>The token that is predicted only.</summary>
    public int LastToken => Segments[^1].Ids[^1];

    /// <summary>Whether both read the same, and learn at the same places; their last tokens may differ.</summary>
    public bool HasInputOf(TrainingRow other)
    {
        if (Segments.Count != other.Segments.Count || !Learnt.SequenceEqual(other.Learnt))
        {
            return false;
        }

        for (var at = 0; at < Segments.Count; at++)
        {
            var (mine, others) = (Segments[at], other.Segments[at]);
            if (mine.Ids.Length != others.Ids.Length || mine.Image != others.Image || !Input(Segments, at).SequenceEqual(Input(other.Segments, at)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows of one episode: one for the whole of it under a full context, one a turn under a window.</summary>
    public static IEnumerable<TrainingRow> Of(ScoredEpisode episode, int index) => Of(episode.Record.Transcripts[episode.Role], index);

    /// <summary>The rows of a role's tokens.</summary>
    /// <param name="transcript">The tokens.</param>
    /// <param name="index">Which of the scored episodes they belong to.</param>
    public static IEnumerable<TrainingRow> Of(Transcript transcript, int index) => Of(transcript, index, origin => origin == SegmentOrigin.Sampled);

    /// <summary>The rows of answers of some origins.</summary>
    /// <param name="transcript">The tokens.</param>
    /// <param name="index">Which of the scored episodes they belong to.</param>
    /// <param name="isLearnt">Whether answers of an origin are learnt from.</param>
    internal static IEnumerable<TrainingRow> Of(Transcript transcript, int index, Func<SegmentOrigin, bool> isLearnt)
    {
        var answered = Enumerable.Range(0, transcript.Turns.Count).Where(turn => transcript.ReplyOrigin(turn) is { } origin && isLearnt(origin)).ToList();
        if (transcript.Window.LastTurns is not null)
        {
            return answered.Select(turn =>
            {
                // Earlier replies in the window were rows of their own: only the last segment is learnt here.
                var segments = new List<TokenSegment>(transcript.Prompt(turn)) { transcript.Segments[transcript.Turns[turn].Reply!.Value] };
                return new TrainingRow(segments, [segments.Count - 1], index, turn);
            });
        }

        List<int> learnt = [.. answered.Select(turn => transcript.Turns[turn].Reply!.Value)];
        return learnt.Count == 0 ? [] : [new TrainingRow([.. transcript.Segments.Take(learnt[^1] + 1)], learnt, index, 0)];
    }

    private static StateKey Digest(IReadOnlyList<TokenSegment> segments)
    {
        var key = default(StateKey);
        for (var at = 0; at < segments.Count; at++)
        {
            key = key.With(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Input(segments, at))).With(segments[at].Image?.Handle.Hash.A ?? 0);
        }

        return key;
    }

    private static ReadOnlySpan<int> Input(IReadOnlyList<TokenSegment> segments, int at) =>
        at == segments.Count - 1 ? segments[at].Ids.AsSpan()[..^1] : segments[at].Ids.AsSpan();
}
