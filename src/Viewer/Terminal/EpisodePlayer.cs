using Agentic.Agents;

namespace Agentic.Viewer.Terminal;

/// <summary>Shows episodes turn by turn: by keys on a terminal, or all of them in a row where nobody sits.</summary>
/// <param name="terminal">Where to draw; borrowed.</param>
/// <param name="text">How a turn looks.</param>
/// <param name="clock">The clock of the automatic play.</param>
/// <param name="delay">Time for each turn in automatic play.</param>
public sealed class EpisodePlayer(ITerminal terminal, EpisodeText text, TimeProvider clock, TimeSpan delay)
{
    private const string Help = "space/→ next  ← back  n/p episode  a auto  q quit";

    /// <summary>Plays until it is left, or until all is printed.</summary>
    /// <param name="episodes">The episodes; read as they are shown.</param>
    /// <param name="first">Position of the one to begin with; printing without a terminal begins there too.</param>
    /// <param name="cancellation">Ends the playing like the quit key, but by exception.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such first episode.</exception>
    public async Task PlayAsync(IReadOnlyList<EpisodeRecord> episodes, int first = 0, CancellationToken cancellation = default)
    {
        if (first < 0 || first >= Math.Max(1, episodes.Count))
        {
            throw new ArgumentOutOfRangeException(nameof(first), $"There are {episodes.Count} episodes, numbered from 0; there is no episode {first}.");
        }

        if (episodes.Count == 0)
        {
            terminal.Write("There are no episodes to show.\n");
        }
        else if (!terminal.Traits.IsInteractive)
        {
            PrintAll(episodes, first, cancellation);
        }
        else
        {
            await PlayKeysAsync(episodes, first, cancellation);
        }
    }

    private static int Screens(EpisodeRecord episode) => Math.Max(1, episode.Turns.Length);

    private void PrintAll(IReadOnlyList<EpisodeRecord> episodes, int first, CancellationToken cancellation)
    {
        for (var at = first; at < episodes.Count; at++)
        {
            var episode = episodes[at];
            for (var turn = 0; turn < Screens(episode); turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                terminal.Write(text.Turn(episode, turn, terminal.Traits) + "\n");
            }
        }
    }

    private async Task PlayKeysAsync(IReadOnlyList<EpisodeRecord> episodes, int first, CancellationToken cancellation)
    {
        terminal.Write(Ansi.EnterScreen);
        try
        {
            var state = new PlayerState(first, 0);
            while (!state.IsOver)
            {
                var mode = state.IsPlaying ? "▶ playing" : "‖ paused";
                terminal.Write($"{Ansi.Clear}{text.Turn(episodes[state.Episode], state.Turn, terminal.Traits)}\n{mode}  {state.Episode + 1}/{episodes.Count}  {Help}");
                var command = await NextAsync(state.IsPlaying, cancellation);
                state = state.After(command, episodes.Count, at => Screens(episodes[at]));
            }
        }
        finally
        {
            terminal.Write(Ansi.LeaveScreen);
        }
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
