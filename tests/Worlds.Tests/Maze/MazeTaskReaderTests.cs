using Agentic.Agents;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeTaskReaderTests
{
    [Fact]
    public void What_is_left_out_takes_the_worlds_options()
    {
        var kind = new MazeKind(new MazeOptions { Mode = MazeOptions.OneShot, Theme = "metro", Cell = "28", Text = "short" });
        var maze = (MazeTask)TaskJson.ReadText(kind, SmallMaze.Json).Payload;
        Assert.Equal((true, "metro", 28, "short", 2), (maze.IsOneShot, maze.Theme, maze.CellPixels, maze.Text, maze.View));
    }

    [Fact]
    public void The_explicit_state_is_written_in_full() => Assert.Equal(
        """{"mode":"stepwise","theme":"plain","cell":16,"prompt_text":"none","view":2,"start":[0,0],"goal":[2,2],"rows":["6ec","515","381"]}""",
        SmallMaze.Task().State);

    [Theory]
    [InlineData("""{"rows":["6ec","515"],"start":[0,0],"goal":[2,2]}""", "rows", "an array of 2")]
    [InlineData("""{"rows":["6ec","51","381"],"start":[0,0],"goal":[2,2]}""", "rows[1]", "2 long")]
    [InlineData("""{"rows":["6ec","5x5","381"],"start":[0,0],"goal":[2,2]}""", "rows[1]", "'x' at column 1")]
    [InlineData("""{"rows":["7ec","515","381"],"start":[0,0],"goal":[2,2]}""", "rows[0]", "open upwards at column 0")]
    [InlineData("""{"rows":["6ec","535","381"],"start":[0,0],"goal":[2,2]}""", "rows[1]", "where the neighbour is closed")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[0,0]}""", "goal", "the start")]
    [InlineData("""{"rows":["6e8","510","380"],"start":[0,0],"goal":[2,2]}""", "goal", "walled off")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,3],"goal":[2,2]}""", "start[1]", "3")]
    [InlineData("""{"rows":["6ec","515","381"],"goal":[2,2]}""", "start", "missing")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2],"theme":"metr"}""", "theme", "did you mean 'metro'?")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2],"gaol":1}""", "gaol", "did you mean 'goal'?")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2],"cell":9}""", "cell", "9")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2],"mode":"one_shot","view":1}""", "view", "1")]
    [InlineData("""{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2],"view":1.5}""", "view", "1.5")]
    [InlineData("""{"rows":"6ec","start":[0,0],"goal":[2,2]}""", "rows", "the text '6ec'")]
    [InlineData("""{"rows":["6ec","515","38\ud800"],"start":[0,0],"goal":[2,2]}""", "rows[2]", "not valid Unicode")]
    public void A_wrong_task_is_refused_by_field_and_value(string json, string field, string actual)
    {
        var error = Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(SmallMaze.Kind(), json));
        Assert.Equal(field, error.Field);
        Assert.Contains(actual, error.Message);
    }
}
