using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Tests.Terminal;

/// <summary>Filter, group and order on a terminal: twelve episodes in groups of four, of which every third is solved.</summary>
public sealed class PlayerSelectionTests : IDisposable
{
    private static readonly TerminalTraits Screen = new(120, 40, IsInteractive: true, HasColour: false);

    private readonly RecordedLog _log = new();
    private readonly FakeTerminal _terminal = new(Screen);

    public PlayerSelectionTests() => _log.Append(Enumerable.Range(0, 12).Select(Episode));

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("solved", "episode 0 ", "1/4 of 12")]
    [InlineData("return>0.5 turns>=2", "episode 3 ", "1/3 of 12")]
    [InlineData("group=2 failed", "episode 8 ", "1/3 of 12")]
    [InlineData("word-7 ", "episode 7 ", "1/1 of 12")]
    [InlineData("", "episode 0 ", "1/12 ")]
    public async Task A_typed_filter_leaves_what_fits(string line, string episode, string place)
    {
        var last = await LastScreenAsync("F", line);
        Assert.Contains(episode, last);
        Assert.Contains(place, last);
    }

    [Theory]
    [InlineData("turns>=x", "'turns>=x' is no condition; expected one like turns>=3")]
    [InlineData("return=", "is no condition; expected one like return>=0.5")]
    [InlineData("world=chess", "Nothing is like 'world=chess'")]
    public async Task A_filter_that_cannot_be_leaves_all_as_it_is(string line, string words)
    {
        var last = await LastScreenAsync("F", line);
        Assert.Contains(words, last);
        Assert.Contains("episode 0 ", last);
    }

    [Fact]
    public async Task Escape_leaves_the_prompt_and_backspace_takes_back()
    {
        _terminal.Press("NF");
        _terminal.Type("solved");
        _terminal.Press(ConsoleKey.Escape);
        _terminal.Press("F");
        _terminal.Type("group=23");
        _terminal.Press(ConsoleKey.Backspace);
        _terminal.Press(ConsoleKey.Enter);
        var last = await PlayAsync();
        Assert.Contains("episode 8 ", last);
        Assert.Contains(_terminal.Screens, screen => screen.Contains("episode 1 ", StringComparison.Ordinal) && screen.Contains("2/12 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_is_walked_alone_and_left_where_it_was_entered()
    {
        // Episode 5 is the second of group 1; its fourth is episode 7, and there is none behind.
        _terminal.Press("NNNNNG");
        _terminal.Press("NNN");
        Assert.Contains("episode 7 ", await PlayAsync());
        Assert.Contains("group   0.1     [0.1]     1        0.1", _terminal.Screens.Find(screen => screen.Contains("2/4 of 12", StringComparison.Ordinal)));
        Assert.Contains("episode 5 ", await LastScreenAsync("NNNNNGNG"));
    }

    [Theory]
    [InlineData("S", "episode 0 ", "best first")]
    [InlineData("SS", "episode 1 ", "worst first")]
    [InlineData("SSS", "episode 10 ", "longest first")]
    [InlineData("SSSS", "episode 1 ", "by end")]
    [InlineData("SSSSS", "episode 0 ", "1/12  j/k")]
    public async Task The_order_goes_round(string keys, string episode, string word)
    {
        var last = await LastScreenAsync(keys);
        Assert.Contains(episode, last);
        Assert.Contains(word, last);
    }

    [Fact]
    public async Task At_the_end_of_a_run_that_goes_on_its_new_episodes_follow()
    {
        var walk = new EpisodeWalk(_log.Open());
        _log.Append([Episode(12), Episode(13)]);
        _terminal.Press("NNNNNNNNNNNN");
        var last = await PlayAsync(walk);
        Assert.Contains("episode 12 ", last);
        Assert.Contains("13/14 ", last);
    }

    [Theory]
    [InlineData("NU", "episode 0 ", "turn 1/1")]
    [InlineData("NNNU", "episode 2 ", "goes on from episode 3 after 1 turn")]
    [InlineData("NNNUU", "episode 3 ", "turn 2/2")]
    [InlineData("NNNNU", "episode 4 ", "Episode -7 is not among those shown.")]
    [InlineData("U", "episode 0 ", "This episode grew from no other.")]
    public async Task The_parent_is_a_key_away_also_in_a_circle(string keys, string episode, string words)
    {
        using var log = new RecordedLog();
        EpisodeParent?[] parents = [null, new(0), new(3, 1), new(2, 5), new(-7, -1)];
        _terminal.Press(keys);

        var last = await PlayAsync(log.Walk(parents.Select((parent, index) => Episode(index) with { Parent = parent })));

        Assert.Contains(episode, last);
        Assert.Contains(words, last);
    }

    [Fact]
    public async Task A_damaged_record_says_so_and_the_next_is_shown()
    {
        _log.Damage(1);
        Assert.Contains("This record cannot be read.", await LastScreenAsync("N"));
        Assert.Contains("episode 2 ", await LastScreenAsync("NN"));
    }

    [Fact]
    public void The_place_of_a_click_is_drawn_on_the_frame()
    {
        var pictures = new Pictures();
        var picture = pictures.Add(new ImageFrame(16, 16, new byte[768]));
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["x"], _ => picture);
        episode = episode with { Turns = [episode.Turns[0] with { Action = """{"type":"click","at":[8,8],"of":[16,16]}""" }] };
        var text = new EpisodeText(pictures).Turn(episode, 0, Screen with { HasColour = true });
        Assert.Contains(Ansi.Foreground(new Agentic.Viewer.Pictures.Rgb(0xe0, 0x21, 0x8a)), text);
    }

    private static EpisodeRecord Episode(int index)
    {
        var end = new EpisodeEnd.Terminated(index % 3 == 0);
        var record = Samples.Episode(index, end, Enumerable.Range(0, 1 + (index / 2)).Select(_ => $"word-{index} "));

        // Progress has no weight in these samples: 1 for solved, 0.1 for the format alone.
        return record with { Group = index / 4, Member = index % 4 };
    }

    private Task<string> LastScreenAsync(string keys, string? line = null)
    {
        _terminal.Press(keys);
        if (line is not null)
        {
            _terminal.Type(line);
            _terminal.Press(ConsoleKey.Enter);
        }

        return PlayAsync();
    }

    // The one before the last: the last one leaves the screen.
    private async Task<string> PlayAsync(EpisodeWalk? walk = null)
    {
        _terminal.Press("Q");
        await new EpisodePlayer(_terminal, new EpisodeText(new Pictures()), TimeProvider.System, TimeSpan.FromSeconds(1)).PlayAsync(walk ?? new EpisodeWalk(_log.Open()));
        return _terminal.Screens[^2];
    }
}
