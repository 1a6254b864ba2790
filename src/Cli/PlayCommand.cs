using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Viewer.Terminal;
using Agentic.Viewer.Window;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary><c>play WORLD</c>: by hand on a terminal, or with the answers of a file.</summary>
internal static class PlayCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("world") { Description = "a world of 'worlds list'" };
        var task = new Option<string?>("--task") { Description = "a JSON file with the explicit task; 'worlds info' shows its fields" };
        var actions = new Option<string?>("--actions") { Description = "a file with one answer a line; prints one JSON object a step" };
        var window = new Option<bool>("--window") { Description = "in a window of the desktop, with mouse and keyboard" };
        var options = new Option<string[]>("--option") { Description = "name=value" };
        var difficulty = new Option<string[]>("--difficulty") { Description = "axis=value" };
        var seed = new Option<ulong>("--seed") { Description = "which task, and which chance events", DefaultValueFactory = _ => 1 };
        var turns = new Option<int?>("--turns") { Description = "most answers; the world's own limit by default" };
        var command = new Command("play", "play a world yourself, or run a file of answers through it") { name, task, actions, window, options, difficulty, seed, turns };
        command.SetAction(async (call, cancellation) =>
        {
            var kind = WorldCatalog.Create(call.GetRequiredValue(name), Arguments.Pairs(call.GetValue(options), "--option"));
            await using var owned = kind.Owned();
            var chosen = call.GetValue(seed);
            var instance = call.GetValue(task) is { } file
                ? TaskJson.ReadText(kind, Arguments.ReadFile(file, "task"))
                : kind.Generate(chosen, Difficulty(kind.Descriptor, call.GetValue(difficulty)));
            var limit = call.GetValue(turns) ?? kind.Descriptor.MaxTurns;
            if (limit < 1)
            {
                throw new UserException($"--turns must be at least 1, but is {limit}.");
            }

            await using var session = PlaySession.Open(kind, instance, chosen, limit, context.Clock);
            if (call.GetValue(window))
            {
                return await PlayInWindowAsync(session, context, context.Open(call), cancellation);
            }

            return call.GetValue(actions) is { } script
                ? await RunScriptAsync(session, Arguments.Lines(script, "file of answers"), context.Open(call), cancellation)
                : await PlayByHandAsync(session, context.Open(call), cancellation);
        });
        return command;
    }

    private static async Task<int> RunScriptAsync(PlaySession session, IEnumerable<string> answers, CliOutput output, CancellationToken cancellation)
    {
        foreach (var answer in answers.TakeWhile(_ => session.Ended is null))
        {
            output.JsonLine(Describe(await session.AnswerAsync(answer, cancellation)));
        }

        output.JsonLine(Total(session));
        return session.Fault is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> PlayByHandAsync(PlaySession session, CliOutput output, CancellationToken cancellation)
    {
        var terminal = new SystemTerminal();
        if (!terminal.Traits.IsInteractive)
        {
            throw new UserException("'play' needs a terminal, or --actions FILE with one answer a line.");
        }

        output.Line(session.Kind.Descriptor.Instruction);
        output.Line($"Answers: {session.Kind.Descriptor.ActionGrammar}. An empty line ends the game.");
        while (session.Ended is null)
        {
            await ShowAsync(session, terminal, output, cancellation);
            output.People.Write("> ");
            if (await Console.In.ReadLineAsync(cancellation) is not { Length: > 0 } answer)
            {
                break;
            }

            var step = await session.AnswerAsync(answer, cancellation);
            output.Line($"{step.Feedback ?? step.Action ?? ""}  reward {step.Reward:0.###}");
        }

        await ShowAsync(session, terminal, output, cancellation);
        output.Line($"{session.Ended ?? "left"}: total {session.Total:0.###} in {session.Turns} turns");
        output.Result(Total(session));
        return ExitCode.Done;
    }

    // A window belongs to one thread: it gets one of its own, so that Ctrl-C is heard meanwhile.
    private static async Task<int> PlayInWindowAsync(PlaySession session, CliContext context, CliOutput output, CancellationToken cancellation)
    {
        var game = HandGame.Start(session, cancellation);
        try
        {
            await Task.Factory.StartNew(
                () =>
                {
                    using var window = new NativeWindow($"{session.Kind.Descriptor.Name} - Agentic", 1000, 800);
                    using var playing = new GameWindow(window, game, context.Clock);
                    playing.Run(cancellation);
                }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            await game.SettleAsync();
        }

        output.Line($"{session.Ended ?? "left"}: total {session.Total:0.###} in {session.Turns} turns");
        output.Result(Total(session));
        return session.Fault is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task ShowAsync(PlaySession session, SystemTerminal terminal, CliOutput output, CancellationToken cancellation)
    {
        foreach (var part in (await session.ObserveAsync(cancellation)).Parts)
        {
            output.People.Write(part switch
            {
                ImagePart image when terminal.Traits.HasColour => FrameText.HalfBlocks(session.Images.Get(image.Image), Math.Min(terminal.Traits.Columns, 80)),
                ImagePart image => FrameText.Shades(session.Images.Get(image.Image), Math.Min(terminal.Traits.Columns, 80)),
                TextPart text => $"{text.Text}\n",
                GuidancePart help => $"help: {help.Text}\n",
                ToolResultPart tool => $"{tool.Tool}: {tool.Text}\n",
                _ => "",
            });
        }
    }

    private static JsonObject Describe(PlayedStep step) => new()
    {
        ["turn"] = step.Turn,
        ["answer"] = step.Answer,
        ["action"] = step.Action,
        ["legal"] = step.IsLegal,
        ["feedback"] = step.Feedback,
        ["reward"] = step.Reward,
        ["parts"] = Parts(step.Parts),
        ["ended"] = step.Ended,
        ["state"] = step.State is { } state ? JsonNode.Parse(state) : null,
    };

    private static JsonObject Total(PlaySession session) => new()
    {
        ["total"] = session.Total,
        ["parts"] = Parts(session.FinalParts),
        ["turns"] = session.Turns,
        ["ended"] = session.Ended,
        ["solved"] = session.IsSolved,
        ["fault"] = session.Fault?.Message,
    };

    // A part may be named twice in an episode: what counts is the sum.
    private static JsonObject Parts(Reward reward) => new(reward.Parts.GroupBy(part => part.Name)
        .Select(parts => KeyValuePair.Create(parts.Key, (JsonNode?)parts.Sum(part => part.Value))));

    private static Difficulty Difficulty(WorldDescriptor world, string[]? settings)
    {
        var difficulty = Agents.Difficulty.Default;
        foreach (var (name, text) in Arguments.Pairs(settings, "--difficulty"))
        {
            var axis = world.Axes.FirstOrDefault(axis => axis.Name == name)
                ?? throw new UserException($"World '{world.Name}' has no axis '{name}'.{Suggestion.For(name, world.Axes.Select(axis => axis.Name))} 'agentic worlds info {world.Name}' shows them.");
            var isNumber = double.TryParse(text, out var value) && value >= axis.Min && value <= axis.Max;
            difficulty = isNumber
                ? new Difficulty(difficulty.Values.SetItem(name, value))
                : throw new UserException($"--difficulty {name} must be a number from {axis.Min} to {axis.Max}, but is '{text}'.");
        }

        return difficulty;
    }
}
