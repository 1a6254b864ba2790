using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

public sealed class TrajectoryFuzzTests
{
    [Fact]
    public void Random_and_mutated_logs_give_only_typed_errors()
    {
        using var folder = new TemporaryFolder();
        using (var writer = TrajectoryWriter.Open(folder.Path))
        {
            for (var episode = 0; episode < 3; episode++)
            {
                writer.Append(EpisodeSamples.Small(episode, turns: 1));
            }
        }

        File.Delete(folder.File("episodes-00000.idx"));
        var log = folder.File("episodes-00000.log");
        var whole = File.ReadAllBytes(log);
        using var file = new RewrittenFile(log);
        var stream = RandomKey.FromSeed(99).Stream();
        var (rounds, refused, damaged, read) = (LongRun.Count(10_000, 100_000), 0, 0, 0);
        for (var round = 0; round < rounds; round++)
        {
            // Pure noise rarely passes the header: half of it follows a true one.
            file.Put((round % 8) switch
            {
                0 => Fuzzing.Random(ref stream),
                1 => [.. whole[..16], .. Fuzzing.Random(ref stream)],
                _ => Fuzzing.Mutated(whole, ref stream),
            });
            try
            {
                using var reader = TrajectoryReader.Open(folder.Path);
                for (var record = 0; record < reader.Count; record++)
                {
                    try
                    {
                        reader.Read(record);
                        read++;
                    }
                    catch (TrajectoryException)
                    {
                        // The others are still to be read.
                        damaged++;
                    }
                }
            }
            catch (TrajectoryException)
            {
                refused++;
            }
        }

        // Each of the three ways must have been walked: no log at all, a damaged record, a record that is still whole.
        Assert.InRange(refused, rounds / 20, rounds / 2);
        Assert.InRange(damaged, rounds / 20, rounds * 2);
        Assert.InRange(read, rounds / 2, rounds * 3);
    }

    [Fact]
    public void A_hundred_thousand_random_and_mutated_records_give_only_typed_errors_and_take_little_memory()
    {
        var stream = RandomKey.FromSeed(2024).Stream();
        byte[][] seeds = [EpisodeCodec.Encode(EpisodeSamples.Small(3, turns: 2)), EpisodeCodec.Encode(EpisodeSamples.Odd(5)), EpisodeCodec.Encode(EpisodeSamples.Small(4, turns: 0))];
        var refused = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var input = round % 4 == 0 ? Fuzzing.Random(ref stream) : Fuzzing.Mutated(seeds[stream.NextInt(seeds.Length)], ref stream);
            if (round % 2 == 0)
            {
                Fuzzing.MendChecksums(input);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                EpisodeCodec.Decode(input);
            }
            catch (TrajectoryException)
            {
                refused++;
            }

            // An empty array in the input costs one byte and an object of tens of bytes here: the factor is bounded, whatever lengths are declared.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 65_536 + (input.Length * 100L));
        }

        Assert.InRange(refused, 50_000, 99_999);
    }
}
