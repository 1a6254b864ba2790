using System.Collections.Immutable;
using System.Text.Json;

namespace Agentic.Viewer.Runs;

/// <summary>Where an episode's time went, in seconds: a line of <c>timings/episodes.jsonl</c>.</summary>
/// <param name="Seconds">From its beginning to its end; NaN when the line does not say.</param>
/// <param name="Policy">The policy at work; NaN for lines without turns.</param>
/// <param name="World">In the world.</param>
/// <param name="Queue">Waiting for its turn to compute, or for what is lent to the world.</param>
internal readonly record struct EpisodeTiming(double Seconds, double Policy, double World, double Queue)
{
    /// <summary>Reads a line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out long episode, out EpisodeTiming timing)
    {
        timing = new EpisodeTiming(double.NaN, double.NaN, double.NaN, double.NaN);
        return LineJson.TryReadEpisode(line, out episode, ref timing, Take);
    }

    /// <summary>The seconds of each turn in a whole line: policy, world, queue.</summary>
    public static ImmutableArray<(double Policy, double World, double Queue)> Turns(JsonElement line)
    {
        var turns = ImmutableArray.CreateBuilder<(double, double, double)>();
        if (line.TryGetProperty("turns", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var turn in list.EnumerateArray())
            {
                turns.Add((At(turn, 0), At(turn, 1), At(turn, 2)));
            }
        }

        return turns.ToImmutable();

        static double At(JsonElement turn, int place) =>
            turn.ValueKind == JsonValueKind.Array && turn.GetArrayLength() > place && turn[place].ValueKind == JsonValueKind.Number && turn[place].TryGetDouble(out var value)
                ? value : double.NaN;
    }

    private static void Take(ref Utf8JsonReader json, string name, ref EpisodeTiming timing)
    {
        switch (name)
        {
            case "seconds":
                timing = timing with { Seconds = LineJson.Number(ref json) };
                break;
            case "turns" when json.TokenType == JsonTokenType.StartArray:
                timing = Add(ref json, timing);
                break;
            default:
                json.Skip();
                break;
        }
    }

    private static EpisodeTiming Add(ref Utf8JsonReader json, EpisodeTiming timing)
    {
        Span<double> sums = stackalloc double[3];
        var turns = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            turns++;
            for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
            {
                var value = LineJson.Number(ref json);
                sums[Math.Min(place, 2)] += place < 3 && double.IsFinite(value) ? value : 0;
            }
        }

        return turns == 0 ? timing : timing with { Policy = sums[0], World = sums[1], Queue = sums[2] };
    }
}
