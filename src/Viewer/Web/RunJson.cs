using System.Text.Json;
using Agentic.Viewer.Export;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Web;

/// <summary>Runs as JSON: the list, one at a glance, its curves.</summary>
internal static class RunJson
{
    /// <summary>All runs of the server.</summary>
    public static WebAnswer List(IReadOnlyList<RunSource> runs) => WebAnswer.Json(json =>
    {
        json.WriteStartArray("runs");
        for (var id = 0; id < runs.Count; id++)
        {
            var run = runs[id];
            json.WriteStartObject();
            json.WriteString("id", id.ToString());
            json.WriteString("name", SoundText.Of(run.Name));
            json.WriteString("path", SoundText.Of(string.Join('/', run.Folder.Split(Path.DirectorySeparatorChar).TakeLast(2))));
            json.WriteNumber("episodes", run.Log.IsOpen ? run.Entries.Count - run.Log.Damaged : run.Log.Guess);
            json.WriteNumber("updates", run.Updates);
            json.WriteBoolean("live", run.IsLive);
            json.WriteNumber("damaged", run.Log.Damaged);
            json.WriteString("error", SoundText.Of(run.Log.Fault));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>One run.</summary>
    public static WebAnswer Run(string id, RunSource run)
    {
        var (revision, summary) = (run.Revision, RunSummary.Of(run));
        return WebAnswer.Json(json =>
        {
            json.WriteString("id", id);
            json.WriteString("name", SoundText.Of(run.Name));
            json.WriteNumber("episodes", summary.Episodes);
            json.WriteNumber("damaged", summary.Damaged);
            json.WriteNumber("torn_bytes", run.Log.TornBytes);
            json.WriteString("error", SoundText.Of(run.Log.Fault));
            json.WriteBoolean("live", run.IsLive);
            json.WriteNumber("updates", run.Updates);
            WriteCounts(json, "ends", summary.Ends);
            WriteCounts(json, "worlds", summary.Worlds);
            json.WriteNumber("faulted", summary.Ends.GetValueOrDefault("faulted"));
            json.WriteNumber("solved", summary.Ends.GetValueOrDefault("solved"));
            json.WritePropertyName("mean_return");
            json.WriteNumberOrNull(summary.MeanReturn);
            WriteSteps(json, summary.Steps);
            WriteDifficulty(json, summary);
            WriteBoundary(json, run.ReadBoundary());
            WriteSeconds(json, summary.Seconds);
            json.WriteString("scenario", SoundText.Of(run.ReadScenario()));
            json.WriteBoolean("has_learning", run.Learning.Count > 0);
            json.WriteBoolean("has_timings", run.Timings.Count > 0);
            json.WriteNumber("facts", run.Facts.Count);
            json.WriteNumber("revision", revision);
        });
    }

    /// <summary>Curves.</summary>
    public static WebAnswer Metrics(MetricTable.Curves curves) => WebAnswer.Json(json =>
    {
        json.WriteStartArray("names");
        foreach (var name in curves.Names)
        {
            json.WriteStringValue(SoundText.Of(name));
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in curves.Steps)
        {
            json.WriteNumberValue(step);
        }

        json.WriteEndArray();
        json.WriteStartObject("series");
        foreach (var (name, values) in curves.Series)
        {
            json.WriteNumbers(SoundText.Of(name)!, System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values));
        }

        json.WriteEndObject();
    });

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> counts)
    {
        json.WriteStartObject(name);
        foreach (var (what, count) in counts)
        {
            json.WriteNumber(SoundText.Of(what)!, count);
        }

        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<StepSummary> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteNumber("step", step.Step);
            json.WriteString("phase", step.Phase);
            json.WriteNumber("groups", step.Groups);
            json.WriteNumber("episodes", step.Episodes);
            json.WriteNumber("solved", step.Solved);
            json.WriteNumber("faulted", step.Faulted);
            json.WritePropertyName("mean_return");
            json.WriteNumberOrNull(step.MeanReturn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDifficulty(Utf8JsonWriter json, RunSummary summary)
    {
        json.WriteStartObject("difficulty");
        foreach (var (axis, values) in summary.Difficulty)
        {
            json.WriteStartArray(SoundText.Of(axis)!);
            foreach (var (value, episodes, solved) in values)
            {
                json.WriteStartObject();
                json.WriteNumber("value", value);
                json.WriteNumber("episodes", episodes);
                json.WriteNumber("solved", solved);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteNumber("sampled", summary.Sampled);
    }

    private static void WriteBoundary(Utf8JsonWriter json, IReadOnlyList<BoundaryPoint> points)
    {
        json.WriteStartArray("boundary");
        foreach (var point in points)
        {
            json.WriteStartObject();
            json.WriteString("axis", SoundText.Of(point.Axis));
            json.WriteNumber("value", point.Value);
            json.WriteNumber("success", point.Success);
            json.WriteNumber("low", point.Low);
            json.WriteNumber("high", point.High);
            json.WriteNumber("episodes", point.Episodes);
            json.WriteBoolean("trained", point.IsTrained);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, (double Policy, double World, double Queue, int Episodes)? seconds)
    {
        if (seconds is not { } known)
        {
            json.WriteNull("seconds");
            return;
        }

        json.WriteStartObject("seconds");
        json.WriteNumber("policy", known.Policy);
        json.WriteNumber("world", known.World);
        json.WriteNumber("queue", known.Queue);
        json.WriteNumber("episodes", known.Episodes);
        json.WriteEndObject();
    }
}
