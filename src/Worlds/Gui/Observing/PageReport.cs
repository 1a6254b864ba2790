using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Observing;

/// <summary>What one call into the page came back with, after it settled.</summary>
internal sealed record PageReport
{
    /// <summary>The page's state as canonical text.</summary>
    public required string State { get; init; }

    /// <summary>Whether the task is over.</summary>
    public required bool IsDone { get; init; }

    /// <summary>Whether its goal is reached.</summary>
    public required bool IsSolved { get; init; }

    /// <summary>Named measures.</summary>
    public required ImmutableSortedDictionary<string, double> Parts { get; init; }

    /// <summary>The instruction, where it was asked for.</summary>
    public string Goal { get; init; } = "";

    /// <summary>Elements, where they were asked for.</summary>
    public ImmutableArray<PageElement> Elements { get; init; } = [];

    /// <summary>Windows that the page tried to open.</summary>
    public int Popups { get; init; }

    /// <summary>Real milliseconds that settling took.</summary>
    public double SettleMilliseconds { get; init; }

    /// <summary>Whether nothing was loading any more.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Reads it; null when the document is another one than the task's.</summary>
    /// <param name="json">What the page gave.</param>
    /// <param name="problem">Why the page cannot play its task at all, or null.</param>
    public static PageReport? Read(JsonElement json, out string? problem)
    {
        problem = json.TryGetProperty("broken", out var broken) ? broken.GetString() : null;
        if (problem is not null || json.TryGetProperty("left", out _))
        {
            return null;
        }

        var parts = json.GetProperty("parts").EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.Number)
            .Select(part => KeyValuePair.Create(part.Name, part.Value.GetDouble()));
        return new PageReport
        {
            State = json.GetProperty("state").GetString()!,
            IsDone = json.GetProperty("done").GetBoolean(),
            IsSolved = json.GetProperty("success").GetBoolean(),
            Parts = Difficulty.Default.Values.SetItems(parts),
            Goal = json.TryGetProperty("goal", out var goal) ? goal.GetString()! : "",
            Elements = json.TryGetProperty("elements", out var elements) ? PageElement.Read(elements) : [],
            Popups = json.GetProperty("popups").GetInt32(),
            SettleMilliseconds = json.GetProperty("settleMs").GetDouble(),
            IsQuiet = json.GetProperty("quiet").GetBoolean(),
        };
    }
}
