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
        return LineJson.TryReadEpisode(line, out episode, ref learning, Take);
    }

    private static void Take(ref Utf8JsonReader json, string name, ref EpisodeLearning learning)
    {
        switch (name)
        {
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
