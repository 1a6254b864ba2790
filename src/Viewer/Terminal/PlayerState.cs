namespace Agentic.Viewer.Terminal;

/// <summary>What a key asks of the player.</summary>
public enum PlayerCommand
{
    /// <summary>Nothing: an unknown key.</summary>
    None,

    /// <summary>The next turn; after the last one the next episode.</summary>
    NextTurn,

    /// <summary>The turn before; before the first one the last turn of the episode before.</summary>
    PreviousTurn,

    /// <summary>The first turn of the next episode.</summary>
    NextEpisode,

    /// <summary>The first turn of the episode before.</summary>
    PreviousEpisode,

    /// <summary>The first turn of this episode.</summary>
    FirstTurn,

    /// <summary>Its last turn.</summary>
    LastTurn,

    /// <summary>Asks for a filter.</summary>
    Filter,

    /// <summary>The members of this episode's group alone; asked again, all as before.</summary>
    Group,

    /// <summary>The episode that this one grew from.</summary>
    Parent,

    /// <summary>The next order.</summary>
    Sort,

    /// <summary>Starts or stops playing by itself.</summary>
    ToggleAuto,

    /// <summary>Leaves.</summary>
    Quit,
}

/// <summary>Where the player stands. Pure: a command gives the next state.</summary>
/// <param name="Episode">Position in the list.</param>
/// <param name="Turn">Position in the episode.</param>
/// <param name="IsPlaying">Whether it goes on by itself.</param>
/// <param name="IsOver">Whether the player was left.</param>
public readonly record struct PlayerState(int Episode, int Turn, bool IsPlaying = false, bool IsOver = false)
{
    /// <summary>The state after a command.</summary>
    /// <param name="command">What was asked.</param>
    /// <param name="episodes">Number of episodes.</param>
    /// <param name="turnsOf">Screens of an episode by position; at least one each.</param>
    public PlayerState After(PlayerCommand command, int episodes, Func<int, int> turnsOf) => command switch
    {
        PlayerCommand.NextTurn when Turn + 1 < turnsOf(Episode) => this with { Turn = Turn + 1 },
        PlayerCommand.NextTurn or PlayerCommand.NextEpisode when Episode + 1 < episodes => this with { Episode = Episode + 1, Turn = 0 },
        PlayerCommand.NextTurn or PlayerCommand.NextEpisode => this with { IsPlaying = false },
        PlayerCommand.PreviousTurn when Turn > 0 => this with { Turn = Turn - 1 },
        PlayerCommand.PreviousTurn when Episode > 0 => this with { Episode = Episode - 1, Turn = turnsOf(Episode - 1) - 1 },
        PlayerCommand.PreviousEpisode when Episode > 0 => this with { Episode = Episode - 1, Turn = 0 },
        PlayerCommand.FirstTurn => this with { Turn = 0 },
        PlayerCommand.LastTurn => this with { Turn = turnsOf(Episode) - 1 },
        PlayerCommand.ToggleAuto => this with { IsPlaying = !IsPlaying },
        PlayerCommand.Quit => this with { IsOver = true },
        _ => this,
    };

    /// <summary>What a key means.</summary>
    public static PlayerCommand Read(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Spacebar or ConsoleKey.RightArrow or ConsoleKey.J => PlayerCommand.NextTurn,
        ConsoleKey.LeftArrow or ConsoleKey.K => PlayerCommand.PreviousTurn,
        ConsoleKey.N => PlayerCommand.NextEpisode,
        ConsoleKey.P => PlayerCommand.PreviousEpisode,
        ConsoleKey.Home => PlayerCommand.FirstTurn,
        ConsoleKey.End => PlayerCommand.LastTurn,
        ConsoleKey.F => PlayerCommand.Filter,
        ConsoleKey.G => PlayerCommand.Group,
        ConsoleKey.U => PlayerCommand.Parent,
        ConsoleKey.S => PlayerCommand.Sort,
        ConsoleKey.A => PlayerCommand.ToggleAuto,
        ConsoleKey.Q or ConsoleKey.Escape => PlayerCommand.Quit,
        _ => PlayerCommand.None,
    };
}
