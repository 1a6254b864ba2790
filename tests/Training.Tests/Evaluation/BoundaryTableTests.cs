using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Evaluation;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Evaluation;

public sealed class BoundaryTableTests
{
    private static readonly WorldDescriptor World = new()
    {
        Name = "ladder", Version = 1, Summary = "", Instruction = "", ActionGrammar = "", TaskExample = "{}", TaskFields = [], MaxTurns = 1,
        Axes =
        [
            new DifficultyAxis("length", 1, 9, 1, "moves"), new DifficultyAxis("same", 1, 9, 1, "the same"), new DifficultyAxis("fixed", 1, 9, 1, "one value"),
            new DifficultyAxis("unmeasured", 1, 9, 1, "nobody knows"), new DifficultyAxis("share", 0, 1, 0, "a share", IsInteger: false),
        ],
    };

    // Wilson at 95 % of 1 of 2: centre (0.5 + 3.8415/4)/(1 + 3.8415/2) = 0.5, half-width 1.95996 · √(0.25/2 + 3.8415/16)/2.92073 = 0.40547.
    [Fact]
    public void Each_value_has_its_share_its_interval_and_whether_training_reaches_it()
    {
        var rows = BoundaryTable.Of(World, [One(1, true), One(2, true), One(2, false), One(3, false)], Nothing, new Dictionary<string, AxisRange> { ["length"] = new(1, 2) });

        Assert.Equal([("length", 1, 1.0, 1, true), ("length", 2, 0.5, 2, true), ("length", 3, 0, 1, false)], rows.Select(row => (row.Axis, row.Value, row.Success, row.Episodes, row.IsTrained)));
        Assert.Equal(0.5 - 0.40547, rows[1].Low, 4);
        Assert.Equal(0.5 + 0.40547, rows[1].High, 4);
    }

    [Fact]
    public void What_was_played_beyond_counts_for_its_own_axis_alone()
    {
        var beyond = new Dictionary<string, List<TaskOutcome>> { ["length"] = [One(7, true), One(7, false)] };
        var rows = BoundaryTable.Of(World, [One(1, true, share: 0.1), One(2, true, share: 0.2)], beyond, Untrained);

        Assert.Equal([("length", 1), ("length", 2), ("length", 7), ("share", 0.1), ("share", 0.2)], rows.Select(row => (row.Axis, row.Value)));
        Assert.Equal((0.5, 2), (rows[2].Success, rows[2].Episodes));
    }

    // 0, 1/99, …: 16 bins of 6 or 7 values; the first holds 0 to 6 of 99, whose mean is 3/99.
    [Fact]
    public void Many_values_are_cut_into_bins_each_told_by_its_mean()
    {
        var rows = BoundaryTable.Of(World, [.. Enumerable.Range(0, 100).Select(at => One(1, at < 50, share: at / 99.0))], Nothing, Untrained);

        Assert.Equal(16, rows.Length);
        Assert.Equal(3 / 99.0, rows[0].Value, 12);
        Assert.Equal((7, 1.0), (rows[0].Episodes, rows[0].Success));
        Assert.Equal(100, rows.Sum(row => row.Episodes));
    }

    // An axis that caps says 60 and lets through what mazes have; a curriculum says where training goes, whatever is judged.
    [Theory]
    [InlineData("", 1, 4, 4)]
    [InlineData("train: { curriculum: { length: { ranges: [1, 2, [3, 6]], shares: [1, 1, 0] } } }", 1, 2, 2)]
    [InlineData("train: { curriculum: { length: { by: staircase, ranges: [2, 5] }, turns: { ranges: [1] } } }", 2, 5, 1)]
    public void What_training_reaches_is_measured_on_the_tasks_that_it_draws(string train, double low, double high, double mostTurns)
    {
        var scenario = ScenarioReader.Read($"world: {{ name: maze, options: {{ mode: stepwise }}, difficulty: {{ size: 5, length: [1, 4] }} }}\n{train}", "s.yaml", ScenarioVocabulary.Default).Scenario;
        var trained = BoundaryTable.Trained(scenario, ScenarioEpisodes.Kind(scenario));

        Assert.Equal(new AxisRange(low, high), trained["length"]);
        Assert.InRange(trained["turns"].High, 1, mostTurns);
    }

    [Fact]
    public void Values_beyond_are_read_and_named_wrongly_are_refused()
    {
        const string Maze = "world: { name: maze }\n";
        var eval = ScenarioReader.Read(Maze + "eval: { beyond: { length: [6, 7], braid: 0.5 }, beyond_tasks: 9 }", "s.yaml", ScenarioVocabulary.Default).Scenario.Eval;
        Assert.Equal(9, eval.BeyondTasks);
        Assert.Equal([("braid", "0.5"), ("length", "6 7")], eval.Beyond.Select(axis => (axis.Key, string.Join(' ', axis.Value))));
        foreach (var (beyond, message) in new[]
        {
            ("{}", "eval.beyond: names no axis; world 'maze' has size, length"), ("{ lenght: [6] }", "eval.beyond.lenght: there is no such key"), ("{ length: [99] }", "a whole number from 1 to 60"),
        })
        {
            var error = Assert.Throws<ScenarioException>(() => ScenarioReader.Read(Maze + $"eval: {{ beyond: {beyond} }}", "s.yaml", ScenarioVocabulary.Default)).Message;
            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Contains("s.yaml:2", error, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, List<TaskOutcome>> Nothing => [];

    private static Dictionary<string, AxisRange> Untrained => [];

    private static TaskOutcome One(double length, bool isSolved, double? share = null)
    {
        var features = ImmutableSortedDictionary<string, double>.Empty.Add("length", length).Add("same", length).Add("fixed", 4);
        return new TaskOutcome(share is { } value ? features.Add("share", value) : features, isSolved);
    }
}
