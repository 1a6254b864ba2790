using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Terminal;

/// <summary>Shows episodes turn by turn: by keys on a terminal, or all of them in a row where nobody sits.</summary>
/// <param name="terminal">Where to draw; borrowed.</param>
/// <param name="text">How a turn looks.</param>
/// <param name="clock">The clock of the automatic play.</param>
/// <param name="delay">Time for each turn in automatic play.</param>
public sealed class EpisodePlayer(ITerminal terminal, EpisodeText text, TimeProvider clock, TimeSpan delay)
{
    // Where the walk was before it was narrowed to a group, to come back to.
    private (EpisodeSelection Selection, int Position)? _before;
    private string? _notice;

    /// <summary>Plays until it is left, or until all is printed. At the end of a run that goes on, its new episodes follow.</summary>
    /// <param name="walk">The episodes; read as they are shown.</param>
    /// <param name="first">Place of the one to begin with; printing without a terminal begins there too.</param>
    /// <param name="cancellation">Ends the playing like the quit key, but by exception.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such first episode.</exception>
    public async Task PlayAsync(EpisodeWalk walk, int first = 0, CancellationToken cancellation = default)
    {
        if (first < 0 || first >= Math.Max(1, walk.Positions.Length))
        {
            throw new ArgumentOutOfRangeException(nameof(first), $"There are {walk.Positions.Length} episodes, numbered from 0; there is no episode {first}.");
        }

        if (walk.Positions.IsEmpty)
        {
            terminal.Write("There are no episodes to show.\n");
        }
        else if (!terminal.Traits.IsInteractive)
        {
            PrintAll(walk, first, cancellation);
        }
        else
        {
            await PlayKeysAsync(walk, first, cancellation);
        }
    }

    private static int Screens(EpisodeWalk walk, int place) => Math.Max(1, walk.Read(place, out _)?.Turns.Length ?? 1);

    private string Screen(EpisodeWalk walk, int place, int turn) => walk.Read(place, out var damage) is { } episode
        ? text.Turn(episode, turn, terminal.Traits)
        : PlainText.Visible($"This record cannot be read.\n{damage}\n");

    private void PrintAll(EpisodeWalk walk, int first, CancellationToken cancellation)
    {
        for (var at = first; at < walk.Positions.Length; at++)
        {
            for (var turn = 0; turn < Screens(walk, at); turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                terminal.Write(Screen(walk, at, turn) + "\n");
            }
        }
    }

    private async Task PlayKeysAsync(EpisodeWalk walk, int first, CancellationToken cancellation)
    {
        terminal.Write(Ansi.EnterScreen);
        try
        {
            var state = new PlayerState(first, 0);
            while (!state.IsOver)
            {
                var group = _before is null ? "" : WalkText.Members(walk, state.Episode, terminal.Traits);
                terminal.Write($"{Ansi.Clear}{group}{Screen(walk, state.Episode, state.Turn)}\n{_notice ?? WalkText.Status(walk, state)}");
                _notice = null;
                state = await AfterAsync(state, await NextAsync(state.IsPlaying, cancellation), walk, cancellation);
            }
        }
        finally
        {
            terminal.Write(Ansi.LeaveScreen);
        }
    }

    private async Task<PlayerState> AfterAsync(PlayerState state, PlayerCommand command, EpisodeWalk walk, CancellationToken cancellation)
    {
        switch (command)
        {
            case PlayerCommand.Filter:
                return await FilterAsync(state, walk, cancellation);
            case PlayerCommand.Group:
                return ToggleGroup(state, walk);
            case PlayerCommand.Parent:
                return ToParent(state, walk);
            case PlayerCommand.Sort:
                walk.Choose(walk.Selection, (EpisodeOrder)(((int)walk.Order + 1) % Enum.GetValues<EpisodeOrder>().Length));
                return state with { Episode = 0, Turn = 0 };
            case PlayerCommand.NextTurn or PlayerCommand.NextEpisode when state.Episode == walk.Positions.Length - 1:
                walk.Refresh();
                break;
        }

        return state.After(command, walk.Positions.Length, at => Screens(walk, at));
    }

    private async Task<PlayerState> FilterAsync(PlayerState state, EpisodeWalk walk, CancellationToken cancellation)
    {
        if (await LinePrompt.ReadAsync(terminal, "filter> ", SelectionText.Help, cancellation) is not { } line)
        {
            return state;
        }

        EpisodeSelection selection;
        if (SelectionText.TryRead(line, out selection) is { } mistake)
        {
            _notice = PlainText.Visible(mistake);
            return state;
        }

        if (!walk.Choose(selection, walk.Order))
        {
            _notice = PlainText.Visible($"Nothing is like '{line}': all stays as it was.");
            return state;
        }

        _before = null;
        return state with { Episode = 0, Turn = 0 };
    }

    // One step each time: claims that go round in a circle only lead round.
    private PlayerState ToParent(PlayerState state, EpisodeWalk walk)
    {
        if (walk.Read(state.Episode, out _)?.Parent is not { } parent)
        {
            _notice = "This episode grew from no other.";
            return state;
        }

        if (walk.PlaceOf(parent) is not { } place)
        {
            _notice = $"Episode {parent.Episode} is not among those shown.";
            return state;
        }

        return state with { Episode = place, Turn = Math.Clamp(parent.Turn, 0, Screens(walk, place) - 1) };
    }

    private PlayerState ToggleGroup(PlayerState state, EpisodeWalk walk)
    {
        var position = walk.Positions[state.Episode];
        if (_before is { } before)
        {
            _before = null;
            walk.Choose(before.Selection, walk.Order);
            return state with { Episode = Math.Max(0, walk.PlaceOf(before.Position)), Turn = 0 };
        }

        var entry = walk[state.Episode];
        if (entry.IsDamaged)
        {
            return state;
        }

        _before = (walk.Selection, position);
        walk.Choose(new EpisodeSelection { Group = entry.Group }, walk.Order);
        return state with { Episode = Math.Max(0, walk.PlaceOf(position)) };
    }

    // A key, or the next turn when it plays by itself and the time is up.
    private async Task<PlayerCommand> NextAsync(bool isPlaying, CancellationToken cancellation)
    {
        using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var key = terminal.Keys.WaitToReadAsync(loser.Token).AsTask();
        if (isPlaying)
        {
            using var timer = new PeriodicTimer(delay, clock);
            var tick = timer.WaitForNextTickAsync(loser.Token).AsTask();
            var winner = await Task.WhenAny(key, tick);
            await loser.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            if (winner == tick)
            {
                return PlayerCommand.NextTurn;
            }
        }

        if (!await key)
        {
            return PlayerCommand.Quit;
        }

        return terminal.Keys.TryRead(out var pressed) ? PlayerState.Read(pressed) : PlayerCommand.None;
    }
}
