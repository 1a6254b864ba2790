using System.Diagnostics;
using Agentic.Agents;

namespace Agentic.Worlds.Tests.Cards;

/// <summary>The benches as tests of what they promise; the rates are printed, never judged.</summary>
public sealed class CardBenchTests(ITestOutputHelper output)
{
    /// <summary>The four games.</summary>
    public static TheoryData<string> Names => ["numberline", "ezpoints", "points24", "blackjack"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_and_frames_allocate_nothing_and_repeat_their_checksum(string name)
    {
        var bench = WorldCatalog.Find(name).Bench!();
        // The first calls compile and draw; 0 bytes are asked of the later ones.
        var (steps, frames) = (bench.Step(200_000, 1), bench.Paint(3_000, 1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.GetTimestamp();
        var again = bench.Step(200_000, 1);
        var stepTime = Stopwatch.GetElapsedTime(clock);
        clock = Stopwatch.GetTimestamp();
        var painted = bench.Paint(3_000, 1);
        var paintTime = Stopwatch.GetElapsedTime(clock);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((steps, frames), (again, painted));
        Assert.NotEqual(steps, bench.Step(200_000, 2));
        output.WriteLine($"{name}: {0.2 / stepTime.TotalSeconds:F1} M steps/s, {3_000 / paintTime.TotalSeconds:F0} frames/s");
    }
}
