namespace Agentic.Worlds.Tests;

/// <summary>A bench measures work that is done: the same every time, different for different seeds.</summary>
public sealed class WorldContractBench
{
    public static TheoryData<string> Benches => [.. WorldCatalog.All.Where(entry => entry.Bench is not null).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Benches))]
    public void Checksums_depend_on_the_arguments_alone(string name)
    {
        var (bench, other) = (WorldCatalog.Find(name).Bench!(), WorldCatalog.Find(name).Bench!());
        Assert.Equal(name, bench.Name);
        foreach (var work in Works(bench).Zip(Works(other)))
        {
            var first = work.First(2000, 1);
            Assert.Equal(first, work.Second(2000, 1));
            Assert.Equal(first, work.First(2000, 1));
            Assert.NotEqual(first, work.First(2000, 2));
            Assert.NotEqual(first, work.First(2001, 1));
        }
    }

    [Theory, MemberData(nameof(Benches))]
    public void Steps_and_frames_allocate_nothing_in_steady_state(string name)
    {
        // A parser may allocate the action that it understood.
        var bench = WorldCatalog.Find(name).Bench!();
        foreach (var work in new Func<long, ulong, long>[] { bench.Step, bench.Paint })
        {
            // The runtime may allocate while it recompiles hot code; of a few runs at least one is undisturbed.
            Assert.Contains(0L, Enumerable.Range(0, 6).Select(run => Allocated(work, (ulong)run)).Skip(1));
        }

        static long Allocated(Func<long, ulong, long> work, ulong seed)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work(3000, seed);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static IEnumerable<Func<long, ulong, long>> Works(IStepBench bench) => [bench.Step, bench.Paint, bench.Parse];
}
