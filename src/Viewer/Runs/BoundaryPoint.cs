using System.Text.Json;

namespace Agentic.Viewer.Runs;

/// <summary>Success at one value of an axis of difficulty, as <c>boundary.json</c> tells it.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Value">Its value.</param>
/// <param name="Success">Share of solved episodes.</param>
/// <param name="Low">Lower end of the share's 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Episodes">Episodes that were judged.</param>
/// <param name="IsTrained">Whether training draws tasks around this value.</param>
internal sealed record BoundaryPoint(string Axis, double Value, double Success, double Low, double High, int Episodes, bool IsTrained)
{
    private const int Most = 1024;

    /// <summary>Reads what a run wrote; what is no such table is none.</summary>
    public static IReadOnlyList<BoundaryPoint> Parse(string? text)
    {
        if (text is null)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.GetProperty("boundary").EnumerateArray().Take(Most).Select(Read).Where(point => double.IsFinite(point.Value + point.Success + point.Low + point.High))];
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static BoundaryPoint Read(JsonElement row) => new(
        row.GetProperty("axis").GetString() ?? "", row.GetProperty("value").GetDouble(), row.GetProperty("success").GetDouble(),
        row.GetProperty("low").GetDouble(), row.GetProperty("high").GetDouble(), row.GetProperty("episodes").GetInt32(), row.GetProperty("trained").GetBoolean());
}
