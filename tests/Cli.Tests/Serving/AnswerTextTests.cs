using System.Text;
using Agentic.Cli.Serving;

namespace Agentic.Cli.Tests.Serving;

public sealed class AnswerTextTests
{
    [Fact]
    public void A_character_of_several_tokens_comes_out_whole()
    {
        var text = new AnswerText([], holdsCalls: false);
        var pieces = new List<string>();
        foreach (var value in Encoding.UTF8.GetBytes("a€😀"))
        {
            text.Add([value]);
            pieces.Add(text.Take());
        }

        Assert.Equal(["a", "", "", "€", "", "", "", "😀"], pieces);
    }

    [Fact]
    public void Half_a_character_at_the_end_is_shown_as_damaged()
    {
        var text = new AnswerText([], holdsCalls: false);
        text.Add([(byte)'a', 0xe2, 0x82]);
        text.End();

        Assert.Equal("a\ufffd", text.Take(isLast: true));
    }

    [Fact]
    public void Nothing_is_sent_that_a_stop_text_may_begin_with()
    {
        var text = new AnswerText(["END", "NDX"], holdsCalls: false);
        string Add(string piece)
        {
            text.Add(Encoding.UTF8.GetBytes(piece));
            return text.Take();
        }

        Assert.Equal("a", Add("aE"));
        Assert.Equal("", Add("N"));
        Assert.Equal("EN", Add("N")); // "ENN": only the last N may still begin "NDX"
        Assert.Equal("NOE"[..2], Add("OE"));
        Assert.Equal("", Add("ND and more"));
        Assert.True(text.IsStopped);
        Assert.Equal("aENNO", text.ToString());
    }

    [Fact]
    public void The_earliest_stop_text_wins()
    {
        var text = new AnswerText(["c", "b"], holdsCalls: false);
        text.Add("abc"u8);
        Assert.Equal("a", text.ToString());
    }

    [Fact]
    public void Everything_from_a_tool_call_on_is_held()
    {
        var text = new AnswerText([], holdsCalls: true);
        text.Add("hi <tool_"u8);
        Assert.Equal("hi ", text.Take());
        text.Add("call>{}</tool_call> after"u8);
        Assert.Equal("", text.Take(isLast: true));
        Assert.Equal("hi <tool_call>{}</tool_call> after", text.ToString());
    }
}
