using System.Text;
using Agentic.Testing;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Tests.Search;

public sealed class QuestionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Both_published_forms_are_read()
    {
        var read = Read("""
            {"id":"q1","question":" who wrote it? ","golden_answers":["Ada","A. Lovelace"]}

            {"data_source":"nq","prompt":[{"role":"user","content":"Answer the question. Use <answer>. For example, <answer> Beijing </answer>. Question: where is it?\n"}],"ability":"fact-reasoning","reward_model":{"style":"rule","ground_truth":{"target":["Paris"]}},"extra_info":{"split":"test","index":0}}
            {"prompt":"how many?","reward_model":{"ground_truth":{"target":"5"}}}
            {"question":"when?","golden_answers":"1815"}
            """);
        Assert.Equal(["who wrote it?", "where is it?", "how many?", "when?"], read.Select(record => record.Question));
        Assert.Equal(["Ada", "A. Lovelace"], read[0].Golden);
        Assert.Equal(["Paris", "5", "1815"], read.Skip(1).Select(record => record.Golden.Single()));
    }

    [Theory]
    [InlineData("{\"question\":\"a?\",\"golden_answers\":[\"b\"]}\nnot json", 2, "expected one JSON object a line")]
    [InlineData("[1]", 1, "expected an object")]
    [InlineData("{\"golden_answers\":[\"b\"]}", 1, "question: this field is missing")]
    [InlineData("{\"question\":\"a?\"}", 1, "golden_answers: this field is missing")]
    [InlineData("{\"question\":\"a?\",\"golden_answers\":[]}", 1, "golden_answers: expected a text or a list of 1 to 256 texts, but it is a list of 0")]
    [InlineData("{\"question\":\"a?\",\"golden_answers\":[\"b\",7]}", 1, "golden_answers[1]: expected a text")]
    [InlineData("{\"question\":\"a?\",\"golden_answers\":[\" \"]}", 1, "golden_answers[0]: expected a text of 1 to")]
    [InlineData("{\"question\":3,\"golden_answers\":[\"b\"]}", 1, "question: expected a text")]
    [InlineData("{\"question\":\"a?\",\"question\":\"b?\",\"golden_answers\":[\"b\"]}", 1, "expected one JSON object a line")]
    [InlineData("{\"question\":\"\\ud800\",\"golden_answers\":[\"b\"]}", 1, "surrogate")]
    [InlineData("{\"prompt\":[{\"role\":\"user\"}],\"golden_answers\":[\"b\"]}", 1, "prompt[-1].content: expected a text")]
    [InlineData("{\"question\":\"a?\",\"reward_model\":{\"ground_truth\":{}}}", 1, "reward_model.ground_truth.target: expected a text or a list")]
    [InlineData("\n\n", 0, "expected at least one question")]
    public void A_wrong_line_is_named_with_what_was_expected(string content, long line, string expected)
    {
        var error = Assert.Throws<CorpusException>(() => Read(content));
        Assert.Equal(new CorpusPlace("questions.jsonl", line), error.Place);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void What_is_no_UTF8_is_refused_by_line()
    {
        var path = _folder.File("questions.jsonl");
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("{\"question\":\"a?\",\"golden_answers\":[\"b\"]}\n{\"question\":\""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}")]);
        var error = Assert.Throws<CorpusException>(() => QuestionFile.Read(path));
        Assert.Equal(2, error.Place.Line);
        Assert.Contains("UTF-8", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private QuestionRecord[] Read(string content)
    {
        var path = _folder.File("questions.jsonl");
        File.WriteAllText(path, content);
        return [.. QuestionFile.Read(path)];
    }
}
