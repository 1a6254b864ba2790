using Agentic.Agents;
using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>What a window shows and when, without a window.</summary>
public sealed class WindowPartsTests
{
    [Theory]
    [InlineData(100, 60, 10, 10, 20, 0, 60, 60)]
    [InlineData(100, 60, 30, 10, 5, 15, 90, 30)]
    [InlineData(100, 60, 200, 60, 0, 15, 100, 30)]
    [InlineData(100, 60, 1, 600, 50, 0, 1, 60)]
    public void A_picture_fits_by_a_whole_factor_or_is_made_small(int width, int height, int wide, int tall, int x, int y, int fitWidth, int fitHeight) =>
        Assert.Equal(new Box(7 + x, 9 + y, fitWidth, fitHeight), new Box(7, 9, width, height).Fit(wide, tall));

    [Fact]
    public void A_grid_fills_its_box_but_for_the_gaps() => Assert.Equal(
        [new Box(1, 2, 48, 28), new Box(53, 2, 48, 28), new Box(1, 34, 48, 28), new Box(53, 34, 48, 28)], new Box(1, 2, 100, 60).Grid(2, 4));

    [Fact]
    public void The_missing_library_is_named_with_the_way_out()
    {
        var missing = Assert.Throws<WindowException>(() => GlfwLibrary.Find(null, _ => 0));
        Assert.Contains("no libglfw.so.3 here", missing.Message);
        Assert.Contains("apt-get install -y --no-install-recommends libglfw3", missing.Message);
        Assert.Contains("AGENTIC_GLFW=PATH", missing.Message);
        Assert.Contains("AGENTIC_GLFW names 'nowhere.so'", Assert.Throws<WindowException>(() => GlfwLibrary.Find("nowhere.so", _ => 0)).Message);
        Assert.Equal(7, GlfwLibrary.Find("there.so", file => file == "there.so" ? 7 : 0));
        Assert.Equal(5, GlfwLibrary.Find("", file => file == "libglfw.so.3" ? 5 : 0));
    }

    [Fact]
    public void A_film_has_a_frame_for_each_picture_and_one_for_a_turn_without()
    {
        var handle = new ImageHandle(default, 4, 4);
        var episode = Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left", new string('x', 5000)], at => handle, words: "look");
        episode = episode with { Turns = [episode.Turns[0] with { Observation = Observation.Of(new ImagePart(handle), new ImagePart(handle)) }, episode.Turns[1] with { Observation = Observation.Of(new TextPart("look")) }] };
        var film = Film.Of(episode);
        Assert.Equal([(0, true), (0, true), (1, false)], film.Frames.Select(frame => (frame.Turn, frame.Picture is not null)));
        Assert.Equal("look", film.Frames[2].Seen);

        // Half a point of progress each turn, which has no weight.
        Assert.Equal("does left  earns 0, so far 0", film.Frames[0].Words);
        Assert.InRange(film.Frames[2].Words.Length, 400, 460);
        Assert.Equal("the browser died", Assert.Single(Film.Of(Samples.Episode(0, new EpisodeEnd.Faulted(new Fault("world", "the browser died")), [])).Frames).Seen);
    }

    [Fact]
    public void Time_goes_through_pages_of_a_grid_and_the_newest_are_played_again_when_followed()
    {
        var state = new WindowState(0, Side: 2, Speed: 4);

        // Three frames, the last one for a second: (3 − 1 + 4) / 4 s.
        Assert.Equal((0, 5.96), At(state.Advance(1.49, places: 6, length: 3)));
        Assert.Equal((4, 0), At(state.Advance(1.5, places: 6, length: 3)));
        Assert.Equal((2, 0), At((state with { IsFollowing = true }).Advance(1.5, places: 6, length: 3)));
        Assert.False((state with { Place = 4 }).Advance(2, places: 6, length: 3).IsPlaying);

        static (int, double) At(WindowState state) => (state.Place, Math.Round(state.Time, 6));
    }

    [Fact]
    public void Commands_keep_within_what_there_is()
    {
        var state = new WindowState(0, IsPlaying: false);
        Assert.Equal(0, state.After(WindowCommand.PreviousEpisode, 3, 5).Place);
        Assert.Equal(2, (state with { Place = 2 }).After(WindowCommand.NextEpisode, 3, 5).Place);
        Assert.Equal(4, (state with { Time = 4 }).After(WindowCommand.NextFrame, 3, 5).Time);
        Assert.Equal(0, state.After(WindowCommand.PreviousFrame, 3, 5).Time);
        Assert.Equal(64, (state with { Speed = 64 }).After(WindowCommand.Faster, 3, 5).Speed);
        Assert.Equal(0.25, (state with { Speed = 0.25 }).After(WindowCommand.Slower, 3, 5).Speed);
        Assert.Equal(1, (state with { Side = 4 }).After(WindowCommand.Grid, 3, 5).Side);
        Assert.Equal(0, (state with { Time = 4 }).After(WindowCommand.TogglePlay, 3, 5).Time);
        Assert.Equal(3, state.Scrub(0.7, 5).Time);
        Assert.Equal(4, state.Scrub(7, 5).Time);
    }

    [Fact]
    public void Pictures_are_decoded_a_few_at_a_time_and_a_missing_one_is_said()
    {
        var pictures = new Pictures();
        ImageHandle[] wanted = [.. Enumerable.Range(0, 10).Select(at => pictures.Add(Samples.Dot(12, 1, at, 0))), new ImageHandle(default, 4, 4)];
        var (ahead, got) = (new FrameAhead(pictures, maxWaiting: 3), new Dictionary<ImageHandle, ImageFrame?>());
        Assert.Empty(ahead.Exchange(wanted));
        SpinWait.SpinUntil(
            () =>
            {
                foreach (var (handle, picture) in ahead.Exchange(wanted.Where(handle => !got.ContainsKey(handle))))
                {
                    Assert.True(got.TryAdd(handle, picture));
                }

                return got.Count == wanted.Length;
            }, TimeSpan.FromSeconds(30));
        Assert.Equal(wanted.Length, got.Count);
        Assert.Null(got[wanted[^1]]);
        Assert.All(wanted[..^1], handle => Assert.Equal(pictures.Get(handle).Rgb, got[handle]!.Rgb));
    }
}
