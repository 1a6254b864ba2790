using System.Text.Json;
using Agentic.Training.Optimization;
using Agentic.Training.Tests.Objectives;

namespace Agentic.Training.Tests.Optimization;

/// <summary>The rates of transformers' schedules, step by step.</summary>
public sealed class ScheduleFixturesTests
{
    private const string Prefix = "schedule/";

    public static TheoryData<string> Names => FixtureCases.NamesOf("optimizer", name => name.StartsWith(Prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Schedule_gives_the_rates_of_transformers(string name)
    {
        var row = FixtureCases.Require("optimizer", name).Case(name);
        var kind = row.GetProperty("name").GetString()!;
        Assert.SkipUnless(ScheduleSettings.Schedules.ContainsKey(kind), $"{kind} is not part of the product yet.");
        var rate = row.GetProperty("lr").GetDouble();
        var schedule = ScheduleSettings.Schedules[kind](Read(row, rate));
        double[] expected = [.. row.GetProperty("rates").EnumerateArray().Select(value => value.GetDouble())];
        var total = row.GetProperty("num_training_steps").GetInt32();

        // The peer's cosines rise again past their end; ours keep the end value.
        var end = kind.StartsWith("cosine", StringComparison.Ordinal) ? Math.Min(total, expected.Length - 1) : expected.Length - 1;
        for (var step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[Math.Min(step, end)], rate * schedule(step), 1e-12);
        }
    }

    private static ScheduleSettings Read(JsonElement row, double rate)
    {
        var more = row.TryGetProperty("scheduler_specific_kwargs", out var found) ? found : default;
        double? Number(string key) => more.ValueKind == JsonValueKind.Object ? more.Number(key) : null;
        string? Text(string key) => more.ValueKind == JsonValueKind.Object ? more.Text(key) : null;

        // transformers ends a polynomial at 1e-7 unless told otherwise.
        var lowest = row.Text("name") == "polynomial" ? Number("lr_end") ?? 1e-7 : Number("min_lr") ?? 0;
        return new ScheduleSettings
        {
            WarmupSteps = row.GetProperty("num_warmup_steps").GetInt32(),
            TotalSteps = row.GetProperty("num_training_steps").GetInt32(),
            Cycles = Number("num_cycles"),
            MinimumRatio = Number("min_lr_rate") ?? Number("min_lr_ratio") ?? (lowest / rate),
            Power = Number("power") ?? 1,
            Timescale = (int?)Number("timescale"),
            DecaySteps = (int)(Number("num_decay_steps") ?? 0),
            WarmupShape = Text("warmup_type") ?? "linear",
            DecayShape = Text("decay_type") ?? "cosine",
        };
    }
}
