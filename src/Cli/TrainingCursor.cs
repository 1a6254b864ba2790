using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Training.Checkpoints;

namespace Agentic.Cli;

/// <summary>Where a training stands, as <c>data_cursor.json</c> of a checkpoint says it.</summary>
/// <param name="Update">Updates done; -1 before the warm start.</param>
/// <param name="Episodes">Episodes recorded.</param>
/// <param name="Unlogged">Metrics of the last update when it was interrupted before they were written: its evaluation is still to be played.</param>
internal sealed record TrainingCursor(long Update, int Episodes, IReadOnlyDictionary<string, double>? Unlogged)
{
    private const string FileName = "data_cursor.json";

    /// <summary>Nothing has been done.</summary>
    public static TrainingCursor Start { get; } = new(-1, 0, null);

    /// <summary>What the collector of rounds remembers; null where it remembers nothing.</summary>
    public JsonNode? Rollouts { get; init; }

    /// <summary>The last update whose metrics are written.</summary>
    public long Logged => Unlogged is null ? Update : Update - 1;

    /// <summary>Reads a checkpoint's.</summary>
    /// <exception cref="CheckpointException">It is not there, or says something else.</exception>
    public static TrainingCursor Read(CheckpointFolder from)
    {
        var path = from.Require(FileName);
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path))!;
            var unlogged = json["unlogged"]?.AsObject().ToDictionary(metric => metric.Key, metric => double.Parse(metric.Value!.GetValue<string>(), CultureInfo.InvariantCulture), StringComparer.Ordinal);
            return new TrainingCursor(from.Step, json["episodes"]!.GetValue<int>(), unlogged) { Rollouts = json["rollouts"]?.DeepClone() };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new CheckpointException(path, "an object with a whole number 'episodes'", fault.Message, "Use another checkpoint of the run.", fault);
        }
    }

    /// <summary>As it is written.</summary>
    public JsonObject ToJson(ulong seed)
    {
        var json = new JsonObject { ["update"] = Update, ["episodes"] = Episodes, ["seed"] = seed };
        if (Rollouts is not null)
        {
            json["rollouts"] = Rollouts;
        }

        if (Unlogged is not null)
        {
            // As text, because JSON has no word for what is no finite number.
            json["unlogged"] = new JsonObject(Unlogged.Select(metric => KeyValuePair.Create(metric.Key, (JsonNode?)metric.Value.ToString("R", CultureInfo.InvariantCulture))));
        }

        return json;
    }
}
