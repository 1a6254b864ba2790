using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Tests.Episodes;

public sealed class EpisodeSelectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrajectoryReader _reader;

    // Even episodes of these samples fail with return 0.1 (format), odd ones are solved with 1; four in a group, 1 to 5 turns.
    public EpisodeSelectionTests()
    {
        using (var writer = TrajectoryWriter.Open(_folder.Path))
        {
            for (var index = 0; index < 10; index++)
            {
                writer.Append(EpisodeSamples.Small(index, turns: 1 + (index % 5)));
            }

            writer.Append(EpisodeSamples.Odd(10));
        }

        _reader = TrajectoryReader.Open(_folder.Path);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nothing_asked_is_everything() => Assert.Equal(Enumerable.Range(0, 11), new EpisodeSelection().Positions(_reader));

    [Fact]
    public void Ends_are_a_choice_among_several()
    {
        Assert.Equal([1, 3, 5, 7, 9], new EpisodeSelection { Ends = ["solved"] }.Positions(_reader));
        Assert.Equal([1, 3, 5, 7, 9, 10], new EpisodeSelection { Ends = ["solved", "faulted"] }.Positions(_reader));
    }

    [Fact]
    public void A_bound_on_the_return_leaves_out_what_has_none()
    {
        Assert.Equal([0, 2, 4, 6, 8], new EpisodeSelection { ReturnMax = 0.1 }.Positions(_reader));
        Assert.Equal([1, 3, 5, 7, 9], new EpisodeSelection { ReturnMin = 0.11 }.Positions(_reader));
        Assert.Equal(Enumerable.Range(0, 10), new EpisodeSelection { ReturnMin = 0.1, ReturnMax = 1 }.Positions(_reader));
    }

    [Fact]
    public void All_that_is_asked_must_hold() =>
        Assert.Equal([5], new EpisodeSelection { Group = 1, Ends = ["solved"], TurnsMax = 1 }.Positions(_reader));

    [Fact]
    public void Turns_are_counted() => Assert.Equal([3, 4, 8, 9], new EpisodeSelection { TurnsMin = 4 }.Positions(_reader));

    [Fact]
    public void A_world_is_found_by_its_whole_name_even_where_the_index_cut_it()
    {
        Assert.Equal([10], new EpisodeSelection { World = "a-world-with-a-name-of-34-letters" }.Positions(_reader));
        Assert.Equal(Enumerable.Range(0, 10), new EpisodeSelection { World = "maze" }.Positions(_reader));
        Assert.Empty(new EpisodeSelection { World = "maz" }.Positions(_reader));
    }

    [Fact]
    public void Task_and_text_are_looked_up_in_the_record()
    {
        var task = _reader.Read(6).Task.Id;
        Assert.Equal([1, 6], new EpisodeSelection { Task = task.ToUpperInvariant() }.Positions(_reader));
        Assert.Equal([3, 4, 8, 9], new EpisodeSelection { Text = "TURN 3." }.Positions(_reader));
        Assert.Equal([10], new EpisodeSelection { Text = new string('X', 300) }.Positions(_reader));
    }
}
