using System.Collections.Immutable;
using Agentic.Worlds.Gui;

namespace Agentic.Worlds;

/// <summary>The tasks of a local MiniWoB++ checkout.</summary>
public static class MiniwobCheckout
{
    /// <summary>What a checkout offers, in ordinal order.</summary>
    /// <param name="folder">Its html folder, or one of the folders above it.</param>
    /// <exception cref="IOException">There are no task pages.</exception>
    public static ImmutableArray<MiniwobEntry> Tasks(string folder) => [.. MiniwobFolder.Open(folder).Tasks
        .Select(name => new MiniwobEntry(name, $"browsergym/miniwob.{name}", MiniwobTasks.Published.Contains(name), MiniwobTasks.IsTimed(name)))];

    /// <summary>The bare name of a task that may be written as BrowserGym or Gymnasium write it.</summary>
    public static string Plain(string name) => MiniwobTasks.Plain(name);

    /// <summary>The explicit task of a page and a seed, as canonical JSON.</summary>
    public static string Task(string name, int seed) => $$"""{"site":"miniwob","page":{{System.Text.Json.JsonSerializer.Serialize(name)}},"seed":{{seed}}}""";
}

/// <summary>A task of a checkout.</summary>
/// <param name="Name">Its page.</param>
/// <param name="Id">The name under which BrowserGym knows it.</param>
/// <param name="IsPublished">Whether it is one of the published tasks.</param>
/// <param name="IsTimed">Whether its page changes without an action.</param>
public sealed record MiniwobEntry(string Name, string Id, bool IsPublished, bool IsTimed);
