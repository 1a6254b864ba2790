using Agentic.Training.Curricula;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

public sealed class CurriculumSectionTests
{
    private const string Maze = "world: { name: maze, options: { mode: stepwise }, difficulty: { length: [1, 3] } }\n";

    [Fact]
    public void Every_key_is_read_into_its_place()
    {
        var axes = Read(Maze + """
            train:
              curriculum:
                length: { ranges: [1, 2, [3, 5]], shares: [2, 1, 0] }
                size: { by: band, ranges: [4, 5], low: 0.3, high: 0.7, outside: 0.2, decay: 0.5 }
                turns: { by: staircase, ranges: [1, 2], up: 0.9, down: 0.1, over: 8, review: 0 }
                view: { by: frontier, ranges: [9, 5, 2], target: 0.6, width: 2, floor: 0.1, decay: 1 }
            """).Curriculum!.Axes.ToDictionary(axis => axis.Axis);

        Assert.Equal([new AxisRange(1, 1), new AxisRange(2, 2), new AxisRange(3, 5)], axes["length"].Ranges);
        Assert.Equal([2, 1, 0], Assert.IsType<BucketShares>(axes["length"].Rule).Shares_R);
        Assert.Equal(new SuccessBand(0.3, 0.7, 0.2, 0.5), axes["size"].Rule);
        Assert.Equal(new Staircase(0.9, 0.1, 8, 0), axes["turns"].Rule);
        Assert.Equal(new Frontier(0.6, 2, 0.1, 1), axes["view"].Rule);
    }

    [Fact]
    public void Values_of_the_worlds_own_range_are_taken_where_none_are_named_easiest_first()
    {
        Assert.Equal([1, 2, 3], Read(Maze + "train: { curriculum: { length: { by: frontier } } }").Curriculum!.Axes[0].Ranges.Select(range => range.Low));
        Assert.Equal(
            [4, 3, 2], Read("world: { name: maze, difficulty: { view: [2, 4] } }\ntrain: { curriculum: { view: {} } }").Curriculum!.Axes[0].Ranges.Select(range => range.Low));
        Assert.Null(Read(Maze + "train: { updates: 1 }").Curriculum);
    }

    [Fact]
    public void The_resolved_scenario_reads_back_as_itself()
    {
        const string Yaml = Maze + "train: { curriculum: { length: { by: band, ranges: [1, [2, 4]] } } }";
        var resolved = ScenarioReader.Read(Yaml, "s.yaml", ScenarioVocabulary.Default).Values.ToYaml();
        var again = Read(resolved).Curriculum!.Axes[0];

        Assert.Equal([new AxisRange(1, 1), new AxisRange(2, 4)], again.Ranges);
        Assert.Equal(new SuccessBand(0.2, 0.8, 0.1, 0.9), again.Rule);
    }

    [Theory]
    [InlineData("{}", "train.curriculum: names no axis; world 'maze' has size, length, length_min, turns, braid, view")]
    [InlineData("{ lenght: {} }", "train.curriculum.lenght: there is no such key")]
    [InlineData("{ lenght: {} }", "length")]
    [InlineData("{ length: { by: ladder } }", "must be one of buckets, band, staircase, frontier, but is 'ladder'")]
    [InlineData("{ length: { by: band, share: [1] } }", "train.curriculum.length.share: there is no such key")]
    [InlineData("{ length: { ranges: [1, 99] } }", "each a number or [low, high], whole numbers from 1 to 60")]
    [InlineData("{ length: { ranges: [[3, 1]] } }", "with low ≤ high")]
    [InlineData("{ length: { ranges: [3, 2] } }", "must get harder from entry to entry, without overlap; length is harder upwards, but entry 2 is [2, 2] after [3, 3]")]
    [InlineData("{ length: { ranges: [[1, 3], 3] } }", "without overlap")]
    [InlineData("{ view: { ranges: [2, 3] } }", "view is harder downwards")]
    [InlineData("{ length: { by: staircase, ranges: [3] } }", "must have 2 or more entries for 'staircase', but has 1")]
    [InlineData("{ turns: {} }", "train.curriculum.turns.ranges: is missing: world.difficulty.turns gives no range")]
    [InlineData("{ length: { shares: [1, 2] } }", "must have one number for each of 3 ranges, but has 2")]
    [InlineData("{ length: { shares: [0, 0, 0] } }", "must not all be 0")]
    [InlineData("{ length: { by: staircase, up: 0.2, down: 0.5 } }", "must not exceed up, but 0.5 > 0.2")]
    [InlineData("{ length: { by: band, low: 0.9, high: 0.5 } }", "must not exceed high, but 0.9 > 0.5")]
    public void What_cannot_be_meant_is_refused_with_its_line_and_the_way_out(string curriculum, string message)
    {
        var error = Assert.Throws<ScenarioException>(() => Read(Maze + $"train: {{ curriculum: {curriculum} }}")).Message;

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("s.yaml:2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_whose_tasks_a_role_makes_has_no_curriculum()
    {
        var error = Assert.Throws<ScenarioException>(() => Read("world: { name: search }\nself_play: {}\ntrain: { curriculum: { hops: { ranges: [1, 2] } } }")).Message;

        Assert.Contains("train.curriculum: cannot be given in self-play", error, StringComparison.Ordinal);
    }

    private static TrainSettings Read(string yaml) => ScenarioReader.Read(yaml, "s.yaml", ScenarioVocabulary.Default).Scenario.Train;
}
