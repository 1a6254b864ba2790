using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Viewer.Pictures;

/// <summary>Where an action fell, as its canonical JSON says: <c>at</c> and perhaps <c>to_at</c> in a page of size <c>of</c>.</summary>
/// <param name="X">Share of the width, 0 to 1.</param>
/// <param name="Y">Share of the height.</param>
/// <param name="To">Where a drag ends; null for none.</param>
public sealed record ActionMark(double X, double Y, (double X, double Y)? To)
{
    private static readonly (byte R, byte G, byte B) Color = (0xe0, 0x21, 0x8a);

    /// <summary>Reads an action; null when it has no place on the page.</summary>
    public static ActionMark? Read(string? action)
    {
        if (action is null || !action.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(action);
            return Pair(json.RootElement, "of") is var (width, height) && width > 0 && height > 0
                && Pair(json.RootElement, "at") is var (x, y) && IsOnPage(x / width, y / height)
                ? new ActionMark(x / width, y / height, Pair(json.RootElement, "to_at") is var (x2, y2) && IsOnPage(x2 / width, y2 / height) ? (x2 / width, y2 / height) : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The frame with a ring where the action fell, and a line to where a drag ends. The frame itself stays as it is.</summary>
    public ImageFrame Draw(ImageFrame frame)
    {
        var rgb = frame.Rgb.ToArray();
        var (x, y, radius) = (X * frame.Width, Y * frame.Height, Math.Max(3.0, frame.Width / 40.0));
        if (To is var (toX, toY))
        {
            var (dx, dy) = ((toX * frame.Width) - x, (toY * frame.Height) - y);
            var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(dx), Math.Abs(dy))));
            for (var step = 0; step <= steps; step++)
            {
                Dot(rgb, frame, (int)(x + (dx * step / steps)), (int)(y + (dy * step / steps)));
            }
        }

        for (var row = (int)(y - radius - 1); row <= y + radius + 1; row++)
        {
            for (var column = (int)(x - radius - 1); column <= x + radius + 1; column++)
            {
                var distance = Math.Sqrt(((column - x) * (column - x)) + ((row - y) * (row - y)));
                if (Math.Abs(distance - radius) <= 0.8 || distance <= 1)
                {
                    Dot(rgb, frame, column, row);
                }
            }
        }

        return new ImageFrame(frame.Width, frame.Height, rgb);
    }

    private static void Dot(byte[] rgb, ImageFrame frame, int x, int y)
    {
        if ((uint)x < (uint)frame.Width && (uint)y < (uint)frame.Height)
        {
            var at = ((y * frame.Width) + x) * 3;
            (rgb[at], rgb[at + 1], rgb[at + 2]) = Color;
        }
    }

    // A recording is foreign input: a place far away would be drawn for ever.
    private static bool IsOnPage(double x, double y) => x is >= 0 and <= 1 && y is >= 0 and <= 1;

    private static (double X, double Y)? Pair(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
        && pair[0].ValueKind == JsonValueKind.Number && pair[1].ValueKind == JsonValueKind.Number && pair[0].TryGetDouble(out var x) && pair[1].TryGetDouble(out var y)
            ? (x, y) : null;
}
