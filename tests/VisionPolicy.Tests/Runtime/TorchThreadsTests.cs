namespace Agentic.VisionPolicy.Tests.Runtime;

public sealed class TorchThreadsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_piece_of_every_job_is_done_once_before_the_caller_goes_on(bool hasTeam) => Run(hasTeam, () =>
    {
        var done = new int[7];
        for (var job = 1; job <= 2000; job++)
        {
            TorchThreads.Each(done.Length, piece => Interlocked.Increment(ref done[piece]));
            Assert.All(done, count => Assert.Equal(job, count));
            if (job % 500 == 0)
            {
                // Long enough for the team to go to sleep.
                using var never = new ManualResetEventSlim();
                never.Wait(TimeSpan.FromMilliseconds(5));
            }
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Ranges_cover_everything_once(int count) => Run(hasTeam: true, () =>
    {
        var done = new int[count];
        TorchThreads.Ranges(count, (start, end) =>
        {
            for (var at = start; at < end; at++)
            {
                Interlocked.Increment(ref done[at]);
            }
        });
        Assert.All(done, times => Assert.Equal(1, times));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_piece_that_fails_is_told_to_the_caller_and_the_next_job_is_done(bool hasTeam) => Run(hasTeam, () =>
    {
        var fault = Assert.Throws<AggregateException>(() => TorchThreads.Each(4, piece => throw new InvalidDataException($"piece {piece}")));
        Assert.IsType<InvalidDataException>(fault.InnerException);
        var done = 0;
        TorchThreads.Each(3, _ => Interlocked.Increment(ref done));
        Assert.Equal(3, done);
    });

    private static void Run(bool hasTeam, Action work)
    {
        if (!hasTeam)
        {
            work();
            return;
        }

        TorchRuntime.OnAllCores(() =>
        {
            work();
            return 0;
        });
    }
}
