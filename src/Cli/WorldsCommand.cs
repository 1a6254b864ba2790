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
        var miniwob = new Option<string?>("--miniwob") { Description = "the html folder of a MiniWoB++ checkout: lists its tasks instead" };
        var command = new Command("list", "all worlds, one line each") { miniwob };
        command.SetAction(call =>
        {
            var output = context.Open(call);
            if (call.GetValue(miniwob) is { } folder)
            {
                return ListTasks(MiniwobCheckout.Tasks(folder), output);
            }

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

    private static int ListTasks(IReadOnlyList<MiniwobEntry> tasks, CliOutput output)
    {
        output.People.Write(Table.Render(["task", "id", "notes"], [.. tasks.Select(task => (IReadOnlyList<string>)
            [task.Name, task.Id, string.Join(", ", new[] { task.IsPublished ? null : "not published", task.IsTimed ? "changes by itself" : null }.OfType<string>())])]));
        output.Result(new JsonObject
        {
            ["tasks"] = new JsonArray([.. tasks.Select(task => new JsonObject { ["name"] = task.Name, ["id"] = task.Id, ["published"] = task.IsPublished, ["timed"] = task.IsTimed })]),
        });
        return ExitCode.Done;
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
