using System.Threading.Channels;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Tests.Terminal;

public sealed class EpisodePlayerTests : IDisposable
{
    private static readonly TerminalTraits Screen = new(80, 40, IsInteractive: true, HasColour: true);
    private static readonly TerminalTraits Pipe = new(80, 40, IsInteractive: false, HasColour: false);

    private readonly Pictures _pictures = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Without_a_terminal_every_turn_is_printed_without_escape_codes()
    {
        var terminal = new FakeTerminal(Pipe);
        await Player(terminal).PlayAsync(_log.Walk(Two()));
        Assert.DoesNotContain('\e', terminal.Screens[0]);
        Assert.Equal(5, terminal.Screens.Count);
        Assert.Contains("turn 3/3", terminal.Screens[2]);
        Assert.Contains("solved", terminal.Screens[2]);
        Assert.Contains("turn 2/2", terminal.Screens[4]);

        // 0.9 · 1 + 0.1 · 1; the progress part has no weight.
        Assert.Contains("return 1", terminal.Screens[2]);
    }

    [Theory]
    [InlineData("", "turn 1/3")]
    [InlineData("R", "turn 2/3")]
    [InlineData("RRR", "turn 1/2")]
    [InlineData("RRRL", "turn 3/3")]
    [InlineData("N", "turn 1/2")]
    [InlineData("NP", "turn 1/3")]
    [InlineData("NNRRR", "turn 2/2")]
    [InlineData("LP", "turn 1/3")]
    [InlineData("JJ", "turn 3/3")]
    [InlineData("JJK", "turn 2/3")]
    [InlineData("E", "turn 3/3")]
    [InlineData("JJH", "turn 1/3")]
    public async Task Keys_move_through_turns_and_episodes(string keys, string place)
    {
        var terminal = new FakeTerminal(Screen);
        terminal.Press(keys + "Q");
        await Player(terminal).PlayAsync(_log.Walk(Two()));
        Assert.Contains(place, terminal.Screens[^2]);
        Assert.Equal(Ansi.LeaveScreen, terminal.Screens[^1]);
    }

    [Fact]
    public async Task Automatic_play_goes_on_with_the_clock_and_pauses_at_the_end()
    {
        var terminal = new FakeTerminal(Screen);
        var clock = new TickingClock();
        terminal.Press("A");
        var playing = new EpisodePlayer(terminal, new EpisodeText(_pictures), clock, TimeSpan.FromSeconds(1)).PlayAsync(_log.Walk(Two()));

        // Five screens and one after the end, which pauses; every tick is given when the player waits for it.
        for (var tick = 0; tick < 5; tick++)
        {
            await clock.TickAsync();
        }

        terminal.Press("Q");
        await playing;
        Assert.Contains("turn 2/2", terminal.Screens[^2]);
        Assert.Contains("paused", terminal.Screens[^2]);
        Assert.Contains("playing", terminal.Screens[^3]);
    }

    [Fact]
    public async Task Cancelling_gives_the_screen_back()
    {
        var terminal = new FakeTerminal(Screen);
        using var cancel = new CancellationTokenSource();
        var playing = Player(terminal).PlayAsync(_log.Walk(Two()), cancellation: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => playing);
        Assert.Equal(Ansi.LeaveScreen, terminal.Screens[^1]);
    }

    [Fact]
    public async Task A_wrong_first_episode_is_refused_by_number()
    {
        var failure = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Player(new FakeTerminal(Pipe)).PlayAsync(_log.Walk(Two()), first: 2));
        Assert.Contains("There are 2 episodes", failure.Message);
    }

    [Fact]
    public void Tokens_are_coloured_by_their_probability()
    {
        var text = new EpisodeText(_pictures, Samples.TokenText).Turn(Two()[0], 0, Screen);

        // e^−0.25 = 0.7788: 0.5576 of the way from amber (226, 163, 54) to green (76, 175, 107) = (142, 170, 84).
        Assert.Contains("\e[38;2;142;170;84mgo\e[0m", text);
    }

    [Fact]
    public void A_missing_picture_is_named_and_the_turn_still_shown()
    {
        var elsewhere = new ImageHandle(default, 4, 4);
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left"], _ => elsewhere);
        var text = new EpisodeText(_pictures).Turn(episode, 0, Pipe);
        Assert.Contains("is not in memory", text);
        Assert.Contains("left", text);
    }

    [Fact]
    public void A_faulted_episode_shows_no_return()
    {
        var episode = Samples.Episode(0, new EpisodeEnd.Faulted(new Fault("world", "the browser died")), ["left"]);
        var text = new EpisodeText(_pictures).Turn(episode, 0, Pipe);
        Assert.Contains("the browser died (no return)", text);
    }

    [Theory]
    [InlineData(false, "", false, true)]
    [InlineData(false, "1", false, false)]
    [InlineData(true, "", false, false)]
    [InlineData(true, "1", true, true)]
    public void Colour_follows_the_surroundings(bool redirected, string noColour, bool forced, bool expected) =>
        Assert.Equal(expected, TerminalTraits.Of(redirected, false, noColour, forced, () => (80, 24)).HasColour);

    private EpisodePlayer Player(ITerminal terminal) => new(terminal, new EpisodeText(_pictures), TimeProvider.System, TimeSpan.FromSeconds(1));

    private EpisodeRecord[] Two()
    {
        var picture = _pictures.Add(Samples.Dot(4, 4, 1, 1));
        return
        [
            Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left", "left", "left"], _ => picture),
            Samples.Episode(1, new EpisodeEnd.Truncated(TruncationReason.OutOfTurns), ["left", "left"], _ => picture),
        ];
    }

    /// <summary>A clock whose timers fire when told; telling waits until somebody has set one.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private readonly Channel<(TimerCallback Callback, object? State)> _timers = Channel.CreateUnbounded<(TimerCallback, object?)>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Writer.TryWrite((callback, state));
            return new Inert();
        }

        public async Task TickAsync()
        {
            var (callback, state) = await _timers.Reader.ReadAsync();
            callback(state);
        }

        private sealed class Inert : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
