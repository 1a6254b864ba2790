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

    /// <summary>Whether nothing loads any more, and the last frame changed nothing.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Reads what the page gave.</summary>
    public static PageReport Read(JsonElement json)
    {
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
            IsQuiet = json.GetProperty("quiet").GetBoolean(),
        };
    }
}
