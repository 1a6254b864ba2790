using System.Text;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Export;

namespace Agentic.Viewer.Tests.Export;

public sealed class JsonlExportTests
{
    private readonly Pictures _pictures = new();

    [Fact]
    public void An_episode_is_one_line_in_the_shared_field_names()
    {
        var picture = _pictures.Add(Samples.Dot(8, 6, 1, 1));
        var lines = Lines(out var summary, Samples.Episode(4, new EpisodeEnd.Terminated(true), ["<think>go west</think> left", "right"], _ => picture));
        Assert.Equal(new ExportSummary(1, 1, 0), summary);
        var episode = Assert.Single(lines);
        Assert.Equal(1, episode.GetProperty("schema_version").GetInt32());
        Assert.Equal("the run", episode.GetProperty("run_id").GetString());
        Assert.Equal(4, episode.GetProperty("episode_id").GetInt64());
        Assert.Equal(3, episode.GetProperty("group_id").GetInt64());
        Assert.Equal(1, episode.GetProperty("rollout_index").GetInt32());
        Assert.Equal("completed", episode.GetProperty("status").GetString());
        Assert.Equal("solved", episode.GetProperty("stop_reason").GetString());
        Assert.Equal(3, episode.GetProperty("task").GetProperty("size").GetInt32());
        Assert.Equal([7], episode.GetProperty("weight_versions").EnumerateArray().Select(version => version.GetInt32()));

        // 0.9 · 1 + 0.1 · 1; progress, 0.5 at each of two turns, has no weight: a metric.
        Assert.Equal(1, episode.GetProperty("reward").GetDouble(), 12);
        Assert.Equal(0.9, episode.GetProperty("rewards").GetProperty("outcome").GetProperty("weight").GetDouble());
        Assert.Equal(1, episode.GetProperty("metrics").GetProperty("progress").GetDouble());
        Assert.False(episode.GetProperty("rewards").TryGetProperty("progress", out _));
        Assert.Equal(0, episode.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public void A_step_holds_the_whole_prompt_and_the_mask_of_its_answer()
    {
        var picture = _pictures.Add(Samples.Dot(8, 6, 1, 1));
        var step = Lines(out _, Samples.Episode(0, new EpisodeEnd.Terminated(false), ["a", "<think>go west</think> left"], _ => picture))[0].GetProperty("steps")[1];
        Assert.Equal("go west", step.GetProperty("thought").GetString());
        Assert.Equal("<think>go west</think> left", step.GetProperty("action").GetProperty("raw").GetString());
        Assert.Equal("left", step.GetProperty("action").GetProperty("parsed").GetString());
        Assert.True(step.GetProperty("terminated").GetBoolean());
        Assert.False(step.GetProperty("truncated").GetBoolean());
        var image = step.GetProperty("observation").GetProperty("parts")[0];
        Assert.Equal(picture.Hash.ToString(), image.GetProperty("sha256").GetString());
        Assert.Equal([1, 4, 4], Numbers(image.GetProperty("grid_thw")));

        // System 15, then turn by turn: observation 13, four placeholders, and the answer 10 11.
        var tokens = step.GetProperty("tokens");
        Assert.Equal([15, 13, 99, 99, 99, 99, 10, 11, 13, 99, 99, 99, 99], Numbers(tokens.GetProperty("prompt_ids")));
        Assert.Equal([10, 11], Numbers(tokens.GetProperty("response_ids")));
        Assert.Equal([1, 1], Numbers(tokens.GetProperty("response_mask")));
        Assert.Equal([-0.25f, -2f], tokens.GetProperty("logprobs").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal([2, 9], tokens.GetProperty("image_spans").EnumerateArray().Select(span => span.GetProperty("start").GetInt32()));
    }

    [Fact]
    public void A_fault_is_told_apart_from_a_failure_and_has_no_reward()
    {
        var lines = Lines(
            out _, Samples.Episode(0, new EpisodeEnd.Faulted(new Fault("world", "the browser died")), ["left"]),
            Samples.Episode(1, new EpisodeEnd.Terminated(false), ["left"]),
            Samples.Episode(2, new EpisodeEnd.Truncated(TruncationReason.OutOfTokens), ["left"]));
        Assert.Equal(["infra_failed", "failed", "truncated"], lines.Select(line => line.GetProperty("status").GetString()));
        Assert.Equal("out_of_tokens", lines[2].GetProperty("stop_reason").GetString());
        Assert.True(lines[2].GetProperty("steps")[0].GetProperty("truncated").GetBoolean());
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("reward").ValueKind);
        Assert.Equal("the browser died", lines[0].GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Odd_records_stay_json()
    {
        var line = Assert.Single(Lines(out _, EpisodeSamples.Odd()));
        Assert.Equal("18446744073709551615", line.GetProperty("seed").GetString());
        Assert.Equal(2, line.GetProperty("rewards_by_role").GetArrayLength());
        Assert.Equal("half a pair: \uFFFD", line.GetProperty("steps")[1].GetProperty("action").GetProperty("raw").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("steps")[1].GetProperty("reward").ValueKind);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("steps")[0].GetProperty("tokens").GetProperty("logprobs")[0].ValueKind);
        Assert.Equal([3], line.GetProperty("steps")[0].GetProperty("tokens").GetProperty("guidance_spans").EnumerateArray().Select(span => span.GetProperty("count").GetInt32()));
    }

    [Fact]
    public void Pictures_are_copied_once_each_and_missing_ones_are_counted()
    {
        using var folder = new TemporaryFolder();
        var (there, gone) = (_pictures.Add(Samples.Dot(8, 6, 1, 1)), new ImageHandle(default, 4, 4));
        using var output = new MemoryStream();
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["a", "b", "c"], at => at == 1 ? gone : there);
        var summary = JsonlExport.Write(output, "run", [episode], _pictures, new FolderImageStore(folder.Path));
        Assert.Equal(new ExportSummary(1, 2, 1), summary);
        Assert.DoesNotContain("base64", Encoding.UTF8.GetString(output.ToArray()));
        var file = Assert.Single(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal($"{there.Hash}.png", Path.GetFileName(file));
        Assert.Equal(_pictures.Get(there).Rgb, PngCodec.Decode(File.ReadAllBytes(file)).Rgb);
    }

    private static IEnumerable<int> Numbers(JsonElement array) => array.EnumerateArray().Select(number => number.GetInt32());

    private JsonElement[] Lines(out ExportSummary summary, params EpisodeRecord[] episodes)
    {
        using var output = new MemoryStream();
        summary = JsonlExport.Write(output, "the run", episodes, _pictures);
        return [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
