using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.Training.Reproductions;

/// <summary>An outcome as one JSON line. A measure that is not defined is null; numbers come back to the bit.</summary>
internal static class SeedLine
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(SeedOutcome outcome) => new JsonObject
    {
        ["seed"] = outcome.Seed,
        ["seconds"] = Math.Round(outcome.Seconds, 1),
        ["measures"] = new JsonObject(outcome.Measures.OrderBy(measure => measure.Key, StringComparer.Ordinal).Select(measure => KeyValuePair.Create(measure.Key, (JsonNode?)Number(measure.Value)))),
        ["curves"] = new JsonObject(outcome.Curves.Select(curve => KeyValuePair.Create(curve.Key, (JsonNode?)new JsonArray([.. curve.Value.Select(value => (JsonNode?)Number(value))])))),
        ["examples"] = new JsonObject(outcome.Examples.Select(example => KeyValuePair.Create(example.Key, (JsonNode?)Example(example.Value)))),
    }.ToJsonString(Layout);

    /// <exception cref="InvalidDataException">The line is no outcome.</exception>
    public static SeedOutcome Read(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new SeedOutcome(
                root.GetProperty("seed").GetUInt64(), root.GetProperty("seconds").GetDouble(),
                Named(root.GetProperty("measures"), Number),
                Named(root.GetProperty("curves"), curve => (IReadOnlyList<double>)[.. curve.EnumerateArray().Select(Number)]),
                Named(root.GetProperty("examples"), Example));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path}, line {number}: expected a seed with measures, curves and examples, but {fault.Message} Remove the line to run its seed again.", fault);
        }
    }

    private static SortedDictionary<string, T> Named<T>(JsonElement owner, Func<JsonElement, T> read) =>
        new(owner.EnumerateObject().ToDictionary(entry => entry.Name, entry => read(entry.Value)), StringComparer.Ordinal);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    private static JsonObject Example(EpisodeSketch sketch) => new()
    {
        ["end"] = sketch.End,
        ["return"] = sketch.Return,
        ["lines"] = new JsonArray([.. sketch.Lines.Select(line => new JsonArray(line.Who, line.Words))]),
    };

    private static EpisodeSketch Example(JsonElement value) => new(
        [.. value.GetProperty("lines").EnumerateArray().Select(line => new SketchLine(line[0].GetString() ?? "", line[1].GetString() ?? ""))],
        value.GetProperty("end").GetString() ?? "", value.GetProperty("return").GetDouble());
}
