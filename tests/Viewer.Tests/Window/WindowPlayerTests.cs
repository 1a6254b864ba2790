using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Pictures;
using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>A real window on a desktop without a screen: what it draws is read back and compared with what was recorded.</summary>
[Collection(WindowCollection.Name)]
public sealed class WindowPlayerTests(VirtualDesktop desktop) : IDisposable
{
    private readonly Pictures _pictures = new();
    private readonly RecordedLog _log = new();
    private readonly HandClock _clock = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void The_frame_is_the_recorded_picture_in_whole_pixels()
    {
        var pictures = Enumerable.Range(0, 3).Select(seed => Noise(20, 14, seed)).ToList();
        _log.Append(Episode(0, [.. pictures]));
        using var window = WindowOf.Open(desktop, 640, 480);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        for (var frame = 0; frame < 3; frame++)
        {
            var shown = Drawn(player);

            // Below are 28 pixels of bar and words, around are margins of 4, above a line of 12: 632 × 432 are left, 30 times 20 × 14 and a rest.
            var place = Assert.Single(PlacesOf(shown, pictures[frame], 30));
            Assert.Equal((4 + 16, 4 + 12 + 6), place);
            Assert.All(pictures.Where(other => other != pictures[frame]), other => Assert.Empty(PlacesOf(shown, other, 30)));
            desktop.Press(WindowOf.NumberOf(window), 'j');
            Input(player, state => frame == 2 || (int)state.Time > frame);
        }
    }

    [Fact]
    public void It_plays_with_the_clock_goes_to_the_next_episode_and_stops_at_the_end()
    {
        _log.Append(Episode(0, [Noise(8, 8, 1), Noise(8, 8, 2)]), Episode(1, [Noise(8, 8, 3)]));
        using var window = WindowOf.Open(desktop, 320, 240);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        Drawn(player);

        // Two frames a second; the last one stays for a second.
        Assert.Equal((0, 0), After(player, 0.4, 2));
        Assert.Equal((0, 1), After(player, 0.2, 2));
        Assert.Equal((0, 1), After(player, 0.8, 2));
        Assert.Equal((1, 0), After(player, 0.2, 1));
        Assert.True(player.State.IsPlaying);
        After(player, 1.1, 1);
        Assert.Equal((1, 0, false), (player.State.Place, (int)player.State.Time, player.State.IsPlaying));
    }

    [Fact]
    public void Keys_and_mouse_do_what_they_say_and_it_closes_cleanly_twice()
    {
        for (var round = 0; round < 2; round++)
        {
            _log.Append(Enumerable.Range(0, 6).Select(index => Episode(index, [.. Enumerable.Range(0, 5).Select(seed => Noise(8, 8, seed))])));
            using var window = WindowOf.Open(desktop, 640, 480);
            var number = WindowOf.NumberOf(window);
            using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
            Drawn(player);
            Press(player, number, ' ', state => !state.IsPlaying);
            Press(player, number, '=', state => state.Speed == 4);
            Press(player, number, '-', state => state.Speed == 2);
            Press(player, number, 'n', state => state.Place == 1);
            Press(player, number, 'p', state => state.Place == 0);
            Press(player, number, 0xff57, state => state.Time == 4);
            Press(player, number, 0xff50, state => state.Time == 0);

            // The bar lies above two lines of 10 and two pixels; half of its way is frame 2 of 0 to 4, its end frame 4.
            desktop.Down(number, 320, 480 - 25);
            Input(player, state => state.Time == 2);
            desktop.Move(number, 639, 100);
            Input(player, state => state.Time == 4);
            desktop.Up(number, 639, 100);
            desktop.Move(number, 10, 100);
            Press(player, number, 'g', state => state is { Side: 2, Time: 0 });

            // The second of four opens alone.
            desktop.Down(number, 500, 100);
            desktop.Up(number, 500, 100);
            Input(player, state => state is { Side: 1, Place: 1 });
            desktop.Press(number, 'q');
            Until(() => !player.Step(0.01));
            Assert.True(player.State.IsOver);
        }
    }

    [Fact]
    public void A_grid_shows_several_episodes_each_in_its_own_frame()
    {
        var pictures = Enumerable.Range(0, 5).Select(seed => Noise(10, 10, seed)).ToList();
        _log.Append(pictures.Select((picture, index) => Episode(index, [picture])));
        using var window = WindowOf.Open(desktop, 640, 480);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        Drawn(player);
        Press(player, WindowOf.NumberOf(window), 'g', state => state.Side == 2);
        var shown = Drawn(player);
        var places = pictures.Select(picture => PlacesOf(shown, picture, 20)).ToList();
        Assert.Equal([1, 1, 1, 1, 0], places.Select(found => found.Count));
        Assert.True(places[0][0].X < places[1][0].X && places[0][0].Y == places[1][0].Y && places[0][0].Y < places[2][0].Y);
    }

