using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

public sealed class TrajectoryGlanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_glance_counts_what_reading_the_record_counts()
    {
        EpisodeRecord[] records = [EpisodeSamples.Small(0, 0), EpisodeSamples.Small(1, 1), EpisodeSamples.Small(2, 9), EpisodeSamples.Odd()];
        foreach (var record in records)
        {
            var glance = EpisodeCodec.Glance(EpisodeCodec.Encode(record));

            Assert.Equal(record.Task.Id, glance.Head.Task.Id);
            Assert.Equal(record.End, glance.Head.End);
            Assert.Empty(glance.Head.Turns);
            Assert.Equal(record.Turns.SelectMany(turn => turn.Observation.Parts).Count(part => part is ImagePart), glance.Images);
            Assert.Equal(
                record.Transcripts.SelectMany(transcript => transcript.Segments).Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length), glance.SampledTokens);
        }

        // Nine turns, a picture and four sampled tokens each.
        var nine = EpisodeCodec.Glance(EpisodeCodec.Encode(records[2]));
        Assert.Equal((36, 9), (nine.SampledTokens, nine.Images));
    }

    [Fact]
    public void One_room_serves_many_records_and_grows()
    {
        Write(0, 3);
        using var reader = TrajectoryReader.Open(_folder.Path);
        var buffer = new byte[10];

        Assert.Equal(2, reader.Glance(2, ref buffer).Head.Index);
        Assert.Equal(EpisodeCodec.Encode(EpisodeSamples.Small(1, turns: 2)), reader.ReadPayload(1, ref buffer).ToArray());
        Assert.True(buffer.Length > 100);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Glance(3, ref buffer));
    }

    [Fact]
    public void A_glance_at_a_damaged_record_says_so()
    {
        Write(0, 3);
        using var reader = TrajectoryReader.Open(_folder.Path);
        var log = _folder.File("episodes-00000.log");
        var bytes = File.ReadAllBytes(log);
        bytes[^3] ^= 1;
        File.WriteAllBytes(log, bytes);
        var buffer = Array.Empty<byte>();

        Assert.Equal(1, reader.Glance(1, ref buffer).Head.Index);
        Assert.Contains("checksum", Assert.Throws<TrajectoryException>(() => reader.Glance(2, ref buffer)).Message);
    }

    [Fact]
    public void A_reader_follows_a_writer_that_takes_episodes_back()
    {
        Write(0, 4);
        using var reader = TrajectoryReader.Open(_folder.Path);
        var before = reader.Entries;
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            writer.Truncate(2);
        }

        Assert.Equal(-2, reader.Refresh());
        Assert.Equal(0, reader.TornBytes);
        Write(10, 3);
        Assert.Equal(3, reader.Refresh());

        Assert.Equal([0, 1, 10, 11, 12], reader.Entries.Select(entry => entry.Episode));
        Assert.Equal([0, 1, 10, 11, 12], reader.ReadAll().Select(record => record.Index));
        Assert.Equal([0, 1, 2, 3], before.Select(entry => entry.Episode));
    }

    [Fact]
    public void A_reader_notices_other_episodes_in_the_place_of_those_it_knew()
    {
        Write(0, 4);
        using var reader = TrajectoryReader.Open(_folder.Path);
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            writer.Truncate(2);
            for (var episode = 20; episode < 26; episode++)
            {
                writer.Append(EpisodeSamples.Small(episode, turns: 7));
            }
        }

        Assert.Equal(4, reader.Refresh());
        Assert.Equal([0, 1, 20, 21, 22, 23, 24, 25], reader.Entries.Select(entry => entry.Episode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2600)]
    [InlineData(4999)]
    public void A_long_index_is_believed_up_to_its_first_wrong_entry(int wrong)
    {
        Write(0, 5000);
        var index = _folder.File("episodes-00000.idx");
        using var whole = TrajectoryReader.Open(_folder.Path);
        var bytes = File.ReadAllBytes(index);

        bytes[16 + (88 * wrong) + 30] ^= 1;
        File.WriteAllBytes(index, bytes);
        using var reader = TrajectoryReader.Open(_folder.Path);

        Assert.Equal(5000, reader.Count);
        Assert.Equal(whole.Entries, reader.Entries);
    }

    [Fact]
    public void Entries_of_a_long_index_must_follow_each_other()
    {
        Write(0, 5000);
        var index = _folder.File("episodes-00000.idx");
        using var whole = TrajectoryReader.Open(_folder.Path);
        var bytes = File.ReadAllBytes(index);

        // Each entry is whole and fits the log, but one of them is missing.
        byte[] shorter = [.. bytes[..(16 + (88 * 2600))], .. bytes[(16 + (88 * 2601))..]];
        File.WriteAllBytes(index, shorter);
        using var reader = TrajectoryReader.Open(_folder.Path);

        Assert.Equal(whole.Entries, reader.Entries);
    }

    [Fact]
    public void Ten_thousand_mutated_records_give_typed_errors_or_the_counts_of_the_record()
    {
        var stream = RandomKey.FromSeed(77).Stream();
        byte[][] seeds = [EpisodeCodec.Encode(EpisodeSamples.Small(3, turns: 2)), EpisodeCodec.Encode(EpisodeSamples.Odd(5))];
        var read = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var input = Fuzzing.Mutated(seeds[stream.NextInt(seeds.Length)], ref stream);
            Fuzzing.MendChecksums(input);
            EpisodeRecord? record = null;
            try
            {
                record = EpisodeCodec.Decode(input);
                read++;
            }
            catch (TrajectoryException)
            {
                // The glance may be refused as well, or pass over what is wrong: it looks at less.
            }

            try
            {
                var glance = EpisodeCodec.Glance(input);
                if (record is not null)
                {
                    Assert.Equal(record.Turns.SelectMany(turn => turn.Observation.Parts).Count(part => part is ImagePart), glance.Images);
                    Assert.Equal(record.Index, glance.Head.Index);
                }
            }
            catch (TrajectoryException)
            {
                Assert.Null(record);
            }
        }

        Assert.InRange(read, 100, 9_900);
    }

    private void Write(int first, int count)
    {
        using var writer = TrajectoryWriter.Open(_folder.Path);
        for (var episode = first; episode < first + count; episode++)
        {
            writer.Append(EpisodeSamples.Small(episode, turns: 1 + (episode % 2)));
        }
    }
}
