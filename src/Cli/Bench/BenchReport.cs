using System.Text.Json.Nodes;
using Agentic.Training.Benchmarks;
using Agentic.VisionPolicy;
using Agentic.VisionPolicy.Benchmarks;

namespace Agentic.Cli;

/// <summary>What <c>bench policy</c> says, to people and to machines.</summary>
internal static class BenchReport
{
    public static string Machine(ComputeDevice device, MachineRates machine, ComputeType compute) =>
        $"{device}: products: {machine.Float32Flops / 1e9:0} GFLOP/s in float32, {machine.BFloat16Flops / 1e9:0.#} in bfloat16; memory: {machine.BytesPerSecond / 1e9:0.0} GB/s; computing in {Name(compute)}";

    public static string Line(BenchEntry entry) =>
        $"{entry.Preset} × {entry.Batch}: prefill {entry.Rates.Prefill:0}, decode {entry.Rates.Decode:0.0}, training {Number(entry.Rates.Train, "0")} tokens/s";

    public static string Line(string preset, BenchSharing sharing) =>
        $"{preset}: {BenchSharing.Group} answers of {BenchEntry.Answer} tokens to one prompt of {BenchSharing.Prompt} come {sharing.Ratio:0.0} times as fast as to {BenchSharing.Group} prompts: "
        + $"{sharing.Shared:0.0} s (floor {sharing.SharedFloor:0.0}) instead of {sharing.Alone:0.0} s (floor {sharing.AloneFloor:0.0})";

    public static string Line(string preset, BenchEpisode episode) =>
        $"{preset}: an episode of {episode.Turns} turns takes {episode.Computed} tokens through the model, {episode.Ratio:0.000} times its {episode.Distinct} distinct ones; its prompts have {episode.Prompted}";

    public static string Table(IReadOnlyList<BenchEntry> entries) => Viewer.Terminal.Table.Render(
        ["model", "batch", "prefill/s", "of floor", "decode/s", "of floor", "training/s", "of floor", "peak MiB"],
        [.. entries.Select(entry => (Entry: entry, Share: entry.Rates.Over(entry.Floor))).Select(line => (IReadOnlyList<string>)
        [
            line.Entry.Preset, $"{line.Entry.Batch}", $"{line.Entry.Rates.Prefill:0}", $"{line.Share.Prefill:0.00}", $"{line.Entry.Rates.Decode:0.0}", $"{line.Share.Decode:0.00}",
            Number(line.Entry.Rates.Train, "0"), Number(line.Share.Train, "0.00"), $"{line.Entry.PeakMiB:0}",
        ])]);

    public static string Table(IReadOnlyList<ReferenceComparison> comparisons) => Viewer.Terminal.Table.Render(
        ["rows", "generate", "generate, shared", "training"],
        [.. comparisons.Select(line => (IReadOnlyList<string>)
            [$"{line.Batch}", Number(line.Generate, "0.00"), Number(line.GenerateShared, "0.00"), Number(line.Train, "0.00")])]);

    public static JsonObject Json(
        ComputeDevice device, MachineRates machine, ComputeType compute, IReadOnlyList<BenchEntry> entries, BenchSharing? sharing, BenchEpisode? episode, IReadOnlyList<ReferenceComparison>? comparisons)
    {
        var json = new JsonObject
        {
            ["machine"] = new JsonObject
            {
                ["device"] = device.Name,
                ["matmul_float32_gflops"] = Rounded(machine.Float32Flops / 1e9),
                ["matmul_bfloat16_gflops"] = Rounded(machine.BFloat16Flops / 1e9),
                ["memory_gb_per_s"] = Rounded(machine.BytesPerSecond / 1e9),
                ["compute"] = Name(compute),
            },
            ["entries"] = new JsonArray([.. entries.Select(entry => new JsonObject
            {
                ["preset"] = entry.Preset,
                ["batch"] = entry.Batch,
                ["prefill_tokens_per_s"] = Rounded(entry.Rates.Prefill),
                ["decode_tokens_per_s"] = Rounded(entry.Rates.Decode),
                ["train_tokens_per_s"] = Rounded(entry.Rates.Train),
                ["floor"] = Rates(entry.Floor),
                ["fraction"] = Rates(entry.Rates.Over(entry.Floor)),
                ["peak_mb"] = Rounded(entry.PeakMiB),
            })]),
        };
        if (sharing is not null)
        {
            json["sharing_ratio"] = Rounded(sharing.Ratio);
            json["sharing"] = new JsonObject
            {
                ["group"] = BenchSharing.Group,
                ["prompt_tokens"] = BenchSharing.Prompt,
                ["new_tokens"] = BenchEntry.Answer,
                ["alone_s"] = Rounded(sharing.Alone),
                ["shared_s"] = Rounded(sharing.Shared),
                ["floor"] = new JsonObject { ["alone_s"] = Rounded(sharing.AloneFloor), ["shared_s"] = Rounded(sharing.SharedFloor) },
                ["fraction"] = new JsonObject { ["alone"] = Rounded(sharing.AloneFloor / sharing.Alone), ["shared"] = Rounded(sharing.SharedFloor / sharing.Shared) },
            };
        }

        if (episode is not null)
        {
            json["episode"] = new JsonObject
            {
                ["turns"] = episode.Turns,
                ["computed_tokens"] = episode.Computed,
                ["distinct_tokens"] = episode.Distinct,
                ["prompted_tokens"] = episode.Prompted,
                ["ratio"] = Rounded(episode.Ratio),
            };
        }

        if (comparisons is not null)
        {
            json["reference"] = new JsonArray([.. comparisons.Select(line => new JsonObject
            {
                ["batch"] = line.Batch,
                ["generate_ratio"] = Rounded(line.Generate),
                ["generate_shared_ratio"] = Rounded(line.GenerateShared),
                ["train_ratio"] = Rounded(line.Train),
            })]);
        }

        return json;
    }

    private static JsonObject Rates(BenchRates rates) => new()
    {
        ["prefill"] = Rounded(rates.Prefill),
        ["decode"] = Rounded(rates.Decode),
        ["train"] = Rounded(rates.Train),
    };

    private static string Name(ComputeType compute) => ComputeTypes.ByName.First(entry => entry.Value == compute).Key;

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) : "–";

    // What was not measured is null.
    private static JsonValue? Rounded(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 3)) : null;
}
