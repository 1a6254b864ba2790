namespace Agentic.VisionPolicy.Tests.Endpoints;

public sealed class ToolCallTextTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        ToolCall[] calls = [new("a\"b", """{"x": [1, "</b>"]}"""), new("c", "{}")];
        var (words, read) = ToolCallText.Read(ToolCallText.Write("I look.", calls));

        Assert.Equal("I look.", words);
        Assert.Equal(calls, read);
    }

    [Theory]
    [InlineData("no call")]
    [InlineData("<tool_call>{\"name\": \"a\"")]
    [InlineData("<tool_call>{\"name\": 3}</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"a\"}</tool_call><tool_call>half")]
    public void An_answer_with_half_a_call_is_words(string answer)
    {
        var (words, calls) = ToolCallText.Read(answer);
        Assert.Equal((answer, 0), (words, calls.Length));
    }
}
