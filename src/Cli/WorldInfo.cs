using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Cli;

/// <summary>A world's descriptor, for people and for machines.</summary>
internal static class WorldInfo
{
    public static void Print(WorldDescriptor world, TextWriter text)
    {
        text.WriteLine($"{world.Name} (version {world.Version}, {world.Kind}): {world.Summary}");
        text.WriteLine($"  told       {world.Instruction}");
        text.WriteLine($"  sees       {string.Join(", ", world.Modalities)}");
        text.WriteLine($"  answers    {world.ActionGrammar}");
        text.WriteLine($"  turns      {world.MaxTurns}");
        text.WriteLine($"  roles      {string.Join(", ", world.Roles)}");
        text.WriteLine($"  reward     {string.Join(", ", world.Weights.ByPart.Select(part => $"{part.Key} {part.Value}"))}; return from {world.RewardBounds.Low} to {world.RewardBounds.High}");
        foreach (var option in world.Options)
        {
            text.WriteLine($"  option     {option.Name}: {string.Join(" | ", option.Values)} – {option.Summary}");
        }

        foreach (var axis in world.Axes)
        {
            text.WriteLine($"  difficulty {axis.Name}: {axis.Min} to {axis.Max}, default {axis.Default}{(axis.HarderUp ? "" : ", harder downwards")} – {axis.Summary}");
        }

        text.WriteLine("  explicit task (play --task FILE):");
        foreach (var (field, meaning) in world.TaskFields)
        {
            text.WriteLine($"    {field}: {meaning}");
        }

        text.WriteLine($"    example {world.TaskExample}");
    }

    public static JsonObject Json(WorldDescriptor world) => new()
    {
        ["name"] = world.Name,
        ["version"] = world.Version,
        ["kind"] = world.Kind,
        ["summary"] = world.Summary,
        ["instruction"] = world.Instruction,
        ["modalities"] = new JsonArray([.. world.Modalities.Select(name => JsonValue.Create(name))]),
        ["action_grammar"] = world.ActionGrammar,
        ["answer_pattern"] = world.AnswerPattern,
        ["answer_schema"] = world.AnswerSchema is { } answers ? JsonNode.Parse(answers) : null,
        ["tool_schema"] = world.ToolSchema is { } schema ? JsonNode.Parse(schema) : null,
        ["turns"] = world.MaxTurns,
        ["roles"] = new JsonArray([.. world.Roles.Select(name => JsonValue.Create(name))]),
        ["reward_weights"] = new JsonObject(world.Weights.ByPart.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value))),
        ["reward_bounds"] = new JsonArray(world.RewardBounds.Low, world.RewardBounds.High),
        ["report_axis"] = world.ReportAxis,
        ["options"] = new JsonObject(world.Options.Select(option => KeyValuePair.Create(option.Name, (JsonNode?)new JsonObject
        {
            ["values"] = new JsonArray([.. option.Values.Select(value => JsonValue.Create(value))]),
            ["summary"] = option.Summary,
        }))),
        ["difficulty"] = new JsonObject(world.Axes.Select(axis => KeyValuePair.Create(axis.Name, (JsonNode?)new JsonObject
        {
            ["min"] = axis.Min,
            ["max"] = axis.Max,
            ["default"] = axis.Default,
            ["integer"] = axis.IsInteger,
            ["harder_up"] = axis.HarderUp,
            ["summary"] = axis.Summary,
        }))),
        ["task_fields"] = new JsonObject(world.TaskFields.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)field.Meaning))),
        ["task_example"] = JsonNode.Parse(world.TaskExample),
    };
}
