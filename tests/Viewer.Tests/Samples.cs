using System.Collections.Concurrent;
using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Tests;

/// <summary>Records built by hand, so that the viewer's tests need no world.</summary>
internal static class Samples
{
    /// <summary>Token 10 + i is the i-th of these; other ids have no text here.</summary>
    public static readonly ImmutableArray<string> Pieces = ["go", " left", " right", "\n", "<end>", "maze"];

    public static string TokenText(int id) => id >= 10 && id < 10 + Pieces.Length ? Pieces[id - 10] : $"<{id}>";

    /// <summary>A picture of one colour with a white pixel at the given place.</summary>
    public static ImageFrame Dot(int width, int height, int x, int y)
    {
        var rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(40);
        rgb.AsSpan(((y * width) + x) * 3, 3).Fill(255);
        return new ImageFrame(width, height, rgb);
    }

    public static TokenSegment Answer(params float[] logProbs) => new()
    {
        Origin = SegmentOrigin.Sampled,
        Ids = [.. Enumerable.Range(0, logProbs.Length).Select(at => 10 + at)],
        Sampling = new Sampling([.. logProbs], [.. logProbs.Select(value => -value / 2)], 1, 7),
    };

    /// <summary>An episode of one turn per text, each seeing the picture, the last one ending it.</summary>
    public static EpisodeRecord Episode(
        long index, EpisodeEnd end, IEnumerable<string> texts, Func<int, ImageHandle>? picture = null, string words = "Where to?", string? feedback = null)
    {
        var transcript = new Transcript(ContextWindow.Full);
        transcript.Begin([TokenSegment.Of(SegmentOrigin.System, [15])]);
        var turns = ImmutableArray.CreateBuilder<TurnRecord>();
        var weights = RewardWeights.Of((RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1));
        foreach (var text in texts)
        {
            var at = turns.Count;
            var image = picture?.Invoke(at);
            List<TokenSegment> seen = image is { } shown
                ? [new TokenSegment { Origin = SegmentOrigin.Image, Ids = [99, 99, 99, 99], Image = new ImageSpan(shown, 1, 4, 4) }]
                : [];
            transcript.Observe([TokenSegment.Of(SegmentOrigin.Observation, [13]), .. seen]);
            transcript.Reply(Answer(-0.25f, -2f));
            var reward = Reward.Of("progress", 0.5);
            turns.Add(new TurnRecord
            {
                Index = at,
                Role = 0,
                RoleTurn = at,
                State = new StateKey((ulong)at),
                Observation = image is { } handle ? Observation.Of(new ImagePart(handle), new TextPart(words)) : Observation.Of(new TextPart(words)),
                Text = text,
                Action = "left",
                Feedback = feedback,
                Legal = true,
                Reward = reward,
                Score = weights.Score(reward),
            });
        }

        return new EpisodeRecord
        {
            Index = index,
            Group = 3,
            Member = 1,
            Key = RandomKey.FromSeed(1),
            Limits = new EpisodeLimits(8),
            Weights = weights,
            Task = new TaskInstance { World = "maze", WorldVersion = 1, Seed = 5, State = """{"size":3}""", Payload = "" },
            Instruction = "Reach the flag.",
            Transcripts = [transcript],
            Turns = turns.ToImmutable(),
            End = end,
            FinalRewards = [Reward.Of(RewardWeights.Outcome, end is EpisodeEnd.Terminated { Solved: true } ? 1 : 0).With(RewardWeights.Format, 1)],
        };
    }
}

/// <summary>Pictures in memory, and how often each was asked for.</summary>
internal sealed class Pictures : IImageStore
{
    private readonly ConcurrentDictionary<ContentHash, ImageFrame> _frames = [];

    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var hash = ContentHash.Of(rgb);
        _frames[hash] = new ImageFrame(width, height, rgb.ToArray());
        return new ImageHandle(hash, width, height);
    }

    public ImageHandle Add(ImageFrame frame) => Add(frame.Rgb, frame.Width, frame.Height);

    public ImageFrame Get(ImageHandle handle) => _frames.TryGetValue(handle.Hash, out var frame) ? frame : throw new ImageMissingException(handle, "memory");
}
