using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class PlayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_answers_gives_a_line_a_step_and_the_total()
    {
        var task = (await CliRun.Of("worlds", "info", "maze", "--json")).Json.GetProperty("task_example").GetRawText();
        File.WriteAllText(_folder.File("task.json"), task);
        File.WriteAllText(_folder.File("answers"), "gibberish\nup\n\n");

        var run = await CliRun.Of("play", "maze", "--task", _folder.File("task.json"), "--actions", _folder.File("answers"), "--turns", "2");

        Assert.Equal(ExitCode.Done, run.Code);
        var lines = run.JsonLines;
        Assert.Equal(3, lines.Length);
        Assert.False(lines[0].GetProperty("legal").GetBoolean());
        Assert.Equal(0, lines[0].GetProperty("reward").GetDouble());
        Assert.Contains("Expected one move", lines[0].GetProperty("feedback").GetString());
        Assert.Equal("up", lines[1].GetProperty("action").GetString());
        Assert.Equal("out_of_turns", lines[1].GetProperty("ended").GetString());
        Assert.True(lines[1].GetProperty("state").ValueKind == System.Text.Json.JsonValueKind.Object);

        // One answer was refused: neither outcome (0.9) nor format (0.1) is paid.
        Assert.Equal(0, lines[2].GetProperty("total").GetDouble());
        Assert.False(lines[2].GetProperty("solved").GetBoolean());
    }

    [Fact]
    public async Task Three_refusals_in_a_row_end_the_game()
    {
        File.WriteAllText(_folder.File("answers"), "a1\nb2\nc3\nup\n");
        var run = await CliRun.Of("play", "maze", "--actions", _folder.File("answers"));

        Assert.Equal(4, run.JsonLines.Length);
        Assert.Equal("unparsable", run.Json.GetProperty("ended").GetString());
    }

    [Theory]
    [InlineData("no such file", "--task", "nowhere.json")]
    [InlineData("has no axis 'sise'. Did you mean 'size'?", "--difficulty", "sise=3")]
    [InlineData("--difficulty size must be a number from", "--difficulty", "size=1000")]
    [InlineData("option 'mode' must be one of", "--option", "mode=jump")]
    [InlineData("--turns must be at least 1", "--turns", "0")]
    [InlineData("'play' needs a terminal", "--seed", "3")]
    public async Task What_cannot_be_played_is_refused_with_the_way_out(string message, string option, string value)
    {
        var run = await CliRun.Of("play", "maze", option, value);

        Assert.Equal(ExitCode.BadArguments, run.Code);
        if (message != "no such file")
        {
            Assert.Contains(message, run.Error);
        }

        Assert.DoesNotContain("   at ", run.Error);
    }
}
