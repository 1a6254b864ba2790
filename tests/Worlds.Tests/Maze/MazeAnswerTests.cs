using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

public sealed class MazeAnswerTests
{
    [Theory]
    [InlineData("up", "up")]
    [InlineData(" Up.\n", "up")]
    [InlineData("\"LEFT\"!", "left")]
    [InlineData("<|right|>", "right")]
    [InlineData("d", "down")]
    [InlineData("→", "right")]
    [InlineData("<think>left or up? left is a wall</think> up", "up")]
    public void One_move_is_read_from_its_usual_spellings(string text, string expected) =>
        Assert.Equal(expected, MazeAnswer.ReadMove(text).Action!.Canonical);

    [Theory]
    [InlineData("", "no move")]
    [InlineData("...", "no move")]
    [InlineData("up up", "more moves")]
    [InlineData("go up", "'go'")]
    [InlineData("upward", "'upward'")]
    [InlineData("not up", "'not'")]
    [InlineData("up1", "'up1'")]
    [InlineData("u\u200Dp", "'u\u200Dp'")]
    [InlineData("ｕｐ", "'ｕｐ'")]
    [InlineData("<think>up", "no move")]
    [InlineData("<think>up</think>", "no move")]
    [InlineData("north", "'north'")]
    public void Anything_else_is_refused_and_named(string text, string actual)
    {
        var parse = MazeAnswer.ReadMove(text);
        Assert.Null(parse.Action);
        Assert.StartsWith("Expected one move: up, down, left or right; got ", parse.Failure);
        Assert.Contains(actual, parse.Failure);
    }

    [Theory]
    [InlineData("up", "up")]
    [InlineData("up, right, DOWN;left", "up right down left")]
    [InlineData("u r d l", "up right down left")]
    [InlineData("<|up|><|up|><|left|>", "up up left")]
    [InlineData("[\"up\",\"down\"]", "up down")]
    [InlineData("- up\n- down", "up down")]
    public void A_path_is_read_in_order(string text, string expected) =>
        Assert.Equal(expected, MazeAnswer.ReadPath(text).Action!.Canonical);

    [Theory]
    [InlineData("")]
    [InlineData("up right stop")]
    [InlineData("urdl")]
    [InlineData("3 up")]
    public void A_path_with_anything_else_in_it_is_refused_as_a_whole(string text) => Assert.NotNull(MazeAnswer.ReadPath(text).Failure);

    [Fact]
    public void A_path_is_read_up_to_its_longest_and_no_further()
    {
        var longest = string.Join(' ', Enumerable.Repeat("u", MazeAnswer.MaxMoves));
        Assert.Equal(MazeAnswer.MaxMoves, Assert.IsType<MazePath>(MazeAnswer.ReadPath(longest).Action).Path.Length);
        Assert.Contains("more moves", MazeAnswer.ReadPath($"{longest} u").Failure);
        Assert.Contains("8193 characters", MazeAnswer.ReadPath(new string(' ', 8192) + "u").Failure);
    }
}
