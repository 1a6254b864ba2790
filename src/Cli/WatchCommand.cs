using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Cli.Serving;
using Agentic.Viewer.Terminal;
using Agentic.Viewer.Web;

namespace Agentic.Cli;

/// <summary><c>watch FOLDER</c>: recorded episodes in a browser, live while they are recorded, or with <c>--terminal</c> turn by turn.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan AutoPlayDelay = TimeSpan.FromMilliseconds(600);

    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "the folder of a run, or a folder of runs" };
        var host = new Option<string>("--host") { Description = "address to listen on; any but this machine's own needs a token, which is made when none is given", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "port to listen on; 0 takes a free one", DefaultValueFactory = _ => 0 };
        var token = new Option<string?>("--token") { Description = "what a browser must show; it is part of the printed address" };
        var terminal = new Option<bool>("--terminal") { Description = "in this terminal instead of a browser" };
        var episode = new Option<long?>("--episode") { Description = "index of the episode to begin with" };
        var command = new Command("watch", "shows episodes in a browser, or in this terminal") { run, host, port, token, terminal, episode };
        command.SetAction((call, cancellation) => call.GetValue(terminal)
            ? PlayAsync(context, call.GetRequiredValue(run), call.GetValue(episode), cancellation)
            : ServeAsync(
                context.Open(call), context,
                Options(call.GetRequiredValue(run), call.GetRequiredValue(host), call.GetValue(port), call.GetValue(token)) with { TokenText = path => RunTokens.Open(context, new RunFolder(path)) },
                call.GetValue(episode), cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(CliOutput output, CliContext context, ViewerOptions options, long? episode, CancellationToken cancellation)
    {
        await using var server = await ViewerServer.StartAsync(options, context.Clock, context.Error);
        var url = server.Url.AbsoluteUri + Fragment(options.Folder, episode);
        output.Line($"{Path.GetFileName(options.Folder)} is shown at {url} Ctrl-C ends it.");
        output.Result(new JsonObject { ["url"] = url });
        output.Flush();
        await Interruption.WaitAsync(cancellation);
        return ExitCode.Done;
    }

    private static async Task<int> PlayAsync(CliContext context, string run, long? episode, CancellationToken cancellation)
    {
        var folder = RunFolder.Find(run);
        using var reader = TrajectoryReader.Open(folder.Episodes);
        var first = episode is { } index ? RecordedEpisodes.PositionOf(reader, index) : 0;
        var player = new EpisodePlayer(new SystemTerminal(), new EpisodeText(folder.OpenImages()), context.Clock, AutoPlayDelay);
        await player.PlayAsync(new RecordedEpisodes(reader), first, cancellation);
        return ExitCode.Done;
    }

    // An episode is named by its index for people, and by its position in the page's addresses.
    private static string Fragment(string folder, long? episode)
    {
        if (episode is not { } index)
        {
            return "";
        }

        using var reader = TrajectoryReader.Open(RunFolder.Find(folder).Episodes);
        return $"#/run/0/episode/{RecordedEpisodes.PositionOf(reader, index)}/turn/1";
    }

    private static ViewerOptions Options(string run, string host, int port, string? token)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run));
        if (!Directory.Exists(folder))
        {
            throw new UserException($"'{run}' is not a folder. Name the --output of a rollout or a training, or a folder of such.");
        }

        // The episodes folder of a run names the run, as for every other verb.
        folder = Path.GetFileName(folder) == "episodes" ? Path.GetDirectoryName(folder)! : folder;
        var address = ServeOptions.ParseAddress(host);
        return new ViewerOptions
        {
            Folder = folder,
            Address = address,
            Port = port is >= 0 and <= 65535 ? port : throw new UserException($"--port must be from 0 to 65535, but is {port}."),
            Token = token is { Length: > 0 } ? new AccessToken(token) : IPAddress.IsLoopback(address) ? null : AccessToken.Create(),
        };
    }
}
