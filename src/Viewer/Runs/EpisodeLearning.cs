using System.Collections.Immutable;
using System.Text.Json;

namespace Agentic.Viewer.Runs;

/// <summary>What learning made of an episode: a line of <c>learning/episodes.jsonl</c>.</summary>
/// <param name="Update">Updates done when it was played, or the update that learnt from it, counted from 1.</param>
/// <param name="IsEvaluation">Played to measure, not to learn.</param>
/// <param name="Advantage">Its advantage, the mean when its tokens have their own; NaN when it was not learnt from.</param>
internal readonly record struct EpisodeLearning(int Update, bool IsEvaluation, float Advantage)
{
    /// <summary>"train" or "eval".</summary>
    public string Phase => IsEvaluation ? "eval" : "train";

    /// <summary>Reads a line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out long episode, out EpisodeLearning learning)
    {
        learning = new EpisodeLearning(0, false, float.NaN);
        var json = new Utf8JsonReader(line);
        if (!LineJson.Begin(ref json))
        {
            episode = -1;
            return false;
        }

        long? index = null;
        while (LineJson.Next(ref json) is { } name)
        {
            switch (name)
            {
                case "episode":
                    index = LineJson.Integer(ref json);
                    break;
                case "update":
                    learning = learning with { Update = (int)Math.Clamp(LineJson.Integer(ref json) ?? 0, int.MinValue, int.MaxValue) };
                    break;
                case "phase" when json.TokenType == JsonTokenType.String:
                    learning = learning with { IsEvaluation = json.ValueTextEquals("eval"u8) };
                    break;
                case "advantage":
                    learning = learning with { Advantage = (float)(json.TokenType == JsonTokenType.StartArray ? Mean(ref json) : LineJson.Number(ref json)) };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        episode = index ?? -1;
        return index is not null;
    }

    /// <summary>From a whole line: the advantage of each sampled token of the episode, or the one of all; empty for none.</summary>
    public static ImmutableArray<float> Advantages(JsonElement line) => !line.TryGetProperty("advantage", out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? Numbers(value)
        : value.ValueKind == JsonValueKind.Number ? [ToSingle(value)]
        : [];

    /// <summary>From a whole line: the log-probabilities that the trainer computed for a turn's sampled tokens; empty for none.</summary>
    public static ImmutableArray<float> LogProbs(JsonElement line, int turn) =>
        line.TryGetProperty("turns", out var turns) && turns.ValueKind == JsonValueKind.Array && turn < turns.GetArrayLength() && turns[turn].ValueKind == JsonValueKind.Array
            ? Numbers(turns[turn]) : [];

    private static ImmutableArray<float> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(ToSingle)];

    private static float ToSingle(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) ? number : float.NaN;

    private static double Mean(ref Utf8JsonReader json)
    {
        var (sum, count) = (0.0, 0);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var value = LineJson.Number(ref json);
            (sum, count) = double.IsFinite(value) ? (sum + value, count + 1) : (sum, count);
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
