using System.Collections.Immutable;
using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

public sealed class TrajectoryLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("episodes-00000.log");

    private string Index => _folder.File("episodes-00000.idx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Episodes_come_back_in_order_and_by_position()
    {
        Write(0, 20);

        using var reader = TrajectoryReader.Open(_folder.Path);

        Assert.Equal(20, reader.Count);
        Same.Episode(EpisodeSamples.Small(13), reader.Read(13));
        foreach (var (record, index) in reader.ReadAll().Select((record, index) => (record, index)))
        {
            Same.Episode(EpisodeSamples.Small(index), record);
        }
    }

    [Fact]
    public void The_index_says_what_lists_and_filters_need()
    {
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            writer.Append(EpisodeSamples.Small(5, turns: 3));
            writer.Append(EpisodeSamples.Odd(6));
        }

        using var reader = TrajectoryReader.Open(_folder.Path);
        var (solved, faulted) = (reader.Entries[0], reader.Entries[1]);

        // Episode 5: group 5 / 4 = 1, member 5 % 4 = 1; outcome 1 and format 1 under weights 0.9 and 0.1.
        Assert.Equal((5, 1, 1, 3, "solved", true, "maze"), (solved.Episode, solved.Group, solved.Member, solved.Turns, solved.EndName, solved.IsSolved, solved.World));
        Assert.Equal(1.0, solved.Return, 1e-12);
        Assert.Equal((6, "faulted", false, "a-world-with-a-name-of-3"), (faulted.Episode, faulted.EndName, faulted.IsSolved, faulted.World));
        Assert.True(double.IsNaN(faulted.Return));
    }

    [Fact]
    public void The_same_episodes_give_the_same_bytes_however_they_are_flushed()
    {
        Write(0, 6);
        var (log, index) = (File.ReadAllBytes(Log), File.ReadAllBytes(Index));
        using var other = new TemporaryFolder();
        using (var writer = TrajectoryWriter.Open(other.Path))
        {
            for (var episode = 0; episode < 6; episode++)
            {
                writer.Append(EpisodeSamples.Small(episode));
                writer.Flush(durable: episode == 3);
            }
        }

        Assert.Equal(log, File.ReadAllBytes(other.File("episodes-00000.log")));
        Assert.Equal(index, File.ReadAllBytes(other.File("episodes-00000.idx")));
    }

    [Fact]
    public void A_missing_short_or_foreign_index_changes_nothing()
    {
        Write(0, 5);
        var index = File.ReadAllBytes(Index);
        using (var reader = TrajectoryReader.Open(_folder.Path))
        {
            var expected = reader.Entries;
            var stale = index.ToArray();
            stale[16 + 88 + 3] ^= 1;
            foreach (var bytes in new byte[]?[] { null, [], [1, 2, 3], index[..(16 + 88 + 40)], stale, [.. index, .. index] })
            {
                File.Delete(Index);
                if (bytes is not null)
                {
                    File.WriteAllBytes(Index, bytes);
                }

                using var again = TrajectoryReader.Open(_folder.Path);
                Assert.Equal(expected, again.Entries);
            }
        }

        using (TrajectoryWriter.Open(_folder.Path))
        {
        }

        Assert.Equal(index, File.ReadAllBytes(Index));
    }

    [Fact]
    public void The_index_of_another_log_is_not_believed()
    {
        Write(100, 5);
        var foreign = File.ReadAllBytes(Index);
        File.Delete(Log);
        Write(0, 5);
        File.WriteAllBytes(Index, foreign);

        using var reader = TrajectoryReader.Open(_folder.Path);

        Assert.Equal([0, 1, 2, 3, 4], reader.Entries.Select(entry => entry.Episode));
    }

    [Fact]
    public void The_index_of_a_long_log_is_believed_by_a_look_and_each_record_is_held_to_it_when_it_is_read()
    {
        // Two of each three heads are not looked at when 200 are there, the second among them.
        Write(0, 200, turns: 1);
        long[] offsets;
        using (var reader = TrajectoryReader.Open(_folder.Path))
        {
            offsets = [.. reader.Entries.Select(entry => entry.Offset)];
        }

        var whole = File.ReadAllBytes(Log);
        var broken = whole.ToArray();
        broken[offsets[1]] ^= 1;
        broken[offsets[2] + 4] ^= 1;
        broken[offsets[4] + 8] ^= 1;
        File.WriteAllBytes(Log, broken);
        using (var reader = TrajectoryReader.Open(_folder.Path))
        {
            Assert.Equal(offsets, reader.Entries.Select(entry => entry.Offset));
            foreach (var position in new[] { 1, 2, 4 })
            {
                Assert.Equal(offsets[position], Assert.Throws<TrajectoryException>(() => reader.Read(position)).Offset);
            }

            Same.Episode(EpisodeSamples.Small(3, turns: 1), reader.Read(3));
        }

        // One that is looked at tells that the index is not of this log: then all are.
        broken[offsets[3]] ^= 1;
        File.WriteAllBytes(Log, broken);
        using (var reader = TrajectoryReader.Open(_folder.Path))
        {
            Assert.Equal([true, true, true, true], new[] { 1, 2, 3, 4 }.Select(position => reader.Entries.All(entry => entry.Episode != position)));
            Assert.Equal(200 - 4, reader.Entries.Count(entry => !entry.IsDamaged));
        }
    }

    [Fact]
    public void A_flipped_byte_anywhere_is_detected_and_the_other_records_are_read()
    {
        Write(0, 3, turns: 1);
        var whole = File.ReadAllBytes(Log);
        var frames = Frames();
        using var log = new RewrittenFile(Log);
        foreach (var hasIndex in new[] { true, false })
        {
            if (!hasIndex)
            {
                File.Delete(Index);
            }

            for (var position = 0; position < whole.Length; position++)
            {
                var flipped = whole.ToArray();
                flipped[position] ^= 0x01;
                log.Put(flipped);
                if (position < 16)
                {
                    Assert.Throws<TrajectoryException>(() => TrajectoryReader.Open(_folder.Path));
                    continue;
                }

                var hit = frames.FindLastIndex(start => start <= position);
                using var reader = TrajectoryReader.Open(_folder.Path);
                var noticed = reader.TornBytes > 0;
                for (var record = 0; record < reader.Count; record++)
                {
                    try
                    {
                        Assert.Equal(record, reader.Read(record).Index);
                        Assert.NotEqual(hit, record);
                    }
                    catch (TrajectoryException error)
                    {
                        noticed = true;
                        Assert.Equal((hit, frames[hit]), (record, error.Offset));
                    }
                }

                Assert.True(noticed, $"The flip at byte {position} went unnoticed.");
                Assert.InRange(reader.Count, 2, 3);
            }
        }
    }

    [Fact]
    public void A_flipped_byte_in_a_turn_of_a_file_names_episode_and_turn()
    {
        Write(40, 3, turns: 3);
        var whole = File.ReadAllBytes(Log);

        // The answer "right" stands once in each turn, then once more as the action: hit the first of the last turn of record 1.
        var last = Frames()[2];
        var at = whole.AsSpan(0, (int)last).LastIndexOf("right"u8);
        whole[at] ^= 0x01;
        File.WriteAllBytes(Log, whole);
        using var reader = TrajectoryReader.Open(_folder.Path);

        var error = Assert.Throws<TrajectoryException>(() => reader.Read(1));

        Assert.Equal((41, 2), (error.Episode, error.Turn));
        Assert.Contains("episode 41, turn 2: expected the turn with checksum", error.Message);
        Assert.Contains("episodes-00000.log", error.Message);
    }

    [Fact]
    public void A_log_cut_at_any_length_loses_only_the_torn_record_and_says_so()
    {
        Write(0, 3, turns: 1);
        var whole = File.ReadAllBytes(Log);
        var frames = Frames();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Log, whole[..length]);
            var left = frames.Skip(1).Append(whole.Length).Count(end => end <= length);
            var torn = length < 16 ? length : length - (left == 0 ? 16 : frames[left]);
            using (var reader = TrajectoryReader.Open(_folder.Path))
            {
                Assert.Equal((left, torn), (reader.Count, reader.TornBytes));
            }

            using (var writer = TrajectoryWriter.Open(_folder.Path))
            {
                Assert.Equal((left, torn), (writer.Count, writer.CutBytes));
                for (var episode = left; episode < 3; episode++)
                {
                    writer.Append(EpisodeSamples.Small(episode, turns: 1));
                }
            }

            Assert.Equal(whole, File.ReadAllBytes(Log));
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_never_cut_off()
    {
        Write(0, 4);
        var whole = File.ReadAllBytes(Log);

        // A length that points far beyond the file looks like a torn tail, but whole records follow.
        whole[Frames()[1] + 6] = 0x7f;
        File.WriteAllBytes(Log, whole);
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            Assert.Equal((4, 0), (writer.Count, writer.CutBytes));
            writer.Append(EpisodeSamples.Small(4));
        }

        using var reader = TrajectoryReader.Open(_folder.Path);
        Assert.Equal([0, -1, 2, 3, 4], reader.Entries.Select(entry => entry.Episode));
        Assert.Throws<TrajectoryException>(() => reader.Read(1));
        Same.Episode(EpisodeSamples.Small(4), reader.Read(4));
    }

    [Fact]
    public void A_resumed_run_drops_what_came_after_its_checkpoint_and_writes_the_same_bytes_again()
    {
        Write(0, 6);
        var (log, index) = (File.ReadAllBytes(Log), File.ReadAllBytes(Index));
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            writer.Append(EpisodeSamples.Odd());
            writer.Truncate(4);
            Assert.Equal(4, writer.Count);
        }

        Write(4, 2);

        Assert.Equal(log, File.ReadAllBytes(Log));
        Assert.Equal(index, File.ReadAllBytes(Index));
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_whole_records_only()
    {
        using var writer = TrajectoryWriter.Open(_folder.Path);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            using var reader = TrajectoryReader.Open(_folder.Path);
            var seen = 0;
            for (var isLast = false; !isLast;)
            {
                isLast = done.IsCancellationRequested;
                reader.Refresh();
                for (; seen < reader.Count; seen++)
                {
                    Assert.Equal(seen, reader.Read(seen).Index);
                }
            }

            return seen;
        })).ToArray();

        for (var episode = 0; episode < 3000; episode++)
        {
            writer.Append(EpisodeSamples.Small(episode));
            if (episode % 7 == 0)
            {
                writer.Flush();
            }
        }

        writer.Flush();
        await done.CancelAsync();
        var seen = await Task.WhenAll(readers);
        Assert.Equal(new[] { 3000, 3000 }, seen);
    }

    [Fact]
    public void A_refused_episode_leaves_the_log_as_it_was()
    {
        var good = EpisodeSamples.Small(1);
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            writer.Append(EpisodeSamples.Small(0));
            Assert.Throws<ArgumentException>(() => writer.Append(good with { Turns = good.Turns.Reverse().ToImmutableArray() }));
            writer.Append(good);
        }

        using var reader = TrajectoryReader.Open(_folder.Path);
        Assert.Equal([0, 1], reader.ReadAll().Select(record => record.Index));
    }

    [Fact]
    public void A_second_writer_is_refused_until_the_first_has_gone()
    {
        using (TrajectoryWriter.Open(_folder.Path))
        {
            Assert.Contains("no other writer", Assert.Throws<TrajectoryException>(() => TrajectoryWriter.Open(_folder.Path)).Message);
        }

        using var next = TrajectoryWriter.Open(_folder.Path);
        Assert.Equal(0, next.Count);
    }

    [Fact]
    public void A_folder_without_a_log_and_a_file_that_is_none_are_named()
    {
        Assert.Contains(Log, Assert.Throws<TrajectoryException>(() => TrajectoryReader.Open(_folder.Path)).Message);
        File.WriteAllText(Log, "Something else altogether, and longer than a header.");
        Assert.Contains("no trajectory log", Assert.Throws<TrajectoryException>(() => TrajectoryReader.Open(_folder.Path)).Message);
        Assert.Contains("no trajectory log", Assert.Throws<TrajectoryException>(() => TrajectoryWriter.Open(_folder.Path)).Message);
        Assert.StartsWith("Something else", File.ReadAllText(Log));
    }

    private void Write(int first, int count, int turns = 5)
    {
        using var writer = TrajectoryWriter.Open(_folder.Path);
        for (var episode = first; episode < first + count; episode++)
        {
            writer.Append(EpisodeSamples.Small(episode, turns));
        }
    }

    private List<long> Frames()
    {
        using var reader = TrajectoryReader.Open(_folder.Path);
        return [.. reader.Entries.Select(entry => entry.Offset)];
    }
}
