using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Cli;

/// <summary><c>bench viewer</c>: how long a run of many episodes takes to open, to filter and to search, and what memory that takes.</summary>
internal static class BenchViewer
{
    private const int Repeats = 9;
    private const int MaxSeconds = 60;

    public static Command Create(CliContext context)
    {
        var episodes = new Option<int>("--episodes") { Description = "synthetic episodes, about 20 KB each", DefaultValueFactory = _ => 100_000 };
        var training = new Option<bool>("--training") { Description = "instead: how much a training loses to two people who watch it" };
        var window = new Option<bool>("--window") { Description = "instead: whether the window plays at its pace; needs a desktop" };
        var pairs = new Option<int>("--pairs") { Description = "with --training: pairs of blocks, one watched and one not", DefaultValueFactory = _ => 12 };
        var seconds = new Option<double>("--seconds") { Description = "with --training: length of a block; with --window: how long it plays", DefaultValueFactory = _ => 5 };
        var command = new Command("viewer", "how long a run of many episodes takes to open, to filter and to search, and what memory that takes") { episodes, training, window, pairs, seconds };
        command.SetAction(async (call, cancellation) =>
        {
            if (call.GetValue(training) && call.GetValue(window))
            {
                throw new UserException("--training and --window are measured one at a time.");
            }

            var blocks = call.GetValue(pairs) is >= 1 and <= 10_000 and var several ? several : throw new UserException($"--pairs must be from 1 to 10000, but is {call.GetValue(pairs)}.");
            var time = call.GetValue(seconds) is > 0 and <= MaxSeconds and var length ? length : throw new UserException($"--seconds must be more than 0 and at most {MaxSeconds}, but is {call.GetValue(seconds)}.");
            var count = call.GetValue(episodes) is >= 1 and <= 10_000_000 and var number ? number : throw new UserException($"--episodes must be from 1 to 10000000, but is {call.GetValue(episodes)}.");
            var folder = Directory.CreateTempSubdirectory("agentic-viewer-");
            try
            {
                return call.GetValue(training) ? await BenchViewerTraining.RunAsync(context, context.Open(call), folder.FullName, blocks, time, cancellation)
                    : call.GetValue(window) ? await BenchViewerWindow.RunAsync(context, context.Open(call), folder.FullName, time, cancellation)
                    : await RunAsync(context, context.Open(call), folder.FullName, count, cancellation);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, CliOutput output, string folder, int episodes, CancellationToken cancellation)
    {
        Write(context, folder, episodes, cancellation);
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        output.Line($"{episodes} episodes, {bytes / 1e9:0.00} GB");

        var started = context.Clock.GetTimestamp();
        using var viewer = await WatchProcess.StartAsync(folder, cancellation);
        var listens = Elapsed();
        await viewer.GetAsync("api/runs/0", cancellation);
        var open = Elapsed();
        await viewer.GetAsync("api/runs/0/episodes?limit=100", cancellation);
        var page = Elapsed();
        output.Line($"from the start of the program: listens after {listens:0} ms, the run is open after {open:0} ms, its first page is there after {page:0} ms");

        var filter = await MedianAsync(context, viewer, at => $"api/runs/0/episodes?limit=100&return_min={0.3 + (0.05 * at):0.00}", cancellation);
        var sort = await MedianAsync(context, viewer, at => $"api/runs/0/episodes?limit=100&sort=return&desc=1&offset={100 * at}", cancellation);
        output.Line($"a filter by reward takes {filter:0.0} ms, an order by it {sort:0.0} ms (medians of {Repeats})");

        var facts = await UntilCompleteAsync(context, viewer, "api/runs/0/episodes?limit=1&sort=tokens", cancellation);
        var text = await UntilCompleteAsync(context, viewer, "api/runs/0/episodes?limit=1&text=nowhere+to+be+found", cancellation);
        output.Line($"token counts of all episodes are known {facts / 1000:0.0} s later, a text is looked for in all of them in {text / 1000:0.0} s");
        output.Line($"memory of the viewer: {viewer.PeakMiB:0} MiB at its peak");
        output.Result(new JsonObject
        {
            ["episodes"] = episodes,
            ["bytes"] = bytes,
            ["listen_ms"] = Math.Round(listens, 1),
            ["open_ms"] = Math.Round(open, 1),
            ["first_page_ms"] = Math.Round(page, 1),
            ["filter_ms"] = Math.Round(filter, 2),
            ["sort_ms"] = Math.Round(sort, 2),
            ["facts_ms"] = Math.Round(facts, 1),
            ["text_ms"] = Math.Round(text, 1),
            ["peak_memory_mb"] = Math.Round(viewer.PeakMiB, 1),
        });
        return ExitCode.Done;

        double Elapsed() => context.Clock.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Write(CliContext context, string folder, int episodes, CancellationToken cancellation)
    {
        using var writer = TrajectoryWriter.Open(new RunFolder(folder).Episodes);
        using var progress = context.Progress("episodes", episodes);
        foreach (var record in SyntheticEpisodes.Make(episodes))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Append(record);
            progress.Report(record.Index + 1);
        }
    }

    private static async Task<double> MedianAsync(CliContext context, WatchProcess viewer, Func<int, string> path, CancellationToken cancellation)
    {
        var times = new double[Repeats];
        for (var at = 0; at < Repeats; at++)
        {
            var started = context.Clock.GetTimestamp();
            await viewer.GetAsync(path(at), cancellation);
            times[at] = context.Clock.GetElapsedTime(started).TotalMilliseconds;
        }

        return times.Order().ElementAt(Repeats / 2);
    }

    // The viewer itself holds such an answer back for as long as it makes sense.
    private static async Task<double> UntilCompleteAsync(CliContext context, WatchProcess viewer, string path, CancellationToken cancellation)
    {
        var started = context.Clock.GetTimestamp();
        while (!(await viewer.GetAsync(path, cancellation)).GetProperty("complete").GetBoolean())
        {
        }

        return context.Clock.GetElapsedTime(started).TotalMilliseconds;
    }
}
