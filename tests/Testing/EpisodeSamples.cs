using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Testing;

/// <summary>Episodes made by hand, small and full of odd values, for whoever writes, reads or shows records.</summary>
public static class EpisodeSamples
{
    /// <summary>An episode of one role with a picture and a sampled answer each turn; equal arguments give equal episodes.</summary>
    /// <param name="index">Position in the run; varies ids, numbers and the end.</param>
    /// <param name="turns">How many turns.</param>
    /// <param name="images">Where its frames go; null to name frames that are stored nowhere.</param>
    public static EpisodeRecord Small(long index, int turns = 5, IImageStore? images = null)
    {
        var stream = RandomKey.FromSeed((ulong)index).Derive("sample").Stream();
        var transcript = new Transcript(ContextWindow.Full);
        transcript.Begin([TokenSegment.Of(SegmentOrigin.System, [1, 17, 18, 19, 2])]);
        var records = ImmutableArray.CreateBuilder<TurnRecord>(turns);
        for (var turn = 0; turn < turns; turn++)
        {
            var handle = Frame(stream.NextBits(), images);
            transcript.Observe([Picture(handle), TokenSegment.Of(SegmentOrigin.Observation, [5, 6, 300 + turn])]);
            transcript.Reply(Answer(ref stream, 4));
            var last = turn == turns - 1;
            records.Add(Turn(turn, handle) with
            {
                State = new StateKey(stream.NextBits()),
                Reward = last ? Reward.Of("outcome", index % 2) : Reward.None,
                Score = last ? 0.9 * (index % 2) : 0,
            });
        }

        return Whole(index, [transcript], records.DrainToImmutable(), new EpisodeEnd.Terminated(index % 2 == 1));
    }

    /// <summary>An episode of two roles that uses every field, with values at the edges, and an open turn at which it broke.</summary>
    public static EpisodeRecord Odd(long index = long.MaxValue)
    {
        var stream = RandomKey.FromSeed(7).Stream();
        var (first, second) = (new Transcript(ContextWindow.Last(3)), new Transcript(ContextWindow.Last(0)));
        first.Begin([TokenSegment.Of(SegmentOrigin.System, []), TokenSegment.Of(SegmentOrigin.Guidance, [int.MaxValue, int.MinValue, 0])]);
        first.Observe([TokenSegment.Of(SegmentOrigin.ToolResult, [9])]);
        first.Reply(new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = [1, 2, 3],
            Sampling = new Sampling(
                [float.NegativeInfinity, -0f, BitConverter.UInt32BitsToSingle(0x7fc12345)], [float.Epsilon, float.MaxValue, 0], 0.7f, int.MaxValue),
        });
        second.Begin([]);
        second.Observe([]);
        second.Reply(TokenSegment.Of(SegmentOrigin.Forced, [4]));
        first.Observe([Picture(Frame(1, null))]);
        first.Reply(Answer(ref stream, 0));
        first.Observe([TokenSegment.Of(SegmentOrigin.Observation, [8, 8])]);
        var handle = Frame(2, null);
        ImmutableArray<TurnRecord> turns =
        [
            Turn(0, handle) with { Text = "Zeile 1\nline 2 \0 \U0001F600 </script>", Action = null, Feedback = "not understood", Legal = false },
            Turn(1, handle) with
            {
                Role = 1, RoleTurn = 0, Text = "half a pair: \ud83d", Observation = Observation.Empty,
                Reward = Reward.Of("progress", double.NaN).With("legal", double.NegativeInfinity), Score = double.NaN,
            },
            Turn(2, handle) with
            {
                RoleTurn = 1, Text = "", Score = -0.0,
                Observation = Observation.Of(new TextPart(""), new ToolResultPart("search", new string('x', 400)), new ImagePart(handle)),
            },
        ];
        var record = Whole(index, [first, second], turns, new EpisodeEnd.Faulted(new Fault("agent", "the server is gone", false)));
        return record with
        {
            Group = long.MinValue,
            Member = int.MaxValue,
            Retries = 3,
            Parent = new EpisodeParent(long.MinValue, int.MaxValue),
            FinalRewards = [Reward.None, Reward.Of("format", 1)],
            Limits = new EpisodeLimits(3, 4, 5, TimeSpan.FromTicks(123_456_789)),
            Weights = RewardWeights.Of(("outcome", double.MaxValue), ("a", double.Epsilon), ("Z", -1)),
            Task = record.Task with
            {
                Seed = ulong.MaxValue,
                CanonicalForm = "the same puzzle",
                WorldVersion = int.MaxValue,
                World = "a-world-with-a-name-of-34-letters",
                Features = Difficulty.Of(("length", 4), ("chance", 1.0 / 3)).Values,
            },
        };
    }

    private static TurnRecord Turn(int index, ImageHandle handle) => new()
    {
        Index = index,
        Role = 0,
        RoleTurn = index,
        State = new StateKey(ulong.MaxValue - (ulong)index),
        Observation = Observation.Of(new TextPart($"Turn {index}."), new ImagePart(handle)),
        Text = "right",
        Action = "right",
        Legal = true,
        Reward = Reward.None,
        Score = 0,
    };

    private static EpisodeRecord Whole(
        long index, IReadOnlyList<Transcript> transcripts, ImmutableArray<TurnRecord> turns, EpisodeEnd end) => new()
        {
            Index = index,
            Group = index / 4,
            Member = (int)(index % 4),
            Key = RandomKey.FromSeed(3).Derive((ulong)index),
            Task = new TaskInstance
            {
                World = "maze",
                WorldVersion = 1,
                Seed = (ulong)index,
                State = $$"""{"walls":"0f3a","start":[0,0],"goal":[4,{{index % 5}}]}""",
                Payload = "maze",
            },
            Limits = new EpisodeLimits(8),
            Weights = RewardWeights.Default,
            Instruction = "Reach the red cell.",
            Transcripts = transcripts,
            Turns = turns,
            End = end,
            FinalRewards = [Reward.Of("format", 1)],
        };

    private static TokenSegment Picture(ImageHandle handle) => new()
    {
        Origin = SegmentOrigin.Image,
        Ids = [7, 7, 7, 7],
        Image = new ImageSpan(handle, 1, 4, 4),
    };

    private static TokenSegment Answer(ref RandomStream stream, int length)
    {
        var (ids, logProbs, entropies) = (new int[length], new float[length], new float[length]);
        for (var token = 0; token < length; token++)
        {
            (ids[token], logProbs[token], entropies[token]) = (stream.NextInt(512), -(float)stream.NextDouble(), (float)stream.NextDouble());
        }

        return new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = [.. ids],
            Sampling = new Sampling([.. logProbs], [.. entropies], 1, 12),
        };
    }

    private static ImageHandle Frame(ulong seed, IImageStore? images)
    {
        Span<byte> rgb = stackalloc byte[16 * 16 * 3];
        rgb.Fill((byte)seed);
        BitConverter.TryWriteBytes(rgb, seed);
        return images?.Add(rgb, 16, 16) ?? new ImageHandle(ContentHash.Of(rgb), 16, 16);
    }
}
