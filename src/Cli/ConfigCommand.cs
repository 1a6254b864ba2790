using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Training.Scenarios;
using Agentic.Viewer.Terminal;

namespace Agentic.Cli;

/// <summary><c>config show SCENARIO</c>: every value in force, and who said it.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliContext context) => new("config", "what a scenario comes to") { Show(context) };

    private static Command Show(CliContext context)
    {
        var scenario = ScenarioArguments.Scenario();
        var set = ScenarioArguments.Set();
        var command = new Command("show", "every value in force, with where it came from") { scenario, set };
        command.SetAction(call =>
        {
            var output = context.Open(call);
            var loaded = ScenarioReader.Load(call.GetRequiredValue(scenario), context.Vocabulary, call.GetValue(set));
            output.People.Write(Table.Render(
                ["key", "value", "from"],
                [.. loaded.Values.Values.Select(value => (IReadOnlyList<string>)[value.Path, value.Yaml, value.IsComment ? "world" : $"{value.Origin}"])]));
            output.Result(new JsonObject
            {
                ["scenario"] = loaded.Scenario.Name,
                ["values"] = new JsonObject(loaded.Values.Values.Select(value => KeyValuePair.Create(value.Path, (JsonNode?)new JsonObject
                {
                    ["value"] = value.Yaml,
                    ["from"] = value.IsComment ? "world" : value.Origin.ToString(),
                }))),
            });
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Arguments of every verb that takes a scenario.</summary>
internal static class ScenarioArguments
{
    public static Argument<string> Scenario() => new("scenario") { Description = "a YAML file, such as scenarios/maze/stepwise.yaml" };

    public static Option<string[]> Set() => new("--set") { Description = "key=value over the file, such as --set train.groups=4" };
}
