using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>Plays a game by hand: clicks, drags and turns of the wheel on its picture, keys that act at once, and typed lines.</summary>
public sealed class GameWindow : IDisposable
{
    private const long MaxBytes = 64L << 20;
    private const double IdleSeconds = 0.1;

    // A hand trembles: less than this many pixels of the window is no drag.
    private const double LeastDrag = 5;
    private static readonly TimeSpan DoubleClick = TimeSpan.FromMilliseconds(350);

    private readonly NativeWindow _window; // borrowed
    private readonly IWindowGame _game; // borrowed
    private readonly TimeProvider _clock;
    private readonly WindowPainter _painter;
    private readonly TypedLine _line = new();
    private ImageFrame? _shown;
    private Box? _picture;
    private (double X, double Y)? _down;
    private (double X, double Y) _pointer;
    private (HandInput.Click Click, long At)? _waiting;
    private bool _isOver;

    /// <summary>Prepares to play.</summary>
    /// <param name="window">Where; borrowed, of this thread.</param>
    /// <param name="game">The game; borrowed.</param>
    /// <param name="clock">Tells a double click from two.</param>
    public GameWindow(NativeWindow window, IWindowGame game, TimeProvider clock) =>
        (_window, _game, _clock, _painter) = (window, game, clock, new WindowPainter(window, MaxBytes));

    /// <summary>Where the picture stands; null while there is none.</summary>
    public Box? Picture => _picture;

    /// <summary>Plays until the window is closed or it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        var pace = new FramePace(_clock);
        while (!cancellation.IsCancellationRequested && Step(_game.View.IsBusy || _waiting is not null ? pace.Wait() : IdleSeconds))
        {
            pace.Shown();
        }
    }

    /// <summary>Takes what was done, draws a frame and shows it.</summary>
    /// <param name="patience">Seconds to wait for somebody to do something.</param>
    /// <returns>False when it was left.</returns>
    public bool Step(double patience)
    {
        foreach (var input in _window.TakeInputs(patience))
        {
            Take(input);
        }

        // A click waits for a second one; nobody waits longer than that.
        if (_waiting is { } waiting && _clock.GetElapsedTime(waiting.At) > DoubleClick)
        {
            _waiting = null;
            _game.Do(waiting.Click);
        }

        if (_isOver || _window.IsClosing)
        {
            return false;
        }

        Draw();
        _window.Show();
        return true;
    }

    /// <summary>Draws the present state once more, and reads it back.</summary>
    public ImageFrame ReadBack()
    {
        Draw();
        return _painter.ReadBack();
    }

    /// <inheritdoc/>
    public void Dispose() => _painter.Dispose();

    private void Draw()
    {
        var view = _game.View;
        _painter.Begin();
        var (width, height) = _painter.Size;
        var lines = view.Lines.Append($"> {_line.Text}_").ToList();
        var words = new Box(0, Math.Max(1, height - (lines.Count * _painter.Line) - (2 * _painter.Scale)), width, (lines.Count * _painter.Line) + (2 * _painter.Scale));
        var inside = new Box(4, 4, Math.Max(1, width - 8), Math.Max(1, words.Y - 8));
        if (view.Picture is { } picture)
        {
            if (!ReferenceEquals(picture, _shown) || !_painter.Textures.Holds(this))
            {
                _painter.Textures.Put(this, picture);
                _shown = picture;
            }

            _picture = _painter.Picture(this, inside);
        }
        else
        {
            _picture = null;
            _painter.Words(inside, view.Seen, WindowInk.Words);
        }

        _painter.Lines(words, WindowInk.Panel, [.. lines.Select((line, at) => (line, Colour(at, lines.Count, view.IsBusy)))]);
        _painter.End();
    }

    private static Rgb Colour(int line, int lines, bool isBusy) =>
        line == lines - 1 ? (isBusy ? WindowInk.Warning : WindowInk.Accent) : line == 0 ? WindowInk.Words : WindowInk.Quiet;

    private void Take(WindowInput input)
    {
        switch (input)
        {
            case WindowInput.Letter letter when _line.Text.Length > 0 || !_game.TakesKey(letter.Text):
                _line.Append(letter.Text);
                break;
            case WindowInput.Letter letter:
                _game.Do(new HandInput.Key(letter.Text));
                break;
            case WindowInput.Key key:
                Take(key);
                break;
            case WindowInput.Pointer pointer:
                _pointer = (pointer.X, pointer.Y);
                break;
            case WindowInput.Wheel wheel when Share(_pointer.X, _pointer.Y) is var (x, y):
                _game.Do(new HandInput.Wheel(x, y, -wheel.Y));
                break;
            case WindowInput.Button { Number: 0, IsDown: true } button:
                _down = Share(button.X, button.Y) is null ? null : (button.X, button.Y);
                break;
            case WindowInput.Button { Number: 0, IsDown: false } button when _down is var (fromX, fromY):
                _down = null;
                Release(fromX, fromY, button.X, button.Y);
                break;
            case WindowInput.Button { Number: 1, IsDown: true } button when Share(button.X, button.Y) is var (x, y):
                _game.Do(new HandInput.Click(x, y, ClickKind.Right));
                break;
        }
    }

    private void Release(double fromX, double fromY, double toX, double toY)
    {
        if (Share(fromX, fromY) is not var (x, y))
        {
            return;
        }

        if (Math.Abs(toX - fromX) + Math.Abs(toY - fromY) >= LeastDrag)
        {
            if (Share(toX, toY) is var (endX, endY))
            {
                _game.Do(new HandInput.Drag(x, y, endX, endY));
            }
        }
        else if (_waiting is { } first)
        {
            _waiting = null;
            _game.Do(first.Click with { Kind = ClickKind.Double });
        }
        else
        {
            _waiting = (new HandInput.Click(x, y), _clock.GetTimestamp());
        }
    }

    private void Take(WindowInput.Key key)
    {
        switch (key.Which)
        {
            case WindowKey.Escape when _line.Text.Length == 0:
                _isOver = true;
                break;
            case WindowKey.Escape:
                _line.Clear();
                break;
            case WindowKey.Backspace when _line.Text.Length > 0:
                _line.Backspace();
                break;
            case WindowKey.Enter or WindowKey.PadEnter when _line.Text.Length > 0:
                _game.Do(new HandInput.Line(_line.Text));
                _line.Clear();
                break;
            default:
                if (KeyName.Of(key) is { } name && _game.TakesKey(name))
                {
                    _game.Do(new HandInput.Key(name));
                }

                break;
        }
    }

    private (double X, double Y)? Share(double x, double y) => _picture is { } box && box.Holds(x, y) ? ((x - box.X) / box.Width, (y - box.Y) / box.Height) : null;
}