    [Fact]
    public void The_newest_episodes_of_a_growing_log_are_followed()
    {
        _log.Append(Episode(0, [Noise(10, 10, 0)]));
        using var window = WindowOf.Open(desktop, 320, 240);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        Drawn(player);
        _log.Append(Episode(1, [Noise(10, 10, 1)]), Episode(2, [Noise(10, 10, 2)]));
        Assert.Equal((0, 0), After(player, 0.6, 1));
        Press(player, WindowOf.NumberOf(window), 'l', state => state.Place == 2);
        Assert.Single(PlacesOf(Drawn(player), Noise(10, 10, 2), 19));
        _log.Append(Episode(3, [Noise(10, 10, 3)]));
        After(player, 0.6, 1);
        Assert.Equal(3, player.State.Place);
    }

    [Fact]
    public void The_place_of_an_action_is_drawn_until_it_is_switched_off()
    {
        var picture = new ImageFrame(20, 20, [.. Enumerable.Repeat((byte)250, 1200)]);
        var episode = Episode(0, [picture]);
        _log.Append(episode with { Turns = [episode.Turns[0] with { Action = """{"type":"click","at":[5,15],"of":[20,20]}""" }] });
        using var window = WindowOf.Open(desktop, 640, 480);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        var marked = Drawn(player);
        Assert.Empty(PlacesOf(marked, picture, 21));
        Press(player, WindowOf.NumberOf(window), 'm', state => !state.HasMarks);
        var plain = Drawn(player);
        var (x, y) = Assert.Single(PlacesOf(plain, picture, 21));

        // A quarter and three quarters of 21 · 20 pixels.
        Assert.Equal((0xe0, 0x21, 0x8a), At(marked, x + 105, y + 315));
        Assert.Equal((250, 250, 250), At(plain, x + 105, y + 315));
    }

    [Fact]
    public void What_is_missing_damaged_or_without_pictures_is_said_and_the_rest_plays()
    {
        var gone = new ImageHandle(default, 64_000, 64_000);
        _log.Append(
            Samples.Episode(0, new EpisodeEnd.Terminated(true), ["x"], _ => gone), Samples.Episode(1, new EpisodeEnd.Terminated(true), ["x"]),
            Samples.Episode(2, new EpisodeEnd.Faulted(new Fault("world", "broke")), []), Episode(3, [Noise(8, 8, 1)]));
        _log.Damage(1);
        using var window = WindowOf.Open(desktop, 640, 480);
        using var player = new WindowPlayer(window, _log.Open(), _pictures, _clock);
        for (var place = 0; place < 4; place++)
        {
            Drawn(player);
            Assert.True(player.IsWhole);
            Press(player, WindowOf.NumberOf(window), 'n', state => state.Place == Math.Min(3, place + 1));
        }
    }

    private static (int R, int G, int B) At(ImageFrame frame, int x, int y)
    {
        var at = ((y * frame.Width) + x) * 3;
        return (frame.Rgb[at], frame.Rgb[at + 1], frame.Rgb[at + 2]);
    }

    /// <summary>Where a picture, each pixel a square of so many, stands in a frame byte for byte.</summary>
    private static List<(int X, int Y)> PlacesOf(ImageFrame frame, ImageFrame picture, int factor)
    {
        var (large, places) = (FrameScaling.Enlarge(picture, factor), new List<(int, int)>());
        for (var y = 0; y <= frame.Height - large.Height; y++)
        {
            for (var x = 0; x <= frame.Width - large.Width; x++)
            {
                var row = 0;
                while (row < large.Height && frame.Rgb.AsSpan((((y + row) * frame.Width) + x) * 3, large.Width * 3).SequenceEqual(large.Rgb.AsSpan(row * large.Width * 3, large.Width * 3)))
                {
                    row++;
                }

                if (row == large.Height)
                {
                    places.Add((x, y));
                }
            }
        }

        return places;
    }

    private static ImageFrame Noise(int width, int height, int seed)
    {
        var (random, rgb) = (RandomKey.FromSeed((ulong)seed).Stream(), new byte[width * height * 3]);
        for (var at = 0; at < rgb.Length; at++)
        {
            rgb[at] = (byte)random.NextInt(256);
        }

        return new ImageFrame(width, height, rgb);
    }

    private static void Until(Func<bool> isSo)
    {
        // What others do arrives when it arrives; each round waits up to 10 ms for it.
        for (var round = 0; round < 1000; round++)
        {
            if (isSo())
            {
                return;
            }
        }

        Assert.Fail("It did not happen within 1,000 rounds.");
    }

    private EpisodeRecord Episode(int index, ImmutableArray<ImageFrame> pictures) => Samples.Episode(
        index, new EpisodeEnd.Terminated(index % 2 == 0), pictures.Select(_ => "left"), at => _pictures.Add(pictures[at]));

    private void Press(WindowPlayer player, nint number, uint symbol, Predicate<WindowState> expected)
    {
        desktop.Press(number, symbol);
        Input(player, expected);
    }

    private static void Input(WindowPlayer player, Predicate<WindowState> expected) => Until(() => player.Step(0.01) && expected(player.State));

    /// <summary>A frame in which everything has been read.</summary>
    private static ImageFrame Drawn(WindowPlayer player)
    {
        Until(() => player.Step(0.01) && player.IsWhole);
        return player.ReadBack();
    }

    private (int Place, int Frame) After(WindowPlayer player, double seconds, int frames)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True(player.Step(0));
        var at = (player.State.Place, player.State.Frame(frames));
        Drawn(player);
        return at;
    }
}
