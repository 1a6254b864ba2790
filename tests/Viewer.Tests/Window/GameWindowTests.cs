using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Pictures;
using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>A game in a real window, played by the keys and buttons of a desktop without a screen.</summary>
[Collection(WindowCollection.Name)]
public sealed class GameWindowTests(VirtualDesktop desktop)
{
    private readonly Game _game = new();
    private readonly HandClock _clock = new();

    [Fact]
    public void The_picture_is_drawn_in_whole_pixels_and_clicks_are_shares_of_it()
    {
        using var window = WindowOf.Open(desktop, 400, 300);
        using var playing = new GameWindow(window, _game, _clock);
        var number = WindowOf.NumberOf(window);
        playing.Step(0);

        // Three lines and the typed one take 4 · 10 + 2; 392 × 250 are left for 20 × 10: 19 times.
        var box = playing.Picture!.Value;
        Assert.Equal(new Box(4 + ((392 - 380) / 2), 4 + ((250 - 190) / 2), 380, 190), box);
        var shown = FrameScaling.Crop(playing.ReadBack(), box.X, box.Y, box.Width, box.Height);
        Assert.Equal(FrameScaling.Enlarge(_game.View.Picture!, 19).Rgb, shown.Rgb);

        desktop.Down(number, box.X + 95, box.Y + 19);
        desktop.Up(number, box.X + 96, box.Y + 19);
        Until(playing, new HandInput.Click(0.25, 0.1));
        desktop.Down(number, box.X + 190, box.Y + 95, button: 3);
        desktop.Up(number, box.X + 190, box.Y + 95, button: 3);
        Until(playing, new HandInput.Click(0.5, 0.5, ClickKind.Right));
        desktop.Down(number, box.X + 38, box.Y + 19);
        desktop.Up(number, box.X + 190, box.Y + 95);
        Until(playing, new HandInput.Drag(0.1, 0.1, 0.5, 0.5));
        desktop.Down(number, box.X + 190, box.Y + 95, button: 5);
        Until(playing, new HandInput.Wheel(0.5, 0.5, 1));
        for (var press = 0; press < 2; press++)
        {
            desktop.Down(number, box.X + 38, box.Y + 19);
            desktop.Up(number, box.X + 38, box.Y + 19);
        }

        Until(playing, new HandInput.Click(0.1, 0.1, ClickKind.Double));

        // Beside the picture is nowhere.
        desktop.Down(number, 1, 1);
        desktop.Up(number, 1, 1);
        desktop.Down(number, box.X + 190, box.Y + 95, button: 4);
        Until(playing, new HandInput.Wheel(0.5, 0.5, -1));
    }

    [Fact]
    public void Keys_act_at_once_or_become_a_line_and_escape_leaves()
    {
        using var window = WindowOf.Open(desktop, 400, 300);
        using var playing = new GameWindow(window, _game, _clock);
        var number = WindowOf.NumberOf(window);
        playing.Step(0);
        desktop.Press(number, 0xff52);
        Until(playing, new HandInput.Key("ArrowUp"));
        desktop.Press(number, 'u');
        Until(playing, new HandInput.Key("u"));

        // A key that acts is a letter like any other once a line is begun.
        var before = playing.ReadBack();
        desktop.Press(number, 'a');
        desktop.Press(number, 'u');
        desktop.Press(number, 'b');
        desktop.Press(number, 0xff08);
        desktop.Press(number, 0xff0d);
        Until(playing, new HandInput.Line("au"));
        Assert.Equal(before.Rgb, playing.ReadBack().Rgb);
        desktop.Press(number, 'a');
        desktop.Press(number, 0xff1b);
        desktop.Press(number, 0xff1b);
        for (var round = 0; playing.Step(0.01); round++)
        {
            Assert.True(round < 1000);
        }

        Assert.Equal(3, _game.Done.Count);
    }

    private void Until(GameWindow playing, HandInput expected)
    {
        var (before, round) = (_game.Done.Count, 0);
        for (; _game.Done.Count == before && round < 1000; round++)
        {
            Assert.True(playing.Step(0.01));
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(expected, _game.Done.LastOrDefault());
        Assert.Equal(before + 1, _game.Done.Count);
    }

    private sealed class Game : IWindowGame
    {
        public List<HandInput> Done { get; } = [];

        public GameView View { get; } = new(Samples.Dot(20, 10, 3, 4), "", ["a", "b", "c"], IsBusy: false);

        public bool TakesKey(string name) => name is "ArrowUp" or "u";

        public void Do(HandInput input) => Done.Add(input);
    }
}
