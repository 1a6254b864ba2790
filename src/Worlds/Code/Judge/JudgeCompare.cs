using System.Globalization;
using System.Text.Json;

namespace Agentic.Worlds.Code.Judge;

/// <summary>Whether an answer is the right one.</summary>
public static class JudgeCompare
{
    private const double Tolerance = 1e-6;
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n', '\f', '\v'];

    /// <summary>Token by token; a token of the right answer with a point or an exponent allows 1e-6, absolute or relative.</summary>
    public static bool Tokens(string actual, string expected)
    {
        var (came, right) = (actual.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), expected.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
        return came.Length == right.Length && came.Zip(right).All(pair => pair.First == pair.Second || IsNear(pair.First, pair.Second));
    }

    /// <summary>As JSON values: kinds must agree, numbers with a point on the right side allow the tolerance, objects ignore order.</summary>
    public static bool Json(JsonElement actual, JsonElement expected) => (expected.ValueKind, actual.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => actual.GetRawText() == expected.GetRawText() || IsNear(actual.GetRawText(), expected.GetRawText()),
        (JsonValueKind.String, JsonValueKind.String) => actual.GetString() == expected.GetString(),
        (JsonValueKind.Array, JsonValueKind.Array) => actual.GetArrayLength() == expected.GetArrayLength()
            && actual.EnumerateArray().Zip(expected.EnumerateArray()).All(pair => Json(pair.First, pair.Second)),
        (JsonValueKind.Object, JsonValueKind.Object) => actual.EnumerateObject().Count() == expected.EnumerateObject().Count()
            && expected.EnumerateObject().All(field => actual.TryGetProperty(field.Name, out var value) && Json(value, field.Value)),
        var (right, came) => right == came,
    };

    private static bool IsNear(string actual, string expected) => expected.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && double.IsFinite(right)
        && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var came) && double.IsFinite(came)
        && Math.Abs(came - right) <= Tolerance * Math.Max(1, Math.Abs(right));
}
