using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>rollout SCENARIO</c>: plays and records episodes.</summary>
internal static class RolloutCommand
{
    private static readonly string[] BuiltIn = ["oracle", "random", "scripted"];

    public static Command Create(CliContext context)
    {
        var scenario = ScenarioArguments.Scenario();
        var set = ScenarioArguments.Set();
        var output = new Option<string>("--output") { Description = "the run's folder", Required = true };
        var limit = new Option<long>("--limit") { Description = "how many episodes; with --questions all of them by default", DefaultValueFactory = _ => 16 };
        var members = new Option<int>("--group-size") { Description = "episodes of each task", DefaultValueFactory = _ => 1 };
        var workers = new Option<int>("--workers") { Description = "episodes in play at one moment", DefaultValueFactory = _ => 4 * Environment.ProcessorCount };
        var seed = new Option<ulong?>("--seed") { Description = "the same as --set seed=…" };
        var split = new Option<Split>("--split") { Description = "train, validation or test", DefaultValueFactory = _ => Split.Train };
        var policy = new Option<string?>("--policy") { Description = "oracle, random, scripted, the folder of a saved policy, or openai:MODEL@URL; the scenario's own by default" };
        var device = DeviceOption.Create();
        var actions = new Option<string?>("--actions") { Description = "answers for --policy scripted, one a line, the same for each episode" };
        var questions = QuestionsOption.Create();
        var miniwob = new Option<string?>("--miniwob") { Description = "the html folder of a MiniWoB++ checkout; the same as --set world.options.miniwob=…" };
        var task = new Option<string?>("--task") { Description = "with --miniwob: a task by name, or all of them in turn" };
        var command = new Command("rollout", "plays and records episodes") { scenario, set, output, limit, members, workers, seed, split, policy, device, actions, questions, miniwob, task };
        command.SetAction(async (call, cancellation) =>
        {
            var (count, groupSize, seats) = (call.GetValue(limit), call.GetValue(members), call.GetValue(workers));
            if (count < 1 || groupSize < 1 || seats < 1)
            {
                throw new UserException($"--limit, --group-size and --workers must be at least 1, but are {count}, {groupSize} and {seats}.");
            }

            var who = call.GetValue(policy);
            List<string> settings = [.. QuestionsOption.Settings(call.GetValue(questions)), .. call.GetValue(set) ?? []];
            settings.AddRange(call.GetValue(seed) is { } chosen ? [$"seed={chosen}"] : []);
            settings.AddRange(who is not null && !BuiltIn.Contains(who) && !EndpointOptions.IsEndpoint(who) ? ["policy.preset=", $"policy.checkpoint={YamlText.Scalar(who)}"] : []);
            settings.AddRange(DeviceOption.Settings(call.GetValue(device)));
            var checkout = MiniwobTasks.Of(call.GetValue(miniwob), call.GetValue(task));
            settings.AddRange(checkout?.Settings ?? []);
            var loaded = ScenarioReader.Load(call.GetRequiredValue(scenario), context.Vocabulary, settings);
            var kind = ScenarioEpisodes.Kind(loaded.Scenario);
            await using var owned = kind.Owned();
            var folder = new RunFolder(Path.GetFullPath(call.GetRequiredValue(output)));
            var images = new MemoryImageStore(RawPictures, new FolderImageStore(folder.Images));
            await using var player = Player(context, loaded.Scenario, kind, who, call.GetValue(actions), images);
            var services = new EpisodeServices([player.Agent], context.Policies.Renderer(loaded.Scenario), images, context.Clock);
            var isLimited = call.GetResult(limit) is { Implicit: false };
            count = checkout is not null && !isLimited ? Math.Max(count, checkout.Count) : count;
            IEnumerable<EpisodePlan> plans;
            if (call.GetValue(questions) is not null)
            {
                var list = ScenarioEpisodes.List(loaded.Scenario, kind, Split.Test, loaded.Scenario.Eval.Whole);
                count = Math.Min(isLimited ? count : long.MaxValue, (long)list.Count * groupSize);
                plans = ScenarioEpisodes.Plans(loaded.Scenario, kind, Split.Test, list, groupSize, list.Count).Take((int)count);
            }
            else
            {
                plans = checkout?.Plans(loaded.Scenario, kind, count) ?? ScenarioEpisodes.Plans(loaded.Scenario, kind, call.GetValue(split), groupSize, count);
            }

            return await RolloutRun.RunAsync(context, context.Open(call), folder, loaded, plans, count, services, seats, () => player.Usage, cancellation);
        });
        return command;
    }

    // A frame is read soon after it was painted or not again; what is kept longer only outlives the collector's young generations.
    private const long RawPictures = 16 << 20;

    private static LoadedPolicy Player(CliContext context, Scenario scenario, IWorldKind kind, string? who, string? script, IImageStore images)
    {
        if (script is not null && who != "scripted")
        {
            throw new UserException("--actions goes with --policy scripted.");
        }

        return who switch
        {
            "oracle" when kind is not IOracleSource && !kind.Descriptor.Demonstrates => throw Without(kind, "oracle"),
            "oracle" => new LoadedPolicy(new OracleAgent(kind as IOracleSource), null),
            "random" => new LoadedPolicy(new RandomAgent(kind as IAnswerSource ?? throw Without(kind, "random")), null),
            "scripted" => new LoadedPolicy(
                ScriptedAgent.Of(Arguments.Lines(script ?? throw new UserException("--policy scripted needs --actions FILE."), "file of answers")), null),
            not null when EndpointOptions.IsEndpoint(who) => Behind(EndpointPolicy.Open(context, who, scenario, scenario.Sampling, images)),
            _ => context.Policies.Load(scenario, images),
        };
    }

    private static LoadedPolicy Behind(EndpointPolicy server) => new(server.Agent, server, server.Usage);

    private static UserException Without(IWorldKind kind, string who) => new($"World '{kind.Descriptor.Name}' has no {who} policy; choose another --policy.");
}
