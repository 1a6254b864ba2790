using Agentic.Agents;
using Agentic.Viewer.Window;

namespace Agentic.Cli;

/// <summary><c>watch RUN --window</c>: recorded episodes in a window of the desktop.</summary>
internal static class WatchWindow
{
    /// <summary>Plays until the window is closed. A window belongs to one thread: it gets one of its own, so that Ctrl-C is heard meanwhile.</summary>
    public static Task<int> RunAsync(CliContext context, RunFolder folder, TrajectoryReader reader, int first, CancellationToken cancellation)
    {
        if (reader.Count == 0)
        {
            throw new UserException($"'{folder.Path}' holds no episode yet; its page (without --window) waits for them.", ExitCode.Failed);
        }

        return Task.Factory.StartNew(
            () =>
            {
                using var window = new NativeWindow($"{Path.GetFileName(folder.Path.TrimEnd('/'))} - Agentic", 1280, 800);
                using var player = new WindowPlayer(window, reader, folder.OpenImages(), context.Clock, first);
                player.Run(cancellation);
                return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
