using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Tests.Episodes;

public sealed class TurnViewTests
{
    [Fact]
    public void Running_returns_are_summed_for_each_role_alone()
    {
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["a", "b", "c"]);
        (int Role, double Score)[] scores = [(0, 0.25), (1, 5), (0, 0.5)];
        var turns = episode.Turns.Zip(scores, (turn, score) => turn with { Role = score.Role, Score = score.Score });

        // Role 0: 0.25, then 0.25 + 0.5; role 1 has its own 5.
        Assert.Equal([0.25, 5, 0.75], TurnView.Of(episode with { Turns = [.. turns] }).Select(turn => turn.Running));
    }

    [Fact]
    public void The_instructions_belong_to_the_first_turn_and_the_answer_is_the_reply()
    {
        var turns = TurnView.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), ["a", "b"]));
        Assert.Equal([SegmentOrigin.System, SegmentOrigin.Observation], turns[0].Context.Select(segment => segment.Origin));
        Assert.Equal([SegmentOrigin.Observation], turns[1].Context.Select(segment => segment.Origin));
        Assert.All(turns, turn => Assert.Equal(SegmentOrigin.Sampled, turn.Answer!.Origin));
    }
}
