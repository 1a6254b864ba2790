using Agentic.Training.Benchmarks;

namespace Agentic.Training.Tests.Benchmarks;

public sealed class BenchRepeatsTests
{
    [Theory]
    [InlineData(1, new[] { 100.0, 3, 1, 2 }, 2.0)]
    [InlineData(0, new[] { 9.0, 1, 2 }, 2.0)]
    [InlineData(2, new[] { 100.0, 50, 4, 8, 6, 2 }, 5.0)]
    public async Task The_median_leaves_warm_ups_out(int warmUps, double[] results, double median)
    {
        var next = 0;
        var repeats = new BenchRepeats(0, Least: results.Length - warmUps, WarmUps: warmUps);
        Assert.Equal(median, await repeats.MedianAsync(TimeProvider.System, () => Task.FromResult(results[next++])));
        Assert.Equal(results.Length, next);
    }

    [Fact]
    public async Task What_takes_long_enough_is_measured_once()
    {
        var calls = 0;
        var repeats = new BenchRepeats(1, Least: 3, WarmUps: 2) { LongEnough = 0 };
        Assert.Equal(7, await repeats.MedianAsync(TimeProvider.System, () => Task.FromResult(7.0 + calls++)));
        Assert.Equal(1, calls);
    }
}
