using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.Agents;
using Agentic.Viewer.Export;

namespace Agentic.Viewer.Tests.Export;

public sealed class HtmlExportTests
{
    private const string Hostile = "</script><script>alert(1)</script><!-- \u2028\u2029 \"'&` \0 \e[2J </style> \uD800 é 日本";

    private readonly Pictures _pictures = new();

    [Fact]
    public void The_page_refers_to_nothing_outside()
    {
        var html = Export([Episode(0)]);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("url(", html);
        Assert.All(Regex.Matches(html, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value), target => Assert.StartsWith("data:", target));
    }

    [Fact]
    public void Hostile_text_stays_text_and_comes_back_whole()
    {
        var episode = Samples.Episode(0, new EpisodeEnd.Faulted(new Fault(Hostile, Hostile)), [Hostile], words: Hostile, feedback: Hostile);
        var html = Export([episode with { Instruction = Hostile }], title: Hostile, tokenText: _ => Hostile);

        // One data island and one script: nothing recorded could open a third or close one early.
        Assert.Equal(2, HtmlTags.RequireBalanced(html).Count(name => name == "script"));
        using var data = JsonDocument.Parse(HtmlTags.Script(html, "data"));
        var turn = data.RootElement.GetProperty("episodes")[0].GetProperty("turns")[0];

        // A lone surrogate is no text; its place is kept by U+FFFD.
        var expected = Hostile.Replace('\uD800', '\uFFFD');
        Assert.Equal(expected, turn.GetProperty("text").GetString());
        Assert.Equal(expected, turn.GetProperty("feedback").GetString());
        Assert.Equal(expected, turn.GetProperty("observation")[0].GetProperty("text").GetString());
        Assert.Equal(expected, data.RootElement.GetProperty("pieces").GetProperty("10").GetString());
        Assert.DoesNotContain("alert(1)</script>", html);
        Assert.DoesNotContain('\u2028', HtmlTags.Script(html, "data"));
        Assert.DoesNotContain('\0', html);
    }

    [Fact]
    public void Every_distinct_picture_stands_in_the_page_once()
    {
        var (a, b) = (_pictures.Add(Samples.Dot(8, 8, 1, 1)), _pictures.Add(Samples.Dot(8, 8, 2, 2)));
        var summary = Write([
            Samples.Episode(0, new EpisodeEnd.Terminated(true), ["x", "y", "z"], at => at == 1 ? b : a),
            Samples.Episode(1, new EpisodeEnd.Terminated(false), ["x"], _ => b)], out var html);
        Assert.Equal(new ExportSummary(2, 2, 0), summary);
        Assert.Equal(2, Regex.Count(html, "data:image/png;base64,"));
        using var data = JsonDocument.Parse(HtmlTags.Script(html, "data"));
        var seen = data.RootElement.GetProperty("episodes")[0].GetProperty("turns").EnumerateArray()
            .Select(turn => turn.GetProperty("observation")[0].GetProperty("image").GetInt32());
        Assert.Equal([0, 1, 0], seen);
    }

    [Fact]
    public void Tokens_keep_id_probability_entropy_and_origin()
    {
        using var data = JsonDocument.Parse(HtmlTags.Script(Export([Episode(0)]), "data"));
        var turn = data.RootElement.GetProperty("episodes")[0].GetProperty("turns")[0];
        var answer = turn.GetProperty("answer");
        Assert.Equal("sampled", answer.GetProperty("origin").GetString());
        Assert.Equal([10, 11], answer.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal([-0.25f, -2f], answer.GetProperty("logProbs").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal([0.125f, 1f], answer.GetProperty("entropies").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal(7, answer.GetProperty("weightVersion").GetInt32());
        Assert.Equal(["system", "observation"], turn.GetProperty("context").EnumerateArray().Select(segment => segment.GetProperty("origin").GetString()));
        Assert.Equal("go", data.RootElement.GetProperty("pieces").GetProperty("10").GetString());
    }

    [Fact]
    public void A_missing_picture_is_counted_and_named()
    {
        var summary = Write([Samples.Episode(0, new EpisodeEnd.Terminated(true), ["x"], _ => new ImageHandle(default, 4, 4))], out var html);
        Assert.Equal(new ExportSummary(1, 1, 1), summary);
        Assert.Contains($"\"hash\":\"{new string('0', 64)}\"", html);
    }

    [Fact]
    public void A_faulted_episode_has_no_return_and_infinities_become_null()
    {
        var transcript = new Transcript(ContextWindow.Full);
        transcript.Begin([]);
        transcript.Observe([]);
        transcript.Reply(Samples.Answer(float.NegativeInfinity));
        var episode = Samples.Episode(0, new EpisodeEnd.Faulted(new Fault("world", "gone")), ["x"]) with { Transcripts = [transcript] };
        using var data = JsonDocument.Parse(HtmlTags.Script(Export([episode]), "data"));
        var read = data.RootElement.GetProperty("episodes")[0];
        Assert.Equal(JsonValueKind.Null, read.GetProperty("returns").ValueKind);
        Assert.Equal(JsonValueKind.Null, read.GetProperty("turns")[0].GetProperty("answer").GetProperty("logProbs")[0].ValueKind);
    }

    [Fact]
    public void Parts_carry_their_weight_and_the_return_is_their_sum()
    {
        using var data = JsonDocument.Parse(HtmlTags.Script(Export([Episode(0)]), "data"));
        var episode = data.RootElement.GetProperty("episodes")[0];
        Assert.Equal("""[["outcome",1,0.9],["format",1,0.1]]""", episode.GetProperty("final")[0].GetRawText());
        Assert.Equal(1.0, episode.GetProperty("returns")[0].GetDouble());
    }

    [Fact]
    public void The_script_never_reads_recorded_text_as_markup()
    {
        var html = Export([Episode(0)]);
        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(", html);
    }

    [Fact]
    public void Turns_without_tokens_are_shown_by_their_text()
    {
        using var data = JsonDocument.Parse(HtmlTags.Script(Export([Episode(0) with { Transcripts = [] }]), "data"));
        var turn = data.RootElement.GetProperty("episodes")[0].GetProperty("turns")[0];
        Assert.False(turn.TryGetProperty("answer", out _));
        Assert.Equal("left", turn.GetProperty("text").GetString());
    }

    private static EpisodeRecord Episode(long index) => Samples.Episode(index, new EpisodeEnd.Terminated(true), ["left", "right"]);

    private string Export(IEnumerable<EpisodeRecord> episodes, string title = "Maze", Func<int, string>? tokenText = null)
    {
        Write(episodes, out var html, title, tokenText);
        return html;
    }

    private ExportSummary Write(IEnumerable<EpisodeRecord> episodes, out string html, string title = "Maze", Func<int, string>? tokenText = null)
    {
        using var output = new MemoryStream();
        var summary = HtmlExport.Write(output, title, episodes, _pictures, tokenText ?? Samples.TokenText);
        html = Encoding.UTF8.GetString(output.ToArray());
        HtmlTags.RequireBalanced(html);
        return summary;
    }
}
