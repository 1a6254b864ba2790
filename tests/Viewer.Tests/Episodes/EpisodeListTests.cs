using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Tests.Episodes;

public sealed class EpisodeListTests
{
    [Fact]
    public void Episodes_are_read_when_looked_at_and_the_last_one_is_kept()
    {
        var read = new List<int>();
        var list = new EpisodeList(10_000, at =>
        {
            read.Add(at);
            return Samples.Episode(at, new EpisodeEnd.Terminated(true), ["a"]);
        });
        Assert.Equal([7L, 7L, 9_999L, 7L], new[] { list[7].Index, list[7].Index, list[9_999].Index, list[7].Index });
        Assert.Equal([7, 9_999, 7], read);
    }

    [Fact]
    public void A_position_outside_is_refused_with_the_count()
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeList(2, _ => throw new InvalidOperationException())[2]);
        Assert.Contains("There are 2 episodes", failure.Message);
    }
}
