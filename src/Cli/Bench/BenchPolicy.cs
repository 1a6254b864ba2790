using System.CommandLine;
using System.Globalization;
using Agentic.Training.Benchmarks;
using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.Cli;

/// <summary><c>bench policy</c>: tokens a second of prefill, decode and training, beside what the machine allows.</summary>
internal static class BenchPolicy
{
    private const int MaxBatch = 1024;
    private const int KeptSequences = 16;
    private const string SharedPreset = "100m";
    private const string EpisodePreset = "tiny";

    // What each preset is measured at, and up to which batch it is trained.
    private static readonly Dictionary<string, (int[] Batches, int LargestTrained)> Plans = new(StringComparer.Ordinal)
    {
        ["tiny"] = ([1, 16, 64, 256], 256),
        ["100m"] = ([1, 16], 16),
        ["600m"] = ([1, 4], 1),
    };

    public static Command Create(CliContext context)
    {
        var preset = new Option<string[]>("--preset") { Description = $"only this model: {string.Join(", ", Plans.Keys)}; may be repeated" };
        var batch = new Option<string>("--batch") { Description = "only these batch sizes, as N,N" };
        var reference = new Option<DirectoryInfo>("--reference") { Description = "folder with config.json and rates.json of another implementation, to compare with" };
        var seconds = new Option<double>("--seconds") { Description = "time for each measurement; one that takes twice as long is not repeated", DefaultValueFactory = _ => 2 };
        var device = DeviceOption.Create();
        var command = new Command("policy", "tokens per second of prefill, decode and training, beside what matrix products and memory allow") { preset, batch, reference, seconds, device };
        command.SetAction((call, cancellation) => RunAsync(
            context, context.Open(call), DeviceOption.Open(call.GetValue(device)), Presets(call.GetValue(preset)), Batches(call.GetValue(batch)), Reference(call.GetValue(reference)),
            call.GetValue(seconds) is >= 0 and <= 600 and var time ? time : throw new UserException($"--seconds must be from 0 to 600, but is {call.GetValue(seconds)}."), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, CliOutput output, ComputeDevice device, string[] presets, int[]? batches, ReferenceRates? reference, double seconds, CancellationToken cancellation)
    {
        var machine = TorchRuntime.OnAllCores(() => MachineRates.Measure(context.Clock, device));
        var compute = machine.Faster;
        output.Line(BenchReport.Machine(device, machine, compute));
        var repeats = new BenchRepeats(seconds, Least: 1) { LongEnough = 2 * seconds };
        var entries = new List<BenchEntry>();
        BenchSharing? sharing = null;
        BenchEpisode? episode = null;
        foreach (var preset in presets)
        {
            var config = QwenPresets.All.First(entry => entry.Name == preset).Config();
            var costs = new ModelCosts(config);
            await using var bench = new PolicyBench(config, ImageProcessorConfig.Tiny, compute, config.Text.MaxPositions, context.Clock, device);
            foreach (var rows in batches ?? Plans[preset].Batches)
            {
                entries.Add(await BenchEntry.MeasureAsync(
                    preset, rows, rows <= Plans[preset].LargestTrained, bench, BenchEntry.FloorOf(costs, machine, compute, rows), repeats, context.Clock, cancellation));
                output.Line(BenchReport.Line(entries[^1]));
            }

            if (preset == SharedPreset)
            {
                sharing = await BenchSharing.MeasureAsync(bench, costs, machine, compute, cancellation);
                output.Line(BenchReport.Line(preset, sharing));
            }

            if (preset == EpisodePreset)
            {
                await using var player = new PolicyBench(config, ImageProcessorConfig.Tiny, compute, config.Text.MaxPositions, context.Clock, device, KeptSequences);
                episode = await BenchEpisode.MeasureAsync(player, cancellation);
                output.Line(BenchReport.Line(preset, episode));
            }
        }

        output.People.Write(BenchReport.Table(entries));
        var comparisons = new List<ReferenceComparison>();
        if (reference is not null)
        {
            await foreach (var comparison in ReferenceComparison.MeasureAsync(reference, batches, machine, repeats with { Least = 3, LongEnough = double.PositiveInfinity }, context.Clock, device, cancellation))
            {
                comparisons.Add(comparison);
            }

            output.People.Write(BenchReport.Table(comparisons));
        }

        output.Result(BenchReport.Json(device, machine, compute, entries, sharing, episode, reference is null ? null : comparisons));
        return ExitCode.Done;
    }

    private static string[] Presets(string[]? names)
    {
        foreach (var name in names ?? [])
        {
            if (!Plans.ContainsKey(name))
            {
                throw new UserException($"--preset must be one of {string.Join(", ", Plans.Keys)}, but is '{name}'.");
            }
        }

        return names is { Length: > 0 } ? [.. names.Distinct()] : [.. Plans.Keys];
    }

    private static int[]? Batches(string? text) => text is null ? null : [.. text.Split(',').Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= MaxBatch
            ? rows
            : throw new UserException($"--batch must be numbers from 1 to {MaxBatch} with commas between, but is '{text}'."))];

    private static ReferenceRates? Reference(DirectoryInfo? folder)
    {
        try
        {
            return folder is null ? null : ReferenceRates.Read(folder.FullName);
        }
        catch (Exception fault) when (fault is InvalidDataException or DirectoryNotFoundException)
        {
            throw new UserException(fault.Message);
        }
    }
}
