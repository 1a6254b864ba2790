namespace Agentic.VisionPolicy.Tests.Decoding;

public sealed class CrewTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Every_piece_of_every_job_is_done_once_before_the_caller_goes_on(int helpers)
    {
        using var crew = new Crew(helpers);
        var done = new int[7];
        for (var job = 1; job <= 2000; job++)
        {
            crew.Each(done.Length, piece => Interlocked.Increment(ref done[piece]));
            Assert.All(done, count => Assert.Equal(job, count));
            if (job % 500 == 0)
            {
                // Long enough for helpers to go to sleep.
                using var never = new ManualResetEventSlim();
                never.Wait(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    [Fact]
    public void A_piece_that_fails_is_told_to_the_caller_and_the_next_job_is_done()
    {
        using var crew = new Crew(1);
        var fault = Assert.Throws<AggregateException>(() => crew.Each(4, piece => throw new InvalidDataException($"piece {piece}")));
        Assert.IsType<InvalidDataException>(fault.InnerException);
        var done = 0;
        crew.Each(3, _ => Interlocked.Increment(ref done));
        Assert.Equal(3, done);
    }
}
