using System.Runtime.InteropServices;

namespace Agentic.Agents.Tests.Recording;

/// <summary>Equality of episodes, field by field and bit by bit; only the payload, which no log holds, is left out.</summary>
internal static class Same
{
    public static void Episode(EpisodeRecord expected, EpisodeRecord actual)
    {
        // Records compare members by their own equality: what has none (lists, transcripts) is compared below and replaced here.
        EpisodeRecord Plain(EpisodeRecord record) => record with
        {
            Transcripts = expected.Transcripts,
            Turns = expected.Turns,
            FinalRewards = expected.FinalRewards,
            Task = record.Task with { Payload = "", Features = expected.Task.Features },
        };
        Assert.Equal(Plain(expected), Plain(actual));
        Assert.Equal(expected.Task.Features.AsEnumerable(), actual.Task.Features.AsEnumerable());
        Assert.Equal(expected.FinalRewards.AsEnumerable(), actual.FinalRewards.AsEnumerable());
        Assert.Equal(expected.Turns.AsEnumerable(), actual.Turns.AsEnumerable());
        Assert.Equal(expected.Turns.Select(turn => BitConverter.DoubleToInt64Bits(turn.Score)), actual.Turns.Select(turn => BitConverter.DoubleToInt64Bits(turn.Score)));
        Assert.Equal(expected.Transcripts.Count, actual.Transcripts.Count);
        foreach (var (was, now) in expected.Transcripts.Zip(actual.Transcripts))
        {
            Transcript(was, now);
        }
    }

    private static void Transcript(Transcript was, Transcript now)
    {
        Assert.Equal(was.Window, now.Window);
        Assert.Equal((was.Preamble, was.Length), (now.Preamble, now.Length));
        Assert.Equal(was.Turns, now.Turns);
        Assert.Equal(was.Segments.Count, now.Segments.Count);
        foreach (var (expected, actual) in was.Segments.Zip(now.Segments))
        {
            Assert.Equal(expected.Origin, actual.Origin);
            Assert.Equal(expected.Ids.AsEnumerable(), actual.Ids.AsEnumerable());
            Assert.Equal(expected.Image, actual.Image);
            Assert.Equal(expected.Sampling is null, actual.Sampling is null);
            if (expected.Sampling is { } drawn)
            {
                Assert.Equal((drawn.Temperature, drawn.WeightVersion), (actual.Sampling!.Temperature, actual.Sampling.WeightVersion));
                Assert.Equal(Bits(drawn.LogProbs.AsSpan()), Bits(actual.Sampling.LogProbs.AsSpan()));
                Assert.Equal(Bits(drawn.Entropies.AsSpan()), Bits(actual.Sampling.Entropies.AsSpan()));
            }
        }
    }

    private static uint[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, uint>(values).ToArray();
}
