using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Brief;

/// <summary>A task of the brief dialect: the spec that is written down, and the module that it makes.</summary>
/// <param name="Spec">The explicit task.</param>
/// <param name="Repo">What it makes.</param>
internal sealed record BriefTask(BriefSpec Spec, MiniRepo Repo)
{
    /// <summary>The fields of an explicit task.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("repo", "what the module and its bug are drawn from: a whole number from 0 to 2147483647"),
        ("functions", "functions of the module, 1 to 6"),
        ("vagueness", "of the statement, 0 to 2: 0 names function, call and values; 1 the function; 2 says only that tests fail"),
    ];

    /// <summary>Reads the explicit form.</summary>
    public static BriefTask Read(JsonElement state)
    {
        var json = new TaskJson(CodeKind.Name, state, Fields.Select(field => field.Field));
        var spec = new BriefSpec((ulong)json.Integer("repo", 0, int.MaxValue), json.Integer("functions", 1, BriefSpec.MostFunctions), json.Integer("vagueness", 0, 2));
        return new BriefTask(spec, BriefRepos.Make(spec));
    }

    /// <summary>As the engine knows it.</summary>
    /// <param name="seed">What it was drawn from.</param>
    /// <param name="layer">The sandbox that is active: recorded with every episode.</param>
    /// <param name="isInterpreted">Whether the interpreter grades first: recorded too.</param>
    public TaskInstance ToInstance(ulong seed, SandboxLayer layer, bool isInterpreted) => new()
    {
        World = CodeKind.Name,
        WorldVersion = CodeKind.Version,
        Seed = seed,
        State = JsonText.Object(json =>
        {
            json.WriteNumber("repo", Spec.Seed);
            json.WriteNumber("functions", Spec.Functions);
            json.WriteNumber("vagueness", Spec.Vagueness);
        }),
        Payload = this,
        CanonicalForm = Repo.Canonical,
        Features = Difficulty.Of(
            ("functions", Spec.Functions), ("vagueness", Spec.Vagueness), ("tests", Repo.Tests.Length), ("failing", Repo.Tests.Count(test => test.FailsFirst)),
            ("sandbox", (int)layer), ("interpreted", isInterpreted ? 1 : 0)).Values,
    };
}
