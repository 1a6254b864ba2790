using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Viewer.Terminal;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary><c>worlds bench</c>: how fast the bare worlds are on one core, without engine and policy.</summary>
internal static class WorldsBench
{
    private const int Rounds = 3;
    private static readonly TimeSpan ServiceTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.0 / Rounds + 0.02);

    public static Command Create(CliContext context)
    {
        var names = new Argument<string[]>("worlds") { Description = "which ones; all by default", Arity = ArgumentArity.ZeroOrMore };
        var workers = new Option<int>("--workers") { Description = "worlds in play at one moment, for those that run beside the process", DefaultValueFactory = _ => 8 };
        var passages = new Option<int[]>("--passages") { Description = "sizes of the corpora, for 'search'", AllowMultipleArgumentsPerToken = true };
        var command = new Command("bench", "steps, frames and parsed answers per second on one core; best of three rounds") { names, workers, passages };
        command.SetAction(async (call, cancellation) =>
        {
            var chosen = call.GetValue(names) ?? [];
            int[] sizes = [.. (call.GetValue(passages) ?? []).Select(size => size is >= 1 and <= 100_000_000 ? size : throw new UserException($"--passages must be from 1 to 100000000, but is {size}."))];
            var service = chosen.Length == 1 ? WorldCatalog.Find(chosen[0]).ServiceBench?.Invoke() : null;
            if (sizes.Length > 0 && service is not { TakesSizes: true })
            {
                throw new UserException("--passages is for 'worlds bench search' alone.");
            }

            return service is not null
                ? await RunAsync(service, context, context.Open(call), new ServiceBenchSettings(call.GetValue(workers), ServiceTime, [.. sizes]), cancellation)
                : Run(context, context.Open(call), chosen, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(IServiceBench bench, CliContext context, CliOutput output, ServiceBenchSettings settings, CancellationToken cancellation)
    {
        if (settings.Workers < 1)
        {
            throw new UserException($"--workers must be at least 1, but is {settings.Workers}.");
        }

        var report = await bench.RunAsync(settings, context.Clock, cancellation);
        foreach (var line in report.Lines)
        {
            output.Line(line);
        }

        output.Result(new JsonObject(report.Words.Select(word => KeyValuePair.Create(word.Key, (JsonNode?)word.Value))
            .Concat(report.Numbers.Select(number => KeyValuePair.Create(number.Key, (JsonNode?)Math.Round(number.Value, 3))))));
        if (report.Failure is { } failure)
        {
            output.Error.WriteLine(failure);
            return ExitCode.Failed;
        }

        return ExitCode.Done;
    }

    private static int Run(CliContext context, CliOutput output, string[] names, CancellationToken cancellation)
    {
        var entries = names.Length > 0 ? [.. names.Select(WorldCatalog.Find)] : WorldCatalog.All;
        var worlds = new JsonObject();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var entry in entries)
        {
            if (entry.Bench is not { } create)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var bench = create();
            var (steps, bytes) = Measure(context.Clock, bench.Step, 1 << 14);
            var (frames, _) = Measure(context.Clock, bench.Paint, 1 << 8);
            var (texts, _) = Measure(context.Clock, bench.Parse, 1 << 12);
            rows.Add([entry.Name, $"{steps / 1e6:0.00} M", $"{frames:0}", $"{bench.Frame.Width}×{bench.Frame.Height}", $"{texts / 1e6:0.00} M", $"{bytes:0.###}"]);
            worlds[entry.Name] = new JsonObject
            {
                ["steps_per_s"] = Math.Round(steps),
                ["frames_per_s"] = Math.Round(frames),
                ["allocated_bytes_per_step"] = bytes,
                ["parses_per_s"] = Math.Round(texts),
                ["frame"] = new JsonArray(bench.Frame.Width, bench.Frame.Height),
            };
        }

        output.People.Write(Table.Render(["world", "steps/s", "frames/s", "frame", "parses/s", "bytes/step"], rows));
        output.Result(new JsonObject { ["worlds"] = worlds });
        return ExitCode.Done;
    }

    /// <summary>Best rate of the rounds, and bytes that one unit of the last round allocated on this thread.</summary>
    private static (double PerSecond, double BytesPerUnit) Measure(TimeProvider clock, Func<long, ulong, long> work, long chunk)
    {
        // Twice before the clock starts: the compiler's tiers and first-use tables are not what is measured.
        work(chunk, 1);
        work(chunk, 2);
        var (best, bytes) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var (done, seed) = (0L, (ulong)(round * 1000) + 3);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = clock.GetTimestamp();
            var elapsed = TimeSpan.Zero;
            for (; elapsed < RoundTime; elapsed = clock.GetElapsedTime(started))
            {
                work(chunk, seed++);
                done += chunk;
            }

            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)done;
            best = Math.Max(best, done / elapsed.TotalSeconds);
        }

        return (best, bytes);
    }
}
