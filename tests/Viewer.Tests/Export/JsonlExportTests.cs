using System.Text;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Export;
using Agentic.Viewer.Runs;

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
    public void Times_advantages_and_the_parent_stand_where_others_look_for_them()
    {
        using var folder = new TemporaryFolder();
        Write("timings", """{"episode":4,"seconds":2.5,"turns":[[1,0.5,0.25],[0.5,0.125,0]]}""");
        Write("learning", """{"episode":4,"update":3,"phase":"train","advantage":[1,2,3,4],"turns":[[-0.5,-1],[-1.5,-3]]}""", """{"episode":5,"update":4,"phase":"train","advantage":-0.5}""");
        using var output = new MemoryStream();
        var (first, second) = (Samples.Episode(4, new EpisodeEnd.Terminated(true), ["left", "right"]) with { Parent = new EpisodeParent(2, 1) }, Samples.Episode(5, new EpisodeEnd.Terminated(true), ["left"]));
        JsonlExport.Write(output, "run", [first, second], _pictures, notes: EpisodeNotes.Read(folder.Path));
        var lines = Parse(output);

        Assert.Equal((2, 1), (lines[0].GetProperty("parent_id").GetInt32(), lines[0].GetProperty("parent_turns").GetInt32()));
        Assert.Equal("""{"total":2.5,"model":1.5,"env":0.625,"queue":0.25}""", lines[0].GetProperty("timing").GetRawText());
        Assert.Equal((3, "train", 2.5), (lines[0].GetProperty("update").GetInt32(), lines[0].GetProperty("phase").GetString(), lines[0].GetProperty("advantage").GetDouble()));
        var step = lines[0].GetProperty("steps")[1];
        Assert.Equal("""{"model":0.5,"env":0.125,"queue":0}""", step.GetProperty("timing").GetRawText());

        // Each turn has two tokens; the second turn's are the third and the fourth of the episode.
        Assert.Equal("[3,4]", step.GetProperty("tokens").GetProperty("advantage").GetRawText());
        Assert.Equal("[-1.5,-3]", step.GetProperty("tokens").GetProperty("train_logprobs").GetRawText());

        // One for all is said of each token; what nobody wrote down is not there.
        Assert.Equal("[-0.5,-0.5]", lines[1].GetProperty("steps")[0].GetProperty("tokens").GetProperty("advantage").GetRawText());
        Assert.False(lines[1].TryGetProperty("timing", out _) || lines[1].TryGetProperty("parent_id", out _) || lines[1].GetProperty("steps")[0].TryGetProperty("timing", out _));

        void Write(string name, params string[] lines)
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllLines(Path.Combine(folder.File(name), "episodes.jsonl"), lines);
        }
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
        return Parse(output);
    }

    private static JsonElement[] Parse(MemoryStream output) => [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
