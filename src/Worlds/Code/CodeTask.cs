using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code;

/// <summary>A task of the code world: the spec that is written down, and the repo that it makes.</summary>
/// <param name="Spec">The explicit task.</param>
/// <param name="Repo">What it makes.</param>
public sealed record CodeTask(RepoSpec Spec, MiniRepo Repo)
{
    /// <summary>The fields of an explicit task.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("repo", "what the project and its bug are drawn from: a whole number from 0 to 2147483647"),
        ("files", "files of the tree, 3 to 30"),
        ("distance", "calls between the function that fails and the one that is broken, 0 to 3"),
        ("bugs", "broken functions, 1 to 3; with more than 1, at least 9 files"),
        ("vagueness", "of the statement, 0 to 3: 0 names file, call and values; 3 says only that tests fail"),
        ("shown", "percent of the tests that the tree holds, 0 to 100"),
    ];

    /// <summary>Reads the explicit form.</summary>
    public static CodeTask Read(JsonElement state)
    {
        var json = new TaskJson(CodeKind.Name, state, Fields.Select(field => field.Field));
        var spec = new RepoSpec(
            (ulong)json.Integer("repo", 0, int.MaxValue), json.Integer("files", 3, 30), json.Integer("distance", 0, 3), json.Integer("bugs", 1, 3),
            json.Integer("vagueness", 0, 3), json.Integer("shown", 0, 100));
        return spec.Bugs > 1 && spec.Files < 9
            ? throw json.Invalid("files", $"at least 9 for {spec.Bugs} bugs", $"{spec.Files}")
            : new CodeTask(spec, RepoGenerator.Make(spec));
    }

    /// <summary>As the engine knows it.</summary>
    /// <param name="seed">What it was drawn from.</param>
    /// <param name="layer">The sandbox that is active: recorded with every episode.</param>
    public TaskInstance ToInstance(ulong seed, SandboxLayer layer) => new()
    {
        World = CodeKind.Name,
        WorldVersion = CodeKind.Version,
        Seed = seed,
        State = JsonText.Object(json =>
        {
            json.WriteNumber("repo", Spec.Seed);
            json.WriteNumber("files", Spec.Files);
            json.WriteNumber("distance", Spec.Distance);
            json.WriteNumber("bugs", Spec.Bugs);
            json.WriteNumber("vagueness", Spec.Vagueness);
            json.WriteNumber("shown", Spec.Shown);
        }),
        Payload = this,
        CanonicalForm = Repo.Canonical,
        Features = Difficulty.Of(
            ("files", Repo.Files.Count), ("distance", Spec.Distance), ("bugs", Spec.Bugs), ("vagueness", Spec.Vagueness), ("shown", Spec.Shown),
            ("tests", Repo.Tests.Length), ("failing", Repo.Tests.Count(test => test.FailsFirst)), ("sandbox", (int)layer)).Values,
    };
}
