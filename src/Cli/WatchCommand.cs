using System.CommandLine;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Terminal;

namespace Agentic.Cli;

/// <summary><c>watch RUN --terminal</c>: recorded episodes turn by turn.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan AutoPlayDelay = TimeSpan.FromMilliseconds(600);

    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "the folder of a run" };
        var terminal = new Option<bool>("--terminal") { Description = "in this terminal (the only way in this build)" };
        var window = new Option<bool>("--window") { Description = "in a window of the desktop: play, scrub, a grid of episodes" };
        var episode = new Option<long?>("--episode") { Description = "index of the episode to begin with" };
        var command = new Command("watch", "shows recorded episodes turn by turn") { run, terminal, window, episode };
        command.SetAction(async (call, cancellation) =>
        {
            var folder = RunFolder.Find(call.GetRequiredValue(run));
            using var reader = TrajectoryReader.Open(folder.Episodes);
            var first = call.GetValue(episode) is { } index ? RecordedEpisodes.PositionOf(reader, index) : 0;
            if (call.GetValue(window))
            {
                return await WatchWindow.RunAsync(context, folder, reader, first, cancellation);
            }

            var player = new EpisodePlayer(new SystemTerminal(), new EpisodeText(folder.OpenImages(), RunTokens.Open(context, folder)), context.Clock, AutoPlayDelay);
            await player.PlayAsync(new EpisodeWalk(reader), first, cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
