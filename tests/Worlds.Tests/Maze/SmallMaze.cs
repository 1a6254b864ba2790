using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Maze;

namespace Agentic.Worlds.Tests.Maze;

/// <summary>
/// A maze of 3 × 3 to follow by hand. Start S at the top left, goal G at the bottom right; four moves, one turn:
/// <code>
/// +--+--+--+
/// |S       |
/// +  +  +  +
/// |  |  |  |
/// +  +--+  +
/// |     | G|
/// +--+--+--+
/// </code>
/// </summary>
internal static class SmallMaze
{
    public const string Json = """{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2]}""";

    public static MazeKind Kind(string mode = MazeOptions.Stepwise) => new(new MazeOptions { Mode = mode });

    public static TaskInstance Task(string mode = MazeOptions.Stepwise, string extra = "") =>
        TaskJson.ReadText(Kind(mode), extra.Length == 0 ? Json : $"{Json[..^1]},{extra}}}");

    public static MazeLayout Layout => ((MazeTask)Task().Payload).Layout;

    public static MazeWorld Open(TaskInstance task) => new((MazeTask)task.Payload, new PlainImageStore());

    public static async Task<StepOutcome> SayAsync(this MazeWorld world, TaskInstance task, string text)
    {
        var parse = Kind().Parse(task, text);
        return await world.StepAsync(new AgentAction(text, new TokenSpan(0, 1), parse.Action!), CancellationToken.None);
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
