using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Instances;

/// <summary>A task that is an instance of a file.</summary>
internal static class InstanceTask
{
    private const int LongestName = 200;
    private const int DigestLetters = 16;

    /// <summary>The fields of an explicit task.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("instance", "the instance_id of one of the file's instances"),
        ("digest", "16 hexadecimal digits over what the instance says; where given, the file must say the same"),
    ];

    /// <summary>Reads the explicit form.</summary>
    /// <exception cref="TaskFormatException">There is no such instance, or it says something else now.</exception>
    public static SweInstance Read(JsonElement state, ImmutableDictionary<string, SweInstance> instances)
    {
        var json = new TaskJson(CodeKind.Name, state, Fields.Select(field => field.Field));
        var name = json.Text("instance", LongestName);
        if (!instances.TryGetValue(name, out var instance))
        {
            throw json.Invalid("instance", $"an instance_id of the file{(Suggestion.Nearest(name, instances.Keys) is { } near ? $", such as '{near}'" : "")}", $"'{name}'");
        }

        return json.Has("digest") && json.Text("digest", DigestLetters) is var digest && digest != instance.Digest
            ? throw json.Invalid("digest", $"'{instance.Digest}', as the instance is now", $"'{digest}'")
            : instance;
    }

    /// <summary>As the engine knows it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="seed">What it was drawn from.</param>
    /// <param name="layer">The sandbox that is active: recorded with every episode.</param>
    public static TaskInstance ToInstance(SweInstance instance, ulong seed, SandboxLayer layer) => new()
    {
        World = CodeKind.Name,
        WorldVersion = CodeKind.Version,
        Seed = seed,
        State = JsonText.Object(json =>
        {
            json.WriteString("instance", instance.Id);
            json.WriteString("digest", instance.Digest);
        }),
        Payload = instance,
        CanonicalForm = instance.Id,
        Features = Difficulty.Of(("tests", instance.Tests.Count()), ("failing", instance.FailToPass.Length), ("sandbox", (int)layer)).Values,
    };
}
