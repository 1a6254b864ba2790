using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

/// <summary>What <c>replay --verify</c> says of a log in which something has been changed or is missing.</summary>
public sealed class ReplayDamageTests(ReplayDamageTests.Recorded recorded) : IClassFixture<ReplayDamageTests.Recorded>, IDisposable
{
    private const int FileHeaderBytes = 16;
    private const int FrameHeadBytes = 16;

    public void Dispose() => File.WriteAllBytes(recorded.Log, recorded.Whole);

    [Fact]
    public async Task Any_flipped_byte_is_reported_with_its_episode_and_in_a_turn_with_the_turn()
    {
        var stream = RandomKey.FromSeed(11).Stream();
        var (named, turns) = (0, 0);
        for (var round = LongRun.Count(200, 5_000); round > 0; round--)
        {
            var at = stream.NextInt(recorded.Whole.Length);
            var (code, json, text) = await FlipAsync(at, (byte)stream.NextInt(1, 255));
            Assert.True(code == ExitCode.Failed, $"byte {at}: exit {code}");
            Assert.DoesNotContain("   at ", text);
            var frame = recorded.Frames.FindLastIndex(start => start <= at);
            if (at < FileHeaderBytes)
            {
                Assert.Contains("no trajectory log", text);
            }
            else if (json.GetProperty("torn_bytes").GetInt64() > 0)
            {
                // The head of the last record is all that says where it ends.
                Assert.Equal((recorded.Frames.Count - 1, true), (frame, at < recorded.Frames[frame] + FrameHeadBytes));
                Assert.Contains($"after episode {frame - 1}", text);
            }
            else
            {
                var detail = Assert.Single(json.GetProperty("details").EnumerateArray().ToArray());
                Assert.Equal(frame, detail.GetProperty("episode").GetInt64());
                named++;
                turns += detail.GetProperty("turn").ValueKind == System.Text.Json.JsonValueKind.Number ? 1 : 0;
            }
        }

        // About half of a record of such a short episode is its turns, the rest its head.
        Assert.InRange(turns, named / 4, named * 3 / 4);
    }

    [Fact]
    public async Task A_log_that_was_cut_loses_its_torn_record_only_and_says_so()
    {
        var last = recorded.Frames[^1];
        foreach (var length in new[] { last + 1, last + FrameHeadBytes, (last + recorded.Whole.Length) / 2, recorded.Whole.Length - 1 })
        {
            File.WriteAllBytes(recorded.Log, recorded.Whole[..(int)length]);
            var run = await CliRun.Of("replay", recorded.Run, "--verify", "--json");

            Assert.Equal(ExitCode.Failed, run.Code);
            Assert.Equal((recorded.Frames.Count - 1, 0), (run.Json.GetProperty("verified").GetInt32(), run.Json.GetProperty("mismatches").GetInt32()));
            Assert.Equal(length - last, run.Json.GetProperty("torn_bytes").GetInt64());
            Assert.Contains($"{length - last} bytes that are no whole record", run.Error);
        }
    }

    private async Task<(int Code, System.Text.Json.JsonElement Json, string Text)> FlipAsync(int at, byte bits)
    {
        var bytes = recorded.Whole.ToArray();
        bytes[at] ^= bits;
        File.WriteAllBytes(recorded.Log, bytes);
        var run = await CliRun.Of("replay", recorded.Run, "--verify", "--json");
        return (run.Code, run.Json, run.Error);
    }

    /// <summary>A few recorded episodes of a random player.</summary>
    public sealed class Recorded : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        /// <summary>The run.</summary>
        public string Run => _folder.File("run");

        /// <summary>Its log.</summary>
        public string Log => _folder.File("run", "episodes", "episodes-00000.log");

        /// <summary>The log's bytes.</summary>
        public byte[] Whole { get; private set; } = [];

        /// <summary>Where each record begins.</summary>
        public List<long> Frames { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            var scenario = SmallTraining.Arguments(_folder, "unused")[1];
            await CliRun.Of("rollout", scenario, "--policy", "random", "--limit", "4", "--output", Run);
            Whole = File.ReadAllBytes(Log);
            using var reader = TrajectoryReader.Open(Path.GetDirectoryName(Log)!);
            Frames = [.. reader.Entries.Select(entry => entry.Offset)];
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
