using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Viewer.Terminal;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary><c>worlds list | info | bench</c>.</summary>
internal static class WorldsCommand
{
    public static Command Create(CliContext context) => new("worlds", "what worlds there are, what they expect, how fast they are")
    {
        List(context), Info(context), WorldsBench.Create(context),
    };

    private static Command List(CliContext context)
    {
        var command = new Command("list", "all worlds, one line each");
        command.SetAction(call =>
        {
            var output = context.Open(call);
            output.People.Write(Table.Render(
                ["world", "kind", "sees", "turns", "game"],
                [.. WorldCatalog.All.Select(entry => entry.Descriptor).Select(world => (IReadOnlyList<string>)
                    [world.Name, world.Kind, string.Join(", ", world.Modalities), $"{world.MaxTurns}", world.Summary])]));
            output.Result(new JsonObject
            {
                ["worlds"] = new JsonArray([.. WorldCatalog.All.Select(entry => new JsonObject
                {
                    ["name"] = entry.Name,
                    ["version"] = entry.Descriptor.Version,
                    ["kind"] = entry.Descriptor.Kind,
                    ["summary"] = entry.Descriptor.Summary,
                })]),
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Info(CliContext context)
    {
        var name = new Argument<string>("world") { Description = "a world of 'worlds list'" };
        var options = new Option<string[]>("--option") { Description = "name=value; the world with that choice" };
        var command = new Command("info", "what a world sees, accepts and pays") { name, options };
        command.SetAction(call =>
        {
            var output = context.Open(call);
            var world = WorldCatalog.Create(call.GetRequiredValue(name), Arguments.Pairs(call.GetValue(options), "--option")).Descriptor;
            WorldInfo.Print(world, output.People);
            output.Result(WorldInfo.Json(world));
            return ExitCode.Done;
        });
        return command;
    }
}
