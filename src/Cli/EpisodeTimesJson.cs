using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Cli;

/// <summary>A line of <c>timings/episodes.jsonl</c>: seconds of the whole episode, and of each turn those of policy, world and queue.</summary>
internal static class EpisodeTimesJson
{
    public static JsonObject Of(long episode, EpisodeTimes times) => new()
    {
        ["episode"] = episode,
        ["seconds"] = Seconds(times.Total),
        ["turns"] = new JsonArray([.. times.Turns.Select(turn => (JsonNode)new JsonArray(Seconds(turn.Policy), Seconds(turn.World), Seconds(turn.Queue)))]),
    };

    // To the microsecond: more is noise, and makes the file longer than the episodes.
    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);
}
