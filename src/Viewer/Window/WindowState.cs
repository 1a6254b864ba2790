namespace Agentic.Viewer.Window;

/// <summary>What somebody asks of the player in a window.</summary>
public enum WindowCommand
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Plays or pauses.</summary>
    TogglePlay,

    /// <summary>A frame on; pauses.</summary>
    NextFrame,

    /// <summary>A frame back; pauses.</summary>
    PreviousFrame,

    /// <summary>The first frame.</summary>
    FirstFrame,

    /// <summary>The last one.</summary>
    LastFrame,

    /// <summary>The next episode, or the next page of a grid.</summary>
    NextEpisode,

    /// <summary>The one before.</summary>
    PreviousEpisode,

    /// <summary>Twice as fast.</summary>
    Faster,

    /// <summary>Half as fast.</summary>
    Slower,

    /// <summary>More episodes at once: 1, 4, 9, 16, and 1 again.</summary>
    Grid,

    /// <summary>Draws the places of actions, or does not.</summary>
    Marks,

    /// <summary>Goes to the newest episodes as they come, or stays.</summary>
    Follow,

    /// <summary>Shows the keys, or does not.</summary>
    Help,

    /// <summary>Leaves.</summary>
    Quit,
}

/// <summary>Where the player in a window stands. Pure: commands and time give the next state.</summary>
/// <param name="Place">Place in the walk of the first episode shown.</param>
/// <param name="Time">Frames since the first one, also between two.</param>
/// <param name="IsPlaying">Whether time goes on.</param>
/// <param name="Speed">Frames a second, 0.25 to 64.</param>
/// <param name="Side">Episodes in a row and in a column, 1 to 4.</param>
/// <param name="HasMarks">Whether places of actions are drawn.</param>
/// <param name="IsFollowing">Whether new episodes are gone to.</param>
/// <param name="HasHelp">Whether the keys are shown.</param>
/// <param name="IsOver">Whether the player was left.</param>
public readonly record struct WindowState(
    int Place, double Time = 0, bool IsPlaying = true, double Speed = WindowState.UsualSpeed, int Side = 1, bool HasMarks = true, bool IsFollowing = false, bool HasHelp = false, bool IsOver = false)
{
    /// <summary>Frames a second to begin with.</summary>
    public const double UsualSpeed = 2;

    private const double MinSpeed = 0.25;
    private const double MaxSpeed = 64;
    private const int MaxSide = 4;

    // So that the end can be seen.
    private const double HoldSeconds = 1;

    /// <summary>Episodes shown at once.</summary>
    public int Shown => Side * Side;

    /// <summary>The frame of a film of so many.</summary>
    public int Frame(int length) => Math.Clamp((int)Time, 0, length - 1);

    /// <summary>The state after a command.</summary>
    /// <param name="command">What was asked.</param>
    /// <param name="places">Episodes of the walk.</param>
    /// <param name="length">Frames of the longest film shown.</param>
    public WindowState After(WindowCommand command, int places, int length) => command switch
    {
        WindowCommand.TogglePlay when !IsPlaying && Time >= length - 1 => this with { IsPlaying = true, Time = 0 },
        WindowCommand.TogglePlay => this with { IsPlaying = !IsPlaying },
        WindowCommand.NextFrame => this with { IsPlaying = false, Time = Frame(length) + 1 < length ? Frame(length) + 1 : Frame(length) },
        WindowCommand.PreviousFrame => this with { IsPlaying = false, Time = Math.Max(0, Frame(length) - 1) },
        WindowCommand.FirstFrame => this with { Time = 0 },
        WindowCommand.LastFrame => this with { IsPlaying = false, Time = length - 1 },
        WindowCommand.NextEpisode => Place + Shown < places ? this with { Place = Place + Shown, Time = 0 } : this,
        WindowCommand.PreviousEpisode => Place > 0 ? this with { Place = Math.Max(0, Place - Shown), Time = 0, IsFollowing = false } : this,
        WindowCommand.Faster => this with { Speed = Math.Min(MaxSpeed, Speed * 2) },
        WindowCommand.Slower => this with { Speed = Math.Max(MinSpeed, Speed / 2) },
        WindowCommand.Grid => (this with { Side = (Side % MaxSide) + 1, Time = 0 }).Newest(places, isNew: false),
        WindowCommand.Marks => this with { HasMarks = !HasMarks },
        WindowCommand.Follow => (this with { IsFollowing = !IsFollowing }).Newest(places, isNew: true),
        WindowCommand.Help => this with { HasHelp = !HasHelp },
        WindowCommand.Quit => this with { IsOver = true },
        _ => this,
    };

    /// <summary>The state when time has gone on: after the last frame and a second comes the next episode; the last one stays.</summary>
    public WindowState Advance(double seconds, int places, int length)
    {
        if (!IsPlaying)
        {
            return this;
        }

        var time = Time + (seconds * Speed);
        if (time < length - 1 + Math.Max(1, HoldSeconds * Speed))
        {
            return this with { Time = time };
        }

        return IsFollowing ? (this with { Time = 0 }).Newest(places, isNew: true)
            : Place + Shown < places ? this with { Place = Place + Shown, Time = 0 }
            : this with { IsPlaying = false, Time = length - 1 };
    }

    /// <summary>The frame at a share of the way, 0 to 1; pauses.</summary>
    public WindowState Scrub(double share, int length) => this with { IsPlaying = false, Time = Math.Round(Math.Clamp(share, 0, 1) * (length - 1)) };

    /// <summary>The newest episodes, when they are followed.</summary>
    /// <param name="places">Episodes of the walk.</param>
    /// <param name="isNew">Whether to begin at their first frame.</param>
    public WindowState Newest(int places, bool isNew) =>
        !IsFollowing ? this : this with { Place = Math.Max(0, places - Shown), Time = isNew ? 0 : Time, IsPlaying = true };

    /// <summary>What a key asks.</summary>
    public static WindowCommand Read(WindowInput.Key key) => key.Which switch
    {
        WindowKey.Space => WindowCommand.TogglePlay,
        WindowKey.J or WindowKey.Right => WindowCommand.NextFrame,
        WindowKey.K or WindowKey.Left => WindowCommand.PreviousFrame,
        WindowKey.Home => WindowCommand.FirstFrame,
        WindowKey.End => WindowCommand.LastFrame,
        WindowKey.N or WindowKey.PageDown => WindowCommand.NextEpisode,
        WindowKey.P or WindowKey.PageUp => WindowCommand.PreviousEpisode,
        WindowKey.Equal or WindowKey.PadPlus or WindowKey.Up => WindowCommand.Faster,
        WindowKey.Minus or WindowKey.PadMinus or WindowKey.Down => WindowCommand.Slower,
        WindowKey.G => WindowCommand.Grid,
        WindowKey.M => WindowCommand.Marks,
        WindowKey.L => WindowCommand.Follow,
        WindowKey.H or WindowKey.F1 or WindowKey.Slash => WindowCommand.Help,
        WindowKey.Q or WindowKey.Escape => WindowCommand.Quit,
        _ => WindowCommand.None,
    };
}
