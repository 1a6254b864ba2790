using Agentic.Testing;
using MessagePack;

namespace Agentic.Agents.Tests.Recording;

public sealed class EpisodeCodecTests
{
    public static TheoryData<string> Samples => ["small", "empty", "odd", "failed", "cut"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_field_comes_back(string name)
    {
        var record = Sample(name);

        var again = EpisodeCodec.Decode(EpisodeCodec.Encode(record));

        Same.Episode(record, again);
        Assert.Same(RecordedPayload.Instance, again.Task.Payload);
        Assert.Equal(EpisodeCodec.Encode(record), EpisodeCodec.Encode(again));
    }

    [Fact]
    public void Every_kind_of_end_comes_back()
    {
        var cuts = Enum.GetValues<TruncationReason>().Select(EpisodeEnd (reason) => new EpisodeEnd.Truncated(reason));
        foreach (var end in cuts.Append(new EpisodeEnd.Terminated(true)).Append(new EpisodeEnd.Terminated(false)).Append(new EpisodeEnd.Faulted(new Fault("world", "gone"))))
        {
            Assert.Equal(end, EpisodeCodec.Decode(EpisodeCodec.Encode(EpisodeSamples.Small(1) with { End = end })).End);
        }
    }

    [Fact]
    public void A_flipped_byte_inside_a_turn_names_episode_and_turn()
    {
        var payload = EpisodeCodec.Encode(EpisodeSamples.Small(41, turns: 3));
        foreach (var (turn, start, end) in Blobs(payload))
        {
            for (var position = start; position < end; position++)
            {
                var error = Assert.Throws<TrajectoryException>(() => EpisodeCodec.Decode(Flipped(payload, position), "a file", 77));

                Assert.Equal(("a file", 77), (error.File, error.Offset));
                Assert.Equal(turn < 0 ? null : 41, error.Episode);
                Assert.Equal(turn < 0 ? null : turn, error.Turn);
                Assert.Contains("checksum", error.Message);
            }
        }
    }

    [Fact]
    public void A_record_cut_at_any_length_is_refused()
    {
        var payload = EpisodeCodec.Encode(EpisodeSamples.Odd());
        for (var length = 0; length < payload.Length; length++)
        {
            Assert.Throws<TrajectoryException>(() => EpisodeCodec.Decode(payload.AsMemory(0, length)));
        }

        Assert.Contains("1 bytes more", Assert.Throws<TrajectoryException>(() => EpisodeCodec.Decode((byte[])[.. payload, 0])).Message);
    }

    [Fact]
    public void Turns_that_contradict_their_transcript_are_refused_when_written()
    {
        var record = EpisodeSamples.Small(1);
        var swapped = record with { Turns = record.Turns.SetItem(1, record.Turns[2]) };

        Assert.Contains("turn 2: it must be turn 1 of role 0, but says that it is turn 2", Assert.Throws<ArgumentException>(() => EpisodeCodec.Encode(swapped)).Message);
    }

    private static EpisodeRecord Sample(string name) => name switch
    {
        "odd" => EpisodeSamples.Odd(),
        "empty" => EpisodeSamples.Small(0, turns: 0) with { Transcripts = [], FinalRewards = [], Instruction = "" },
        "failed" => EpisodeSamples.Small(2, turns: 1),
        "cut" => EpisodeSamples.Small(3, turns: 40) with { End = new EpisodeEnd.Truncated(TruncationReason.OutOfTokens) },
        _ => EpisodeSamples.Small(5),
    };

    private static byte[] Flipped(byte[] payload, int position)
    {
        var flipped = payload.ToArray();
        flipped[position] ^= 0x40;
        return flipped;
    }

    private static List<(int Turn, int Start, int End)> Blobs(byte[] payload)
    {
        var blobs = new List<(int, int, int)>();
        var reader = new MessagePackReader(payload);
        var count = reader.ReadArrayHeader();
        for (var index = 0; index < count; index++)
        {
            var bytes = reader.ReadBytes()!.Value;
            blobs.Add((index - 1, (int)(reader.Consumed - bytes.Length), (int)reader.Consumed));
        }

        return blobs;
    }
}
