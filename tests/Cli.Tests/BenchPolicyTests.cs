namespace Agentic.Cli.Tests;

public sealed class BenchPolicyTests
{
    [Fact]
    public async Task The_last_line_holds_rates_floors_and_shares_of_what_was_asked_for()
    {
        var run = await CliRun.Of("bench", "policy", "--preset", "tiny", "--batch", "2", "--seconds", "0", "--device", "cpu", "--json");
        Assert.True(run.Code == ExitCode.Done, run.Error);
        var entry = Assert.Single(run.Json.GetProperty("entries").EnumerateArray());
        Assert.Equal("tiny", entry.GetProperty("preset").GetString());
        Assert.Equal(2, entry.GetProperty("batch").GetInt32());
        foreach (var (rate, part) in new[] { ("prefill_tokens_per_s", "prefill"), ("decode_tokens_per_s", "decode"), ("train_tokens_per_s", "train") })
        {
            var (measured, floor) = (entry.GetProperty(rate).GetDouble(), entry.GetProperty("floor").GetProperty(part).GetDouble());
            Assert.True(measured > 0 && floor > 0, $"{part}: {measured} of {floor}");
            Assert.Equal(measured / floor, entry.GetProperty("fraction").GetProperty(part).GetDouble(), 0.001);
        }

        Assert.True(entry.GetProperty("peak_mb").GetDouble() > 1);
        var episode = run.Json.GetProperty("episode");
        Assert.InRange(episode.GetProperty("computed_tokens").GetInt64(), episode.GetProperty("distinct_tokens").GetInt64(), 1.1 * episode.GetProperty("distinct_tokens").GetInt64());
        Assert.Equal("cpu", run.Json.GetProperty("machine").GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("--preset", "huge", "tiny, 100m, 600m")]
    [InlineData("--batch", "0", "from 1 to 1024")]
    [InlineData("--batch", "2,x", "from 1 to 1024")]
    [InlineData("--seconds", "601", "from 0 to 600")]
    [InlineData("--reference", "nowhere", "nowhere")]
    public async Task What_cannot_be_measured_is_refused_before_anything_is(string option, string value, string expected)
    {
        var run = await CliRun.Of("bench", "policy", option, value);
        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(expected, run.Error);
    }
}
