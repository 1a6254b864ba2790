using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Runtime;

/// <summary>Who computes on how many cores.</summary>
public sealed class CoresTests
{
    [Fact]
    public void One_thread_has_all_cores_and_the_others_compute_alone()
    {
        var inside = TorchRuntime.OnAllCores(() => (Own: Computed(), Other: OnThread(Computed), Again: Computed()));
        Assert.Equal((Environment.ProcessorCount, 1, Environment.ProcessorCount), inside);
        Assert.Equal(1, OnThread(Computed));
    }

    [Fact]
    public void What_fails_on_all_cores_is_told()
    {
        var failure = Assert.Throws<AggregateException>(() => TorchRuntime.OnAllCores<int>(() => throw new InvalidDataException("here")));
        Assert.IsType<InvalidDataException>(failure.InnerException);
    }

    // After an operator that is large enough for several threads: a thread takes its number over when it first needs it.
    private static int Computed()
    {
        TorchRuntime.Load();
        using var x = ones(1 << 18, device: CPU);
        using var sum = x.Plus(x).sum();
        return get_num_threads();
    }

    private static int OnThread(Func<int> work)
    {
        var result = 0;
        var thread = new Thread(() => result = work());
        thread.Start();
        thread.Join();
        return result;
    }
}
