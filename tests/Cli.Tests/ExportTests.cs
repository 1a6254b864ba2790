using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExportTests()
    {
        var images = new FolderImageStore(_folder.File("run", "images"));
        using var writer = TrajectoryWriter.Open(_folder.File("run", "episodes"));
        for (var index = 0; index < 8; index++)
        {
            writer.Append(EpisodeSamples.Small(index, turns: 3, images));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_lines_hold_what_the_filters_leave_and_their_pictures_lie_beside()
    {
        var run = await Export("--format", "jsonl", "--end", "solved", "--return-min", "0.5", "--limit", "3", "--images", _folder.File("pictures"));
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(3, run.Json.GetProperty("episodes").GetInt32());
        var lines = File.ReadAllLines(_folder.File("out")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 3, 5], lines.Select(line => line.GetProperty("episode_id").GetInt64()));
        Assert.All(lines, line => Assert.Equal("run", line.GetProperty("run_id").GetString()));
        var named = lines.SelectMany(line => line.GetProperty("steps").EnumerateArray()).Select(step => step.GetProperty("observation").GetProperty("parts")[1].GetProperty("sha256").GetString());
        Assert.Equal(named.Order(), Directory.GetFiles(_folder.File("pictures"), "*.png", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    public async Task A_page_of_a_group_holds_its_members()
    {
        var run = await Export("--group", "1");
        Assert.Equal(4, run.Json.GetProperty("episodes").GetInt32());
        Assert.Equal(0, run.Json.GetProperty("missing_images").GetInt32());
        Assert.Contains("run, 4 episodes", File.ReadAllText(_folder.File("out")));
    }

    [Fact]
    public async Task A_sheet_is_a_picture_of_one_group()
    {
        Assert.Equal(ExitCode.Done, (await Export("--group", "1", "--format", "sheet")).Code);

        // 30 above, four rows of 96 + 11 + 4.
        Assert.Equal(30 + (4 * 111), PngCodec.Decode(File.ReadAllBytes(_folder.File("out"))).Height);
        var several = await Export("--format", "sheet");
        Assert.Equal(ExitCode.BadArguments, several.Code);
        Assert.Contains("of 2: name one with --group", several.Error);
    }

    [Theory]
    [InlineData("--end must be some of", "--end", "sovled")]
    [InlineData("leave out --group", "--episode", "1", "--group", "0")]
    [InlineData("None of the 8 episodes is meant by --group 9", "--group", "9")]
    [InlineData("None of the 8 episodes is meant.", "--world", "chess")]
    [InlineData("--limit must be at least 1", "--limit", "0")]
    [InlineData("--images belongs to --format jsonl", "--images", "x")]
    [InlineData("An animation shows one episode, but 8 are meant", "--format", "apng")]
    [InlineData("There is no episode 77", "--episode", "77")]
    public async Task What_cannot_be_meant_is_refused_and_leaves_no_file(string message, params string[] options)
    {
        var run = await Export(options);
        Assert.Equal(ExitCode.BadArguments, run.Code);
        Assert.Contains(message, run.Error);
        Assert.False(File.Exists(_folder.File("out")) || File.Exists(_folder.File("out.tmp")));
    }

    private Task<CliRun> Export(params string[] options) =>
        CliRun.Of(["export", _folder.File("run"), "--output", _folder.File("out"), "--json", .. options]);
}
