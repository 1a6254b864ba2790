using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>When frames are due, by a clock that goes on when told. A period is 16.6666 ms, in ticks of 100 ns.</summary>
public sealed class FramePaceTests
{
    private const double Period = 166_666 / 1e7;

    private readonly HandClock _clock = new();

    [Fact]
    public void A_frame_that_comes_late_makes_no_other_late()
    {
        var pace = new FramePace(_clock);

        // Each frame is woken up to 3 ms late and drawn in 2: a minute of them still has 3,600.
        for (var frame = 0; frame < 3600; frame++)
        {
            _clock.Advance(TimeSpan.FromSeconds(pace.Wait()));
            _clock.Advance(TimeSpan.FromMilliseconds(2 + (frame % 4)));
            pace.Shown();
        }

        Assert.Equal(3600 * Period, (_clock.GetTimestamp() / 1e7) + pace.Wait(), 1e-6);
    }

    [Fact]
    public void A_screen_that_is_slower_sets_the_pace()
    {
        var pace = new FramePace(_clock);
        for (var frame = 0; frame < 1000; frame++)
        {
            Assert.Equal(0, pace.Wait());

            // 59.94 a second, as many screens have.
            _clock.Advance(TimeSpan.FromTicks(166_834));
            pace.Shown();
        }
    }

    [Fact]
    public void What_a_hand_brings_on_earlier_takes_nobodys_place_and_a_pause_is_not_made_up_for()
    {
        var pace = new FramePace(_clock);
        pace.Shown();
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        pace.Shown();
        Assert.Equal(Period - 0.005, pace.Wait(), 1e-9);

        _clock.Advance(TimeSpan.FromSeconds(10));
        pace.Shown();
        Assert.Equal(0, pace.Wait());
        pace.Shown();
        Assert.Equal(Period, pace.Wait(), 1e-9);
    }
}
