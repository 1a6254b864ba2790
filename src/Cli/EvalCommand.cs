using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Evaluation;
using Agentic.Training.Scenarios;
using Agentic.Viewer.Terminal;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>eval SCENARIO</c>: success on tasks that are never learnt from, with its interval and by difficulty.</summary>
internal static class EvalCommand
{
    public static Command Create(CliContext context)
    {
        var scenario = ScenarioArguments.Scenario();
        var set = ScenarioArguments.Set();
        var seed = new Option<ulong?>("--seed") { Description = "the same as --set seed=…" };
        var policy = new Option<string?>("--policy") { Description = "oracle, random, the folder of a saved policy, or openai:MODEL@URL; the scenario's own by default" };
        var device = DeviceOption.Create();
        var questions = QuestionsOption.Create();
        var limit = new Option<int?>("--limit") { Description = "number of tasks" };
        var samples = new Option<int?>("--samples") { Description = "episodes of each task; more than one samples at temperature 1" };
        var command = new Command("eval", "judges a policy on held-out tasks") { scenario, set, seed, policy, device, questions, limit, samples };
        command.SetAction(async (call, cancellation) =>
        {
            List<string> settings = [.. QuestionsOption.Settings(call.GetValue(questions)), .. call.GetValue(set) ?? []];
            settings.AddRange(call.GetValue(seed) is { } chosen ? [$"seed={chosen}"] : []);
            settings.AddRange(DeviceOption.Settings(call.GetValue(device)));
            var loaded = ScenarioReader.Load(call.GetRequiredValue(scenario), context.Vocabulary, settings).Scenario;
            var (tasks, each) = (call.GetValue(limit) ?? loaded.Eval.Tasks, call.GetValue(samples) ?? loaded.Eval.Samples);
            if (tasks < 1 || each < 1)
            {
                throw new UserException($"--limit and --samples must be at least 1, but are {tasks} and {each}.");
            }

            var (evaluation, boundary) = await EvaluateAsync(context, loaded, call.GetValue(policy), tasks, each, cancellation);
            Print(context.Open(call), evaluation, boundary, each);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<(Evaluation, ImmutableArray<BoundaryRow>)> EvaluateAsync(
        CliContext context, Scenario scenario, string? who, int tasks, int samples, CancellationToken cancellation)
    {
        if (who is "oracle" or "random")
        {
            var kind = ScenarioEpisodes.Kind(scenario);
            await using var owned = kind.Owned();
            IAgent agent = who == "oracle" ? new OracleAgent(kind as IOracleSource) : new RandomAgent((IAnswerSource)kind);
            return await JudgeAsync(scenario, kind, new EpisodeServices(EvaluatedRoles.Agents(scenario, kind, agent), QwenPolicy.TinyRenderer(), new MemoryImageStore(), TimeProvider.System), tasks, samples, cancellation);
        }

        // Equal greedy episodes say nothing about pass@k: several samples of a task are drawn at the sampling temperature.
        var sampling = samples > 1 && scenario.Eval.Temperature == 0 ? scenario.Sampling
            : scenario.Eval.Temperature > 0 ? new SamplingOptions(scenario.Eval.Temperature) : SamplingOptions.Greedy;
        if (EndpointOptions.IsEndpoint(who))
        {
            var images = new MemoryImageStore();
            await using var server = EndpointPolicy.Open(context, who!, scenario, sampling, images);
            var kind = ScenarioEpisodes.Kind(scenario);
            await using var owned = kind.Owned();
            var services = new EpisodeServices(EvaluatedRoles.Agents(scenario, kind, server.Agent), context.Policies.Renderer(scenario), images, context.Clock);
            return await JudgeAsync(scenario, kind, services, tasks, samples, cancellation);
        }

        await using var session = PolicySession.Open(scenario, who);
        return await JudgeAsync(scenario, session.Kind, session.Services(EvaluatedRoles.Agents(scenario, session.Kind, session.Agent(sampling))), tasks, samples, cancellation);
    }

    private static async Task<(Evaluation, ImmutableArray<BoundaryRow>)> JudgeAsync(
        Scenario scenario, IWorldKind kind, EpisodeServices services, int tasks, int samples, CancellationToken cancellation)
    {
        var evaluation = await Evaluator.RunAsync(scenario, kind, services, tasks, samples, cancellation: cancellation);
        return (evaluation, await BoundaryTable.OfAsync(scenario, kind, services, evaluation, cancellation));
    }

    private static void Print(CliOutput output, Evaluation evaluation, ImmutableArray<BoundaryRow> boundary, int samples)
    {
        output.Line($"success {evaluation.Success:P1} [{evaluation.Interval.Low:P1}, {evaluation.Interval.High:P1}] over {evaluation.Episodes} episodes, return {evaluation.Return:0.000}, legal {evaluation.LegalShare:P1}");
        if (evaluation.Parts.Count > 0)
        {
            output.Line($"parts, mean of an episode: {string.Join(", ", evaluation.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:0.###}")))}");
        }

        if (evaluation.ByDifficulty.Count > 0)
        {
            var parts = evaluation.Parts.Keys.ToList();
            output.People.Write(Table.Render(["difficulty", "episodes", "success", .. parts], [.. evaluation.ByDifficulty.Select(row =>
                (IReadOnlyList<string>)[
                    row.Key.ToString(CultureInfo.InvariantCulture), $"{row.Value.Episodes}", $"{row.Value.Success:P1}",
                    .. parts.Select(part => row.Value.Parts[part].ToString("0.###", CultureInfo.InvariantCulture)),
                ])]));
        }

        BoundaryReport.Print(output, boundary);
        output.Result(new JsonObject
        {
            ["success"] = evaluation.Success,
            ["low"] = evaluation.Interval.Low,
            ["high"] = evaluation.Interval.High,
            ["return"] = evaluation.Return,
            ["legal_share"] = evaluation.LegalShare,
            ["episodes"] = evaluation.Episodes,
            ["faulted"] = evaluation.Faulted,
            ["parts"] = new JsonObject(evaluation.Parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value))),
            ["pass_at"] = new JsonObject(evaluation.PassAt.Where(pair => pair.Key == samples || samples > 1)
                .Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value))),
            ["boundary"] = BoundaryReport.Json(boundary),
            ["by_difficulty"] = new JsonObject(evaluation.ByDifficulty.Select(pair =>
                KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value.Success))),
            ["parts_by_difficulty"] = new JsonObject(evaluation.ByDifficulty.Select(pair => KeyValuePair.Create(
                pair.Key.ToString(CultureInfo.InvariantCulture),
                (JsonNode?)new JsonObject(pair.Value.Parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value)))))),
        });
    }
}
