using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Window;

/// <summary>Plays the episodes of a log in a window. Everything is drawn on the caller's thread; records and pictures are read in the background.</summary>
public sealed class WindowPlayer : IDisposable
{
    /// <summary>Graphics memory for pictures.</summary>
    private const long MaxBytes = 256L << 20;
    private const double IdleSeconds = 0.25;
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(2);

    private readonly NativeWindow _window; // borrowed
    private readonly EpisodeWalk _walk;
    private readonly TimeProvider _clock;
    private readonly WindowPainter _painter;
    private readonly FilmShelf _films;
    private readonly FrameAhead _ahead;
    private readonly EpisodeScene _scene;
    private long _drawn;
    private long _refreshed;
    private long _followed;
    private int _news;
    private bool _isScrubbing;

    /// <summary>Prepares to play.</summary>
    /// <param name="window">Where; borrowed, of this thread.</param>
    /// <param name="reader">The log, which may go on growing; borrowed. It must not be empty.</param>
    /// <param name="images">Its pictures; borrowed.</param>
    /// <param name="clock">The clock of the playing.</param>
    /// <param name="first">Position of the first episode shown.</param>
    /// <param name="speed">Frames of the film a second.</param>
    public WindowPlayer(NativeWindow window, TrajectoryReader reader, IImageStore images, TimeProvider clock, int first = 0, double speed = WindowState.UsualSpeed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reader.Count, nameof(reader));
        (_window, _clock, _walk) = (window, clock, new EpisodeWalk(reader));
        _painter = new WindowPainter(window, MaxBytes);
        _films = new FilmShelf(reader.Read);
        _ahead = new FrameAhead(images);
        _scene = new EpisodeScene(_painter, _walk, _films, _ahead);
        State = new WindowState(first, Speed: speed);
        _drawn = _refreshed = _followed = clock.GetTimestamp();
    }

    /// <summary>Where it stands.</summary>
    public WindowState State { get; private set; }

    /// <summary>Whether everything in the last frame had been read and decoded.</summary>
    public bool IsWhole => _scene.IsWhole;

    /// <summary>Plays until it is left, the window is closed, or it is cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="shown">Told after each frame that is shown; null for nobody.</param>
    public void Run(CancellationToken cancellation, Action? shown = null)
    {
        var pace = new FramePace(_clock);
        while (!cancellation.IsCancellationRequested && Step(State.IsPlaying || _isScrubbing || !IsWhole ? pace.Wait() : IdleSeconds))
        {
            pace.Shown();
            shown?.Invoke();
        }
    }

    /// <summary>Takes what was done, lets time go on, draws one frame and shows it.</summary>
    /// <param name="patience">Seconds to wait for somebody to do something.</param>
    /// <returns>False when it was left.</returns>
    public bool Step(double patience)
    {
        foreach (var input in _window.TakeInputs(patience))
        {
            Take(input);
        }

        if (State.IsOver || _window.IsClosing)
        {
            return false;
        }

        Refresh();
        var seconds = _clock.GetElapsedTime(_drawn).TotalSeconds;
        _drawn = _clock.GetTimestamp();

        // A film whose first pictures are still being read would be over before it was seen.
        State = _scene.IsWhole ? State.Advance(seconds, _walk.Positions.Length, _scene.Length) : State;
        _scene.Exchange();
        _scene.Draw(State, _news);
        _window.Show();
        return true;
    }

    /// <summary>Draws the present state once more, and reads it back: what the screen shows, pixel by pixel.</summary>
    public ImageFrame ReadBack()
    {
        _scene.Exchange();
        _scene.Draw(State, _news);
        return _painter.ReadBack();
    }

    /// <inheritdoc/>
    public void Dispose() => _painter.Dispose();

    private void Take(WindowInput input)
    {
        var (places, length) = (_walk.Positions.Length, _scene.Length);
        switch (input)
        {
            case WindowInput.Key key:
                State = State.After(WindowState.Read(key), places, length);
                break;
            case WindowInput.Button { Number: 0, IsDown: true } down when _scene.Track.Holds(down.X, down.Y):
                _isScrubbing = true;
                State = State.Scrub(down.X / _scene.Track.Width, length);
                break;
            case WindowInput.Button { Number: 0, IsDown: true } down when State.Side > 1:
                State = _scene.Tiles.Where(tile => tile.Box.Holds(down.X, down.Y)).Select(tile => (int?)tile.Place).FirstOrDefault() is { } place
                    ? State with { Place = place, Side = 1, Time = 0, IsFollowing = false } : State;
                break;
            case WindowInput.Button { Number: 0, IsDown: false }:
                _isScrubbing = false;
                break;
            case WindowInput.Pointer pointer when _isScrubbing:
                State = State.Scrub(pointer.X / _scene.Track.Width, length);
                break;
            case WindowInput.Wheel wheel:
                State = State.After(wheel.Y < 0 ? WindowCommand.NextFrame : WindowCommand.PreviousFrame, places, length);
                break;
        }
    }

    private void Refresh()
    {
        if (_clock.GetElapsedTime(_refreshed) < RefreshEvery)
        {
            return;
        }

        _refreshed = _clock.GetTimestamp();
        _news += _walk.Refresh();
        var (isAtEnd, isDue) = (State.Time >= _scene.Length - 1, _clock.GetElapsedTime(_followed) >= FollowEvery);
        if (State.IsFollowing && State.Place + State.Shown < _walk.Positions.Length && (isAtEnd || isDue))
        {
            _followed = _refreshed;
            State = State.Newest(_walk.Positions.Length, isNew: true);
        }
    }
}
